import type { Decision } from "../decision.ts";
import type { JsonObject } from "../json.ts";
import type { Catalog } from "../offering.ts";
import type { Platform } from "../platform.ts";
import type { PullRequestRef, ThreadRef } from "../request.ts";

/** What a person filled in on any surface, parsed but not yet judged. */
export interface Submission {
  /** The natural id of the event that brought it: `slack:V0123`, `github:<delivery>`. */
  readonly eventId: string;
  /** The person, as the platform that signed the event knows them. */
  readonly sender:
    | { readonly surface: "slack"; readonly userId: string }
    | { readonly surface: "github"; readonly login: string };
  readonly thread: ThreadRef;
  /** The offering's name. */
  readonly offering: string;
  readonly team: string;
  readonly name: string;
  /** Nested as in the object: `{spec: {parameters: {size: "medium"}}}`. */
  readonly values: JsonObject;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

/** A promotion or rollback that a person asked for on any surface, not yet judged. */
export interface AskedMove extends Pick<
  Submission,
  "eventId" | "sender" | "thread" | "receivedAt"
> {
  readonly kind: "promote" | "rollback";
  readonly service: string;
  readonly environment: string;
  /** Of a rollback: the version that the person named. */
  readonly version?: string;
  /** Of a promotion: the pull request that shall get there. */
  readonly change?: PullRequestRef;
}

export type SubmissionOutcome =
  | { readonly kind: "accepted"; readonly requestId: string }
  | { readonly kind: "refused"; readonly decision: Extract<Decision, { kind: "refuse" }> };

/** What the default branch of the configuration repository says now. */
export interface Offered {
  readonly catalog: Catalog;
  readonly platform: Platform;
}

/** Where every surface hands in what people ask for. */
export interface RequestDesk {
  /** Undefined until the configuration repository was read for the first time. */
  offered(): Offered | undefined;
  /**
   * Validates and authorises; when it passes, stores it durably before it resolves. Rejects when it could not be
   * stored: then the sender must be told that nothing was taken.
   */
  submit(submission: Submission): Promise<SubmissionOutcome>;
  /** The same for a promotion or a rollback. */
  ask(move: AskedMove): Promise<SubmissionOutcome>;
}
