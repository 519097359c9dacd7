import type { RequestRecord } from "../domain/request.ts";
import type { Ports } from "./ports.ts";
import { refused } from "./refuse.ts";
import type { StepResult } from "./step-result.ts";

/** asked → open (or refused). */
export function openMove(
  ports: Ports,
  record: RequestRecord,
  _fresh: boolean,
): Promise<StepResult> {
  return Promise.resolve({
    record: refused(ports, record, "It can't be planned."),
    violations: [],
  });
}
