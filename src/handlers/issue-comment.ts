import { z } from "zod";
import { parseComment } from "../intake/comment-command.ts";
import { parseRepositoryName } from "../domain/repository.ts";
import { inbound } from "../workflow/inbound.ts";
import type { WebhookHandler } from "./handler.ts";
import { repositoryPayload } from "./payloads.ts";

const payloadSchema = z.object({
  action: z.literal("created"),
  repository: repositoryPayload,
  /** Only of pull requests: an issue has none. */
  issue: z.object({ number: z.int(), pull_request: z.object({}) }),
  comment: z.object({ id: z.int(), body: z.string() }),
  sender: z.object({ login: z.string(), type: z.string() }),
});

/** Someone wrote a command on a pull request, in any repository that has Causeway. Bots give none. */
export const issueCommentHandler: WebhookHandler = {
  event: "issue_comment",
  recognise: (delivery) => {
    const parsed = payloadSchema.safeParse(delivery.payload);
    if (!parsed.success || parsed.data.sender.type === "Bot") return undefined;
    const { issue, comment, sender } = parsed.data;
    const repository = parseRepositoryName(parsed.data.repository.full_name);
    if (repository === undefined || parseComment(comment.body).length === 0) return undefined;
    const { number } = issue;
    return inbound(
      "comment.written",
      {
        repository,
        number,
        commentId: String(comment.id),
        body: comment.body,
        login: sender.login,
        receivedAt: delivery.receivedAt,
      },
      {
        id: `github:${delivery.id}`,
        key: `comments/${parsed.data.repository.full_name.toLowerCase()}/${number}`,
        receivedAt: delivery.receivedAt,
      },
    );
  },
};
