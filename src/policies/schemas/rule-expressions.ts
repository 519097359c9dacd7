import { compile, type CelProblem, type Compiled } from "../cel/environment.ts";

/** Parses and checks an expression of a CRD's rule, in which `self` and `oldSelf` have values. */
export function compileRule(expression: string): Compiled | CelProblem {
  return compile(expression, "any");
}

/**
 * An optional of the expression language, of undefined the empty one. It has no other constructor than the language
 * itself: `self` is only a name for the value.
 */
export function asOptional(value: unknown): unknown {
  const made = compileRule(value === undefined ? "optional.none()" : "optional.of(self)");
  return made.kind === "compiled" ? made.run({ self: value }) : undefined;
}
