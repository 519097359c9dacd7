import { z } from "zod";
import type { WebhookHandler } from "./handler.ts";
import { pullRequestPayload, repositoryPayload } from "./payloads.ts";
import { promotionLabelled } from "./promotion-label.ts";
import { pullRequestChanged } from "./pull-request-event.ts";

const payloadSchema = z.object({
  action: z.enum([
    "opened",
    "reopened",
    "synchronize",
    "edited",
    "closed",
    "ready_for_review",
    "converted_to_draft",
    "labeled",
    "unlabeled",
  ]),
  repository: repositoryPayload,
  pull_request: pullRequestPayload,
  label: z.object({ name: z.string() }).optional(),
  sender: z.object({ login: z.string(), type: z.string() }),
});

export type PullRequestPayload = z.output<typeof payloadSchema>;

/** A pull request of the configuration repository changed: its check or its request goes on. */
export const pullRequestHandler: WebhookHandler = {
  event: "pull_request",
  recognise: (delivery, repository) => {
    const parsed = payloadSchema.safeParse(delivery.payload);
    if (!parsed.success) return undefined;
    return (
      promotionLabelled(delivery, parsed.data) ??
      pullRequestChanged(delivery, parsed.data.pull_request, repository)
    );
  },
};
