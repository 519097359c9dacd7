import type { Bindings, Compiled } from "./environment.ts";
import { CostLimitError } from "./errors.ts";
import { perCallLimit } from "./run/frame.ts";
import { NotEvaluableError } from "./values.ts";

/** What an evaluation came to. `notEvaluable`: it needed something that only the cluster knows. */
export type CelOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | {
      readonly kind: "error";
      readonly message: string;
      /** It cost more than it may: to ask its parts again would cost as much once more. */
      readonly costly?: true;
    }
  | { readonly kind: "notEvaluable"; readonly message: string };

/** What several evaluations may cost together (apiserver pkg/apis/cel/config.go). */
export class CostBudget {
  #left: number;

  private constructor(limit: number) {
    this.#left = limit;
  }

  /** For all expressions of a policy with one binding and one object. */
  static forPolicy(): CostBudget {
    return new CostBudget(10_000_000);
  }

  /** For its matchConditions. */
  static forMatchConditions(): CostBudget {
    return new CostBudget(2_500_000);
  }

  get left(): number {
    return this.#left;
  }

  spend(cost: number): void {
    this.#left -= cost;
  }
}

/**
 * Evaluates an expression. Never throws, and ends: a cost of more than Kubernetes allows for one expression, or more
 * than is left of the budget, is an error.
 */
export function evaluate(compiled: Compiled, bindings: Bindings, budget?: CostBudget): CelOutcome {
  const limit = Math.min(perCallLimit, budget?.left ?? perCallLimit);
  try {
    const { value, cost } = compiled.measure(bindings, limit);
    budget?.spend(cost);
    return { kind: "value", value };
  } catch (error) {
    if (error instanceof CostLimitError) {
      budget?.spend(limit);
      const message = limit < perCallLimit ? outOfBudget : error.message;
      return { kind: "error", message, costly: true };
    }
    if (error instanceof NotEvaluableError) return { kind: "notEvaluable", message: error.message };
    return { kind: "error", message: error instanceof Error ? error.message : String(error) };
  }
}

/** apiserver pkg/admission/plugin/cel/condition.go. */
const outOfBudget =
  "validation failed due to running out of cost budget, no further validation rules will be run";
