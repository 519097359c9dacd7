import type { InboundEvent } from "../domain/event.ts";
import { parseRepositoryName } from "../domain/repository.ts";
import { inbound } from "../workflow/inbound.ts";
import type { WebhookDelivery } from "./handler.ts";
import type { PullRequestPayload } from "./pull-request.ts";
import { requestOfPullRequest } from "./payloads.ts";

/** `promote:staging`, the label that asks for what `/promote staging` asks for. */
const promotionLabel = /^promote:([a-z0-9][a-z0-9-]{0,62})$/;

/** The event that a person put such a label on a pull request that is no request's own. */
export function promotionLabelled(
  delivery: WebhookDelivery,
  { action, label, sender, pull_request: pull, repository }: PullRequestPayload,
): InboundEvent | undefined {
  if (action !== "labeled" || sender.type === "Bot") return undefined;
  const environment = promotionLabel.exec(label?.name ?? "")?.[1];
  const ref = parseRepositoryName(repository.full_name);
  if (environment === undefined || ref === undefined) return undefined;
  if (requestOfPullRequest(pull) !== undefined) return undefined;
  return inbound(
    "promotion.labelled",
    {
      repository: ref,
      number: pull.number,
      environment,
      login: sender.login,
      deliveryId: delivery.id,
      receivedAt: delivery.receivedAt,
    },
    {
      id: `github:${delivery.id}`,
      key: `comments/${repository.full_name.toLowerCase()}/${pull.number}`,
      receivedAt: delivery.receivedAt,
    },
  );
}
