import { z } from "zod";
import type { World } from "./acts.ts";
import { changesOf } from "./merging.ts";
import { Refused } from "./refused.ts";
import type { PullIssue, ReviewComment } from "./state.ts";

export const newReviewComment = z.object({
  body: z.string().min(1).max(65_536),
  commit_id: z.string(),
  path: z.string(),
  line: z.int().min(1),
  side: z.literal("RIGHT"),
  start_line: z.int().min(1).optional(),
  start_side: z.literal("RIGHT").optional(),
});

/**
 * A comment of the App's bot on lines of a pull request. As on GitHub, only on a file that the pull request changes,
 * and no range that ends where it starts. Unlike there, on any line of it.
 */
export async function addReviewComment(
  world: World,
  { number, pull }: PullIssue,
  asked: z.infer<typeof newReviewComment>,
): Promise<ReviewComment> {
  const { state } = world;
  const changes = await changesOf(world, pull.baseSha, pull.headSha);
  if (!changes.has(asked.path)) throw refused("pull_request_review_thread.path", "is not part");
  if (asked.start_line !== undefined && asked.start_line >= asked.line) {
    throw refused("pull_request_review_thread.start_line", "must precede the end line");
  }
  const comment: ReviewComment = {
    id: state.nextId(),
    pull: number,
    author: state.bot,
    createdAt: new Date().toISOString(),
    commitSha: asked.commit_id,
    path: asked.path,
    startLine: asked.start_line ?? null,
    line: asked.line,
    body: asked.body,
  };
  state.reviewComments.push(comment);
  return comment;
}

function refused(field: string, message: string): Refused {
  return new Refused(422, `Validation Failed: ${field} ${message}`);
}
