import type { RequestRecord } from "../domain/request.ts";
import type { Ports } from "./ports.ts";

/** The record of a request that a rule or a check of the input said no to, after it was accepted. */
export function refused<Record extends RequestRecord>(
  ports: Pick<Ports, "clock">,
  record: Record,
  reason: string,
): Record {
  return { ...record, state: "refused", reason, finishedAt: ports.clock.now().toISOString() };
}
