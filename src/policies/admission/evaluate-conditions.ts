import { CostBudget, evaluate } from "../cel/evaluate.ts";
import { conditionBindings, type EvaluatedTarget } from "./bindings.ts";
import type { LoadedExpressions } from "./load.ts";

/** Whether match conditions let a policy go on; `error` when only errors keep it from knowing. */
export type Conditions =
  | { readonly kind: "go" }
  | { readonly kind: "skip" }
  | { readonly kind: "error" | "notEvaluable"; readonly name: string; readonly message: string };

/**
 * Any condition that is false skips the policy, whatever the others say (apiserver webhook/matchconditions/matcher.go);
 * so one that can't be known here weighs more than one that ends in an error.
 */
export function evaluateConditions(
  { conditions }: LoadedExpressions,
  evaluated: EvaluatedTarget,
  params: unknown,
): Conditions {
  if (conditions.length === 0) return { kind: "go" };
  const bindings = conditionBindings(evaluated, params);
  const budget = CostBudget.forMatchConditions();
  const outcomes = conditions.map(({ name, compiled }) => ({
    name,
    came: evaluate(compiled, bindings, budget),
  }));
  if (outcomes.some(({ came }) => came.kind === "value" && came.value === false))
    return { kind: "skip" };
  for (const { name, came } of outcomes) {
    if (came.kind === "notEvaluable") return { kind: "notEvaluable", name, message: came.message };
  }
  for (const { name, came } of outcomes) {
    if (came.kind === "error") return { kind: "error", name, message: came.message };
    if (came.kind === "value" && came.value !== true)
      return { kind: "error", name, message: "it is not true or false" };
  }
  return { kind: "go" };
}
