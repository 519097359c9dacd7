import { CostLimitError } from "../errors.ts";
import type { Expr } from "../syntax.ts";

/** Values that the names in an expression stand for. Getters are read only when the expression gets there. */
export type Bindings = Readonly<Record<string, unknown>>;

/** apiserver pkg/apis/cel/config.go, PerCallLimit: what one evaluation may cost. */
export const perCallLimit = 1_000_000;

/** One evaluation: what names stand for, the variables of the loops, and what it has cost so far. */
export class Frame {
  readonly bindings: Bindings;
  /** Each loop variable has its place here, the outermost first. */
  readonly locals: unknown[] = [];
  readonly limit: number;
  cost = 0;

  constructor(bindings: Bindings, limit: number) {
    this.bindings = bindings;
    this.limit = limit;
  }

  /** Ends what never ends: called where the time is not bounded by the length of the expression. */
  checkLimit(): void {
    if (this.cost > this.limit) throw new CostLimitError();
  }
}

/** A part of an expression, ready to be evaluated. Throws what the evaluation throws. */
export type Step = (frame: Frame) => unknown;

/** The loop variables around a part of an expression, with their places in the frame. */
export type Places = ReadonlyMap<string, number>;

/** Makes parts of an expression ready. */
export interface Planner {
  plan(node: Expr, places: Places): Step;
}
