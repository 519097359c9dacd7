import type { InboundEvent } from "../domain/event.ts";
import type { RepositoryRef } from "../domain/repository.ts";

/** A webhook as GitHub delivered it: its signature was verified, its payload is untrusted. */
export interface WebhookDelivery {
  /** X-GitHub-Delivery. */
  readonly id: string;
  /** X-GitHub-Event: `issues`. */
  readonly name: string;
  readonly payload: unknown;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

/** Recognises what one GitHub event means. Pure: what it returns is stored, and a workflow does the work later. */
export interface WebhookHandler {
  /** The event's name, as in app.yml. */
  readonly event: string;
  /** Undefined when the event is of no interest: another repository, another action. */
  recognise(
    delivery: WebhookDelivery,
    configurationRepository: RepositoryRef,
  ): InboundEvent | undefined;
}
