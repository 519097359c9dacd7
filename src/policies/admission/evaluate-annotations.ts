import type { Bindings } from "../cel/environment.ts";
import { CostBudget, evaluate } from "../cel/evaluate.ts";
import type { LoadedPolicy } from "./load.ts";
import { failed, type Verdict } from "./verdict.ts";

/** In bytes; the rest of a longer value is cut off (policy/validating dispatcher.go). */
const longestValue = 10 * 1024;

/**
 * What a policy would write into the cluster's audit log, as `audit` verdicts (policy/validating validator.go): an
 * empty text or null writes nothing. An error refuses the object whatever the binding's actions are, unless
 * failurePolicy is `Ignore`; a value of another type does so always.
 */
export function evaluateAnnotations(policy: LoadedPolicy, bindings: Bindings): readonly Verdict[] {
  const budget = CostBudget.forPolicy();
  return policy.auditAnnotations.flatMap(({ key, compiled }): readonly Verdict[] => {
    const validation = `auditAnnotations.${key}`;
    const came = evaluate(compiled, bindings, budget);
    if (came.kind === "notEvaluable")
      return [{ validation, outcome: "notEvaluable", message: came.message }];
    if (came.kind === "error") return [{ validation, ...failed(policy, "deny", came.message) }];
    if (came.value === null) return [];
    if (typeof came.value !== "string") {
      const wrong = "the value of an audit annotation must be text or null";
      const always = { name: policy.name, spec: { failurePolicy: "Fail" } };
      return [{ validation, ...failed(always, "deny", wrong) }];
    }
    const value = came.value.trim();
    return value === "" ? [] : [{ validation, outcome: "audit", message: cut(value) }];
  });
}

function cut(value: string): string {
  const bytes = Buffer.from(value);
  return bytes.length <= longestValue ? value : bytes.subarray(0, longestValue).toString("utf8");
}
