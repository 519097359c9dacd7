import { z } from "zod";
import type { WebhookHandler } from "./handler.ts";
import { pullRequestPayload, repositoryPayload } from "./payloads.ts";
import { pullRequestChanged } from "./pull-request-event.ts";

const payloadSchema = z.object({
  action: z.enum(["submitted", "edited", "dismissed"]),
  repository: repositoryPayload,
  pull_request: pullRequestPayload,
});

/** Someone approved, asked for changes, or had a review dismissed. */
export const pullRequestReviewHandler: WebhookHandler = {
  event: "pull_request_review",
  recognise: (delivery, repository) => {
    const parsed = payloadSchema.safeParse(delivery.payload);
    if (!parsed.success) return undefined;
    return pullRequestChanged(delivery, parsed.data.pull_request, repository);
  },
};
