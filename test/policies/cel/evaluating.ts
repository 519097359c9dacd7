import { expect } from "vitest";
import { compile, type CompileOptions } from "../../../src/policies/cel/environment.ts";
import { evaluate } from "../../../src/policies/cel/evaluate.ts";
import { toCelObject } from "../../../src/policies/cel/values.ts";
import type { Json } from "../../../src/domain/json.ts";

/** What an expression comes to: its value, `problem: …` when it can't be used, `error: …` when it ends in one. */
export function outcomeOf(
  expression: string,
  { object = null, ...options }: CompileOptions & { readonly object?: Json } = {},
): unknown {
  const compiled = compile(expression, options);
  if (compiled.kind === "problem") return `problem: ${compiled.message}`;
  const came = evaluate(compiled, { object: toCelObject(object).value });
  return came.kind === "value" ? came.value : `${came.kind}: ${came.message}`;
}

/** What an expression costs, in Kubernetes' count. */
export function costOf(expression: string, object: Json = null): number {
  const compiled = compile(expression);
  if (compiled.kind === "problem") throw new Error(compiled.message);
  return compiled.measure({ object: toCelObject(object).value }, 1_000_000).cost;
}

/** A wanted text may be given as a pattern. */
export function like(wanted: unknown): unknown {
  return wanted instanceof RegExp ? expect.stringMatching(wanted) : wanted;
}
