import { celMessage, type Bindings, type Compiled } from "./environment.ts";
import { NotEvaluableError } from "./values.ts";

/** What an evaluation came to. `notEvaluable`: it needed something that only the cluster knows. */
export type CelOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "notEvaluable"; readonly message: string };

/** Evaluates an expression. Never throws; an expression that never ends must be ended from outside its thread. */
export function evaluate(compiled: Compiled, bindings: Bindings): CelOutcome {
  try {
    return { kind: "value", value: compiled.run(bindings) };
  } catch (error) {
    if (error instanceof NotEvaluableError) return { kind: "notEvaluable", message: error.message };
    return { kind: "error", message: celMessage(error) };
  }
}
