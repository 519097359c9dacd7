import { Hono, type Context } from "hono";
import { z } from "zod";
import { openPull, setPullState, type World } from "./acts.ts";
import { changesOf, conflicts, squash } from "./merging.ts";
import { page } from "./pages.ts";
import { Refused } from "./refused.ts";
import { addReviewComment, newReviewComment } from "./review-comments.ts";
import { reviewCommentShape } from "./review-comment-shape.ts";
import { pullShape, reviewShape } from "./shapes.ts";
import type { PullIssue } from "./state.ts";

const newPull = z.object({
  title: z.string().min(1),
  body: z.string().default(""),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().default(false),
});
const pullEdit = z.object({ state: z.enum(["open", "closed"]).optional() });
const mergeRequest = z.object({
  sha: z.string().optional(),
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  merge_method: z.literal("squash"),
});

/** Pull requests, as the App's bot reads and writes them. */
export function pullRoutes(world: World): Hono {
  const { state } = world;
  const routes = new Hono();
  const pullOf = (context: Context): PullIssue => {
    const issue = state.pull(Number(context.req.param("number")));
    if (issue === undefined) throw new Refused(404, "Not Found");
    return issue;
  };
  routes.get("/pulls", (context) => {
    const wanted = context.req.query("state") ?? "open";
    const head = context.req.query("head");
    const pulls = state
      .pulls()
      .filter((issue) => wanted === "all" || issue.state === wanted)
      .filter(({ pull }) => head === undefined || `${state.owner}:${pull.headRef}` === head);
    const ordered = context.req.query("direction") === "asc" ? pulls : pulls.toReversed();
    return page(context, ordered, (issue) => pullShape(state, issue, null));
  });
  routes.post("/pulls", async (context) => {
    const issue = await openPull(world, state.bot, newPull.parse(await context.req.json()));
    return context.json(pullShape(state, issue, null), 201);
  });
  routes.get("/pulls/:number", async (context) => {
    const issue = pullOf(context);
    const mergeable = issue.state === "open" ? !(await conflicts(world, issue)) : null;
    return context.json(pullShape(state, issue, mergeable));
  });
  routes.patch("/pulls/:number", async (context) => {
    const { state: wanted } = pullEdit.parse(await context.req.json());
    const issue = pullOf(context);
    if (wanted !== undefined) await setPullState(world, state.bot, issue, wanted);
    return context.json(pullShape(state, issue, null));
  });
  routes.get("/pulls/:number/files", async (context) => {
    const files = await changedFiles(world, pullOf(context));
    return page(context, files, (file) => file);
  });
  routes.get("/pulls/:number/reviews", (context) => {
    const { number } = pullOf(context);
    const reviews = state.reviews.filter(({ pull }) => pull === number);
    return page(context, reviews, (review) => reviewShape(state, review));
  });
  routes.get("/pulls/:number/comments", (context) => {
    const { number } = pullOf(context);
    const comments = state.reviewComments.filter(({ pull }) => pull === number);
    return page(context, comments, (comment) => reviewCommentShape(state, comment));
  });
  routes.post("/pulls/:number/comments", async (context) => {
    const asked = newReviewComment.parse(await context.req.json());
    const comment = await addReviewComment(world, pullOf(context), asked);
    return context.json(reviewCommentShape(state, comment), 201);
  });
  routes.put("/pulls/:number/merge", async (context) => {
    const { sha, commit_title, commit_message } = mergeRequest.parse(await context.req.json());
    const merged = await squash(world, state.bot, pullOf(context), {
      sha,
      title: commit_title,
      message: commit_message,
    });
    return context.json({ sha: merged, merged: true, message: "Pull Request successfully merged" });
  });
  return routes;
}

/** The files of a pull request, as GitHub lists them. */
export async function changedFiles(world: World, { pull }: PullIssue) {
  const { git, state } = world;
  const base = await git.tree(await git.mergeBase(pull.baseSha, pull.headSha));
  const changes = await changesOf(world, pull.baseSha, pull.headSha);
  const url = `https://api.github.com/repos/${state.fullName}/contents`;
  return [...changes]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([filename, sha]) => ({
      sha: sha ?? base.get(filename) ?? "",
      filename,
      status: statusOf(sha, base.has(filename)),
      additions: 1,
      deletions: 0,
      changes: 1,
      blob_url: `https://github.com/${state.fullName}/blob/${pull.headSha}/${filename}`,
      raw_url: `https://github.com/${state.fullName}/raw/${pull.headSha}/${filename}`,
      contents_url: `${url}/${filename}?ref=${pull.headSha}`,
    }));
}

function statusOf(sha: string | null, wasThere: boolean): "added" | "modified" | "removed" {
  if (sha === null) return "removed";
  return wasThere ? "modified" : "added";
}
