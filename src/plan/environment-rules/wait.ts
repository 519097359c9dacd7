import type { ReasonCode } from "../../domain/decision.ts";

/** One thing that a promotion waits for. */
export interface Wait {
  readonly reasonCode: ReasonCode;
  /** For what, for whom and until when: whole sentences. */
  readonly message: string;
  /** ISO 8601: when this wait ends by time alone. */
  readonly until?: string;
}
