import type { z } from "zod";
import type { InboundEvent } from "../domain/event.ts";
import { inbound, requestKey } from "../workflow/inbound.ts";
import type { WebhookDelivery } from "./handler.ts";
import { requestOfPullRequest, type pullRequestPayload } from "./payloads.ts";

/** The event that says that a pull request changed, under the key of the request that it carries or its own. */
export function pullRequestChanged(
  delivery: WebhookDelivery,
  pull: z.output<typeof pullRequestPayload>,
): InboundEvent {
  const requestId = requestOfPullRequest(pull);
  const payload =
    requestId === undefined ? { number: pull.number } : { number: pull.number, requestId };
  return inbound("pullRequest.changed", payload, {
    id: `github:${delivery.id}`,
    key: requestId === undefined ? `pull/${pull.number}` : requestKey(requestId),
    receivedAt: delivery.receivedAt,
  });
}
