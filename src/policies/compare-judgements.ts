import type { Judgement, Violation } from "../domain/guardrail.ts";

/** What one judgement denies and another of the same files does not, both ways, each in the order of its judgement. */
export function compareJudgements(
  before: Judgement,
  after: Judgement,
): { readonly newlyDenied: readonly Violation[]; readonly noLongerDenied: readonly Violation[] } {
  const denied = before.violations.filter(stops);
  const denies = after.violations.filter(stops);
  return { newlyDenied: without(denies, denied), noLongerDenied: without(denied, denies) };
}

function stops({ outcome }: Violation): boolean {
  return outcome !== "warn";
}

function without(all: readonly Violation[], known: readonly Violation[]): readonly Violation[] {
  const keys = new Set(known.map(keyOf));
  return all.filter((violation) => !keys.has(keyOf(violation)));
}

/** A message may be worded anew; the same validation at the same place is the same finding. */
function keyOf({ policy, validation, location }: Violation): string {
  const { path, startLine, startColumn } = location;
  return JSON.stringify([policy, validation, path, startLine, startColumn]);
}
