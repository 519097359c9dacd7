import { dyn } from "../cel/check/types.ts";
import {
  createEnvironment,
  type CelProblem,
  type Compiled,
  type Environment,
} from "../cel/engine.ts";
import { newestMinor } from "../cel/environment.ts";

/** What the rules of a CRD see: what is judged, and what it was before. */
let environment: Environment | undefined;
const compiled = new Map<string, Compiled | CelProblem>();
const mostCompiled = 5_000;

/** Parses and checks an expression of a CRD's rule, in which `self` and `oldSelf` have values. */
export function compileRule(expression: string): Compiled | CelProblem {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  environment ??= createEnvironment({
    minor: newestMinor,
    mixedLiterals: false,
    variables: new Map([
      ["self", dyn],
      ["oldSelf", dyn],
    ]),
  });
  const made = environment.compile(expression);
  compiled.set(expression, made);
  return made;
}

/**
 * An optional of the expression language, of undefined the empty one. It has no other constructor than the language
 * itself: `self` is only a name for the value.
 */
export function asOptional(value: unknown): unknown {
  const made = compileRule(value === undefined ? "optional.none()" : "optional.of(self)");
  return made.kind === "compiled" ? made.run({ self: value }) : undefined;
}
