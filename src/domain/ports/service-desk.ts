import type { EnvironmentStatus } from "../service-status.ts";
import type { Submission } from "./request-desk.ts";

type Sender = Submission["sender"];

/** What a person decides about a request that waits. */
export interface GivenDecision {
  /** The natural id of the event that brought it. */
  readonly eventId: string;
  readonly sender: Sender;
  readonly requestId: string;
  readonly choice:
    | { readonly kind: "approve"; readonly headSha: string }
    | { readonly kind: "deny"; readonly reason: string }
    | { readonly kind: "choose"; readonly option: string };
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

/** A stop of an environment that a person sets or lifts. */
export interface HoldChange {
  readonly kind: "hold" | "unhold";
  readonly environment: string;
  readonly service?: string;
  readonly reason: string;
  /** ISO 8601; absent: until someone lifts it. */
  readonly until?: string;
}

/** Where every surface asks about services and hands in what people decide about them. */
export interface ServiceDesk {
  /**
   * What runs where: of one service, in one environment, of the sender's own requests, or of all. A name that is
   * neither gives a sentence that says what there is.
   */
  status(
    asked: string | undefined,
  ): Promise<
    | { readonly kind: "status"; readonly statuses: readonly EnvironmentStatus[] }
    | { readonly kind: "unknown"; readonly message: string }
  >;
  /** Keeps a person's yes, no or answer durably. Resolves to what they are told. */
  decide(decision: GivenDecision): Promise<string>;
  /** Resolves to what the person is told. */
  changeHold(
    change: HoldChange,
    by: { readonly sender: Sender; readonly eventId: string },
  ): Promise<string>;
}
