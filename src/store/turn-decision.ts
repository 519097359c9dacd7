import type { DeliveryRow } from "./deliveries.ts";
import type { Claim } from "./queue.ts";
import type { RetryPolicy } from "./retry-policy.ts";

/** What a claimed job is for. */
export type TurnDecision =
  | { readonly kind: "handle"; readonly row: DeliveryRow }
  /** The event was put aside, and whoever waits for it was not told yet. */
  | { readonly kind: "tell"; readonly row: DeliveryRow }
  /** It was started too often without an end. */
  | { readonly kind: "putAside"; readonly attempts: number; readonly error: string }
  /** The job is left over: its event is settled, gone, or has a newer job. */
  | { readonly kind: "drop" };

/** Reads a claimed job and its event's row. */
export function whatToDo(
  claim: Claim,
  row: DeliveryRow | undefined,
  policy: RetryPolicy,
): TurnDecision {
  if (row === undefined || row.jobId !== claim.jobId) return { kind: "drop" };
  if (row.state === "handled") return { kind: "drop" };
  if (row.state === "putAside") return row.told ? { kind: "drop" } : { kind: "tell", row };
  if (claim.attempt < policy.maxStarts) return { kind: "handle", row };
  const last = row.error === "" ? "It never ended with an error." : `The last error: ${row.error}`;
  return {
    kind: "putAside",
    attempts: row.attempts,
    error: `This event was started ${claim.attempt} times without an end: the process that handled it was stopped or killed, or was told to come back later. ${last}`,
  };
}
