import type { Json } from "./json.ts";

/** Something that came in and must not be lost. Stored before it is acknowledged. */
export interface InboundEvent {
  /** Its natural id: `github:<X-GitHub-Delivery>`, `slack:<view id>`… A repeated id is dropped. */
  readonly id: string;
  /** Events with the same key are handled one at a time, in order of arrival. */
  readonly key: string;
  /** Which workflow handles it: `github.issues.opened`, `slack.request`, `request.advance`… */
  readonly name: string;
  readonly payload: Json;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

/** An event that was tried as often as allowed and put aside for an operator. */
export interface FailedEvent {
  readonly event: InboundEvent;
  readonly attempts: number;
  readonly error: string;
  readonly failedAt: string;
}
