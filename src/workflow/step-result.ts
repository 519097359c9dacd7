import type { Violation } from "../domain/guardrail.ts";
import type { RequestRecord } from "../domain/request.ts";

/** What one step of a request's way gave. */
export interface StepResult {
  readonly record: RequestRecord;
  /** What the guardrails found, when this step judged: for the reply that names it. */
  readonly violations: readonly Violation[];
}
