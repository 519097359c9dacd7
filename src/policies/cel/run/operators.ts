import { compare, equal } from "../equality.ts";
import { CostLimitError, noSuchOverload } from "../errors.ts";
import { sizeOf, Uint } from "../scalars.ts";
import type { BinaryOperator, Expr } from "../syntax.ts";
import { NotEvaluableError } from "../values.ts";
import { contains } from "./access.ts";
import * as arithmetic from "./arithmetic.ts";
import { perCharacter } from "./costs.ts";
import type { Step } from "./frame.ts";

/** What `&&`, `||`, `all` and `exists` may pass over: never the end of the budget. */
export function passedOver(error: unknown): Error {
  if (!(error instanceof Error) || error instanceof CostLimitError || error instanceof RangeError)
    throw error;
  return error;
}

/** Of two failures the one to tell: that something can't be known here comes first. */
export function graver(a: Error, b: unknown): unknown {
  if (b instanceof CostLimitError || b instanceof RangeError) return b;
  return b instanceof NotEvaluableError ? b : a;
}

/** `a && b`, in which the order does not matter: false decides, whatever the other side ends in. */
export function and(left: Step, right: Step): Step {
  return decidedBy(false, left, right);
}

/** `a || b`. */
export function or(left: Step, right: Step): Step {
  return decidedBy(true, left, right);
}

function decidedBy(decides: boolean, left: Step, right: Step): Step {
  return (frame) => {
    let failure: Error;
    try {
      const value = left(frame);
      if (value === decides) return decides;
      if (value === !decides) return asBool(right(frame));
      failure = noSuchOverload();
    } catch (error) {
      failure = passedOver(error);
    }
    try {
      if (right(frame) === decides) return decides;
    } catch (error) {
      throw graver(failure, error);
    }
    throw failure;
  };
}

function asBool(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw noSuchOverload();
}

/** `a ? b : c`. */
export function choose(condition: Step, yes: Step, no: Step): Step {
  return (frame) => (asBool(condition(frame)) ? yes(frame) : no(frame));
}

const computing: Partial<Record<BinaryOperator, (a: unknown, b: unknown) => unknown>> = {
  "-": arithmetic.subtract,
  "*": arithmetic.multiply,
  "/": arithmetic.divide,
  "%": arithmetic.modulo,
};

const ordering: Partial<Record<BinaryOperator, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** An operator that needs all its operands. `list` is the right side of an `in`, when it is constant. */
export function planOperator(
  node: Expr,
  [left, right]: readonly Step[],
  list: readonly unknown[] | undefined,
): Step {
  if (left === undefined) throw new Error(`${node.op} has no operand`);
  if (node.op === "!_") return counted(left, (value) => !asBool(value));
  if (node.op === "-_") return counted(left, arithmetic.negate);
  if (right === undefined) throw new Error(`${node.op} has one operand`);
  if (node.op === "==") return equality(left, right, true);
  if (node.op === "!=") return equality(left, right, false);
  if (node.op === "+") return addition(left, right);
  if (node.op === "in") return list === undefined ? membership(left, right) : oneOf(left, list);
  const order = ordering[node.op as BinaryOperator];
  if (order !== undefined) return comparison(left, right, order);
  const compute = computing[node.op as BinaryOperator];
  if (compute === undefined) throw new Error(`there is no operator ${node.op}`);
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.cost += 1;
    return compute(a, b);
  };
}

function counted(step: Step, run: (value: unknown) => unknown): Step {
  return (frame) => {
    const value = step(frame);
    frame.cost += 1;
    return run(value);
  };
}

function equality(left: Step, right: Step, wanted: boolean): Step {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.cost += Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * perCharacter);
    return equal(a, b) === wanted;
  };
}

/** Texts and bytes cost by their length, lists and numbers 1. */
function addition(left: Step, right: Step): Step {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.cost +=
      typeof a === "string" || a instanceof Uint8Array
        ? Math.ceil((sizeOf(a) + sizeOf(b)) * perCharacter)
        : 1;
    return arithmetic.add(a, b);
  };
}

function comparison(left: Step, right: Step, holds: (order: number) => boolean): Step {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    frame.cost +=
      typeof a === "string" || a instanceof Uint8Array
        ? Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * perCharacter)
        : 1;
    if (Number.isNaN(a) || Number.isNaN(b)) return isNumeric(a) && isNumeric(b) ? false : fail();
    return holds(compare(a, b));
  };
}

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Uint;
}

function fail(): never {
  throw noSuchOverload();
}

function membership(left: Step, right: Step): Step {
  return (frame) => {
    const item = left(frame);
    const container = right(frame);
    frame.cost += Array.isArray(container) ? container.length : 1;
    frame.checkLimit();
    return contains(item, container);
  };
}

/** Kubernetes makes a set of a constant list, and counts nothing for the look into it. */
function oneOf(left: Step, list: readonly unknown[]): Step {
  const texts = list.every((item) => typeof item === "string") ? new Set<unknown>(list) : undefined;
  return (frame) => {
    const item = left(frame);
    return texts === undefined ? contains(item, list) : texts.has(item);
  };
}
