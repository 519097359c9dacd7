import { testFor, type Overload } from "../check/functions.ts";
import { noSuchOverload } from "../errors.ts";
import type { Frame, Step } from "./frame.ts";

type Test = (value: unknown) => boolean;
type Run = (...args: readonly unknown[]) => unknown;

interface Candidate {
  readonly tests: readonly Test[];
  readonly run: Run;
  readonly cost: Overload["cost"];
}

/** A call of a function: the first form that takes the values that come is run. */
export function planCall(overloads: readonly Overload[], steps: readonly Step[]): Step {
  const candidates = overloads.map(({ params, run, cost }): Candidate => {
    // The tests prove what the parameters' types say.
    return { tests: params.map(testFor), run: run as unknown as Run, cost };
  });
  const [only, ...others] = candidates;
  const [first, second, ...more] = steps;
  if (only === undefined || others.length > 0 || more.length > 0 || first === undefined) {
    return severalForms(candidates, steps);
  }
  return second === undefined ? withOne(only, first) : withTwo(only, first, second);
}

// Most calls have one form and one or two arguments: these are made without a list of them.

function withOne({ tests: [fits], run, cost }: Candidate, step: Step): Step {
  return (frame) => {
    const value = step(frame);
    if (fits !== undefined && !fits(value)) throw noSuchOverload();
    const result = run(value);
    charge(frame, cost === undefined ? 1 : cost([value], result));
    return result;
  };
}

function withTwo({ tests: [fits, fitsToo], run, cost }: Candidate, left: Step, right: Step): Step {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (fits?.(a) === false || fitsToo?.(b) === false) throw noSuchOverload();
    const result = run(a, b);
    charge(frame, cost === undefined ? 1 : cost([a, b], result));
    return result;
  };
}

function severalForms(candidates: readonly Candidate[], steps: readonly Step[]): Step {
  return (frame) => {
    const args = steps.map((step) => step(frame));
    for (const { tests, run, cost } of candidates) {
      if (!tests.every((fits, position) => fits(args[position]))) continue;
      const result = run(...args);
      charge(frame, cost === undefined ? 1 : cost(args, result));
      return result;
    }
    throw noSuchOverload();
  };
}

function charge(frame: Frame, cost: number): void {
  frame.cost += cost;
  frame.checkLimit();
}
