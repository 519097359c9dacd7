import type { z } from "zod";
import type { InboundEvent } from "../domain/event.ts";
import { parseRepositoryName, type RepositoryRef } from "../domain/repository.ts";
import { inbound, requestKey } from "../workflow/inbound.ts";
import type { WebhookDelivery } from "./handler.ts";
import { isRepository, requestOfPullRequest, type pullRequestPayload } from "./payloads.ts";

/**
 * The event that says that a pull request changed, under the key of the request that it carries or its own. Undefined
 * for one of another repository than the configuration's that carries no request.
 */
export function pullRequestChanged(
  delivery: WebhookDelivery,
  pull: z.output<typeof pullRequestPayload>,
  configurationRepository: RepositoryRef,
): InboundEvent | undefined {
  const { number } = pull;
  const requestId = requestOfPullRequest(pull);
  const about = {
    id: `github:${delivery.id}`,
    key: requestId === undefined ? `pull/${number}` : requestKey(requestId),
    receivedAt: delivery.receivedAt,
  };
  const carried = requestId === undefined ? { number } : { number, requestId };
  if (isRepository(pull.base.repo, configurationRepository)) {
    return inbound("pullRequest.changed", carried, about);
  }
  const repository = parseRepositoryName(pull.base.repo.full_name);
  if (requestId === undefined || repository === undefined) return undefined;
  return inbound("pullRequest.changed", { ...carried, repository }, about);
}
