import { testFor, type Overload } from "../check/functions.ts";
import { noSuchOverload } from "../errors.ts";
import type { Frame, Step } from "./frame.ts";

type Test = (value: unknown) => boolean;
type Run = (...args: readonly unknown[]) => unknown;

interface Candidate {
  readonly tests: readonly Test[];
  readonly run: Run;
  readonly cost: (args: readonly unknown[]) => number;
  readonly costOfResult: ((result: unknown) => number) | undefined;
}

/** A call of a function: the first form that takes the values that come is run. */
export function planCall(overloads: readonly Overload[], steps: readonly Step[]): Step {
  const candidates = overloads.map(({ params, run, cost }): Candidate => {
    return {
      tests: params.map(testFor),
      // The tests prove what the parameters' types say.
      run: run as unknown as Run,
      cost: typeof cost === "function" ? cost : () => (cost === undefined ? 1 : 0),
      costOfResult: typeof cost === "object" ? cost.ofResult : undefined,
    };
  });
  const [only, ...others] = candidates;
  const [first, second, ...more] = steps;
  if (only === undefined || others.length > 0 || more.length > 0 || first === undefined) {
    return severalForms(candidates, steps);
  }
  return second === undefined ? withOne(only, first) : withTwo(only, first, second);
}

// Most calls have one form and one or two arguments: these are made without a loop over the forms.

function withOne(candidate: Candidate, step: Step): Step {
  const [fits] = candidate.tests;
  return (frame) => {
    const value = step(frame);
    if (fits?.(value) === false) throw noSuchOverload();
    return made(candidate, frame, [value]);
  };
}

function withTwo(candidate: Candidate, left: Step, right: Step): Step {
  const [fits, fitsToo] = candidate.tests;
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (fits?.(a) === false || fitsToo?.(b) === false) throw noSuchOverload();
    return made(candidate, frame, [a, b]);
  };
}

function severalForms(candidates: readonly Candidate[], steps: readonly Step[]): Step {
  return (frame) => {
    const args = steps.map((step) => step(frame));
    for (const candidate of candidates) {
      const fits = candidate.tests.every((test, position) => test(args[position]));
      if (fits) return made(candidate, frame, args);
    }
    throw noSuchOverload();
  };
}

function made(
  { run, cost, costOfResult }: Candidate,
  frame: Frame,
  args: readonly unknown[],
): unknown {
  frame.cost += cost(args);
  frame.checkLimit();
  const result = run(...args);
  if (costOfResult !== undefined) {
    frame.cost += costOfResult(result);
    frame.checkLimit();
  }
  return result;
}
