import type { Checked } from "../check/check.ts";
import type { Resolution } from "../check/declarations.ts";
import { CelError, noSuchOverload } from "../errors.ts";
import { TypeValue, Uint, Optional, StructValue } from "../scalars.ts";
import type { Element, Expr, Literal } from "../syntax.ts";
import { hasField, index, indexOptional, insert, select, selectOptional } from "./access.ts";
import { planCall } from "./calls.ts";
import { listCost, mapCost, structCost } from "./costs.ts";
import type { Bindings, Places, Planner, Step } from "./frame.ts";
import { planLoop, planOptionalMap } from "./loops.ts";
import { and, choose, or, planOperator } from "./operators.ts";

/**
 * Makes an expression ready to be evaluated. What an evaluation costs is counted as cel-go does it
 * (interpreter/runtimecost.go with the constant folding of interpreter/decorators.go).
 */
export class ExpressionPlanner implements Planner {
  readonly #resolutions: Checked["resolutions"];

  constructor({ resolutions }: Pick<Checked, "resolutions">) {
    this.#resolutions = resolutions;
  }

  /** `base` is what the name at the root costs: in a branch of `?:` cel-go does not count it. */
  plan(node: Expr, places: Places, base = 1): Step {
    const resolution = this.#resolutions.get(node);
    if (resolution !== undefined) return this.#resolved(node, resolution, { places, base });
    switch (node.op) {
      case "value":
        return constant(literalValue(node.args));
      case ".":
      case ".?":
        return this.#select(node, places, base);
      case "list":
        return this.#list(node.args, places);
      case "map":
        return this.#map(node, places);
      case "struct":
        return this.#struct(node, places);
      default:
        throw new Error(`${node.op} was not checked`);
    }
  }

  #resolved(
    node: Expr,
    resolution: Resolution,
    { places, base }: { readonly places: Places; readonly base: number },
  ): Step {
    switch (resolution.kind) {
      case "local":
        return local(resolution.name, places, base);
      case "variable":
        return variable(resolution.name, base);
      case "typeName":
        return constant(new TypeValue(resolution.name));
      case "has":
        return this.#has(resolution.operand, resolution.field, places);
      case "loop":
        return planLoop(this, resolution, places);
      case "optionalMap":
        return planOptionalMap(this, resolution, places);
      case "call":
        return this.#call(node, resolution, { places, base });
    }
  }

  #call(
    node: Expr,
    { overloads, args }: Extract<Resolution, { kind: "call" }>,
    { places, base }: { readonly places: Places; readonly base: number },
  ): Step {
    if (node.op === "[]" || node.op === "[?]") return this.#index(node, places, base);
    if (node.op === "?:") {
      const [condition, yes, no] = node.args;
      return choose(
        this.plan(condition, places),
        this.plan(yes, places, 0),
        this.plan(no, places, 0),
      );
    }
    const steps = args.map((arg) => this.plan(arg, places));
    const [first, second] = steps;
    if (node.op === "&&" && first && second) return and(first, second);
    if (node.op === "||" && first && second) return or(first, second);
    if (node.op === "call" || node.op === "rcall") return planCall(overloads, steps);
    return planOperator(node, steps, this.#constantList(node, places));
  }

  /** `x in ['a', 'b']`: the list, when it is the same in every evaluation. */
  #constantList(node: Expr, places: Places): readonly unknown[] | undefined {
    if (node.op !== "in" || node.args[1].op !== "list") return undefined;
    const list = constantOf(this.plan(node.args[1], places));
    return Array.isArray(list) ? list : undefined;
  }

  #operand(node: Expr, places: Places, base: number): Step {
    const attribute = this.#isAttribute(node);
    const step = this.plan(node, places, attribute ? base : 1);
    if (attribute || base === 0) return step;
    return (frame) => {
      const value = step(frame);
      frame.cost += 1;
      return value;
    };
  }

  #isAttribute(node: Expr): boolean {
    if (node.op === "id") return true;
    const selected = node.op === "." || node.op === ".?" || node.op === "[]" || node.op === "[?]";
    return selected || node.op === "?:";
  }

  #select(node: Expr & { op: "." | ".?" }, places: Places, base: number): Step {
    const [inner, field] = node.args;
    const operand = this.#operand(inner, places, base);
    const read = node.op === "." ? select : selectOptional;
    return (frame) => {
      const value = operand(frame);
      frame.cost += 1;
      return read(value, field);
    };
  }

  #index(node: Expr & { op: "[]" | "[?]" }, places: Places, base: number): Step {
    const operand = this.#operand(node.args[0], places, base);
    const key = this.plan(node.args[1], places);
    const read = node.op === "[]" ? index : indexOptional;
    return (frame) => {
      const value = operand(frame);
      frame.cost += 1;
      return read(value, key(frame));
    };
  }

  /** Kubernetes counts no cost for the test itself (base.go, PresenceTestHasCost(false)). */
  #has(inner: Expr, field: string, places: Places): Step {
    const operand = this.#operand(inner, places, 1);
    return (frame) => hasField(operand(frame), field);
  }

  #list(elements: readonly Element[], places: Places): Step {
    const steps = elements.map(({ value, optional }) => ({
      optional,
      step: this.plan(value, places),
    }));
    const constants = steps.map(({ step, optional }) => (optional ? undefined : constantOf(step)));
    if (constants.every((value) => value !== undefined)) return constant(constants);
    return (frame) => {
      const list: unknown[] = [];
      for (const { step, optional } of steps) {
        const value = step(frame);
        if (!optional) list.push(value);
        else if (asOptional(value).hasValue()) list.push(asOptional(value).value());
      }
      frame.cost += listCost;
      return list;
    };
  }

  #map(node: Expr & { op: "map" }, places: Places): Step {
    const entries = node.args.map(({ key, value, optional }) => ({
      optional,
      key: this.plan(key, places),
      value: this.plan(value, places),
    }));
    const step: Step = (frame) => {
      const map = new Map<unknown, unknown>();
      for (const entry of entries) {
        const key = entry.key(frame);
        const value = entry.value(frame);
        if (!entry.optional) insert(map, key, value);
        else if (asOptional(value).hasValue()) insert(map, key, asOptional(value).value());
      }
      frame.cost += mapCost;
      return map;
    };
    const fixed = entries.every(
      ({ key, value, optional }) =>
        !optional && constantOf(key) !== undefined && constantOf(value) !== undefined,
    );
    return fixed ? (foldedMap(entries) ?? step) : step;
  }

  #struct(node: Expr & { op: "struct" }, places: Places): Step {
    const [typeName, fields] = node.args;
    const steps = fields.map(({ field, value, optional }) => ({
      field,
      optional,
      step: this.plan(value, places),
    }));
    return (frame) => {
      const values = new Map<string, unknown>();
      for (const { field, step, optional } of steps) {
        const value = step(frame);
        if (!optional) values.set(field, value);
        else if (asOptional(value).hasValue()) values.set(field, asOptional(value).value());
      }
      frame.cost += structCost;
      return new StructValue(typeName, values);
    };
  }
}

const constants = new WeakMap<Step, { readonly value: unknown }>();

/** A step that always gives the same, and costs nothing. */
function constant(value: unknown): Step {
  const step = (): unknown => value;
  constants.set(step, { value });
  return step;
}

function constantOf(step: Step): unknown {
  return constants.get(step)?.value;
}

/** A map of constants, made once; undefined when its keys do not fit: that is an error of the evaluation. */
function foldedMap(
  entries: readonly { readonly key: Step; readonly value: Step }[],
): Step | undefined {
  const map = new Map<unknown, unknown>();
  try {
    for (const { key, value } of entries) insert(map, constantOf(key), constantOf(value));
  } catch (error) {
    if (error instanceof CelError) return undefined;
    throw error;
  }
  return constant(map);
}

function local(name: string, places: Places, cost: number): Step {
  const place = places.get(name);
  // A part of an expression that is looked at by itself: its loop's variables come with the bindings.
  if (place === undefined) return variable(name, cost);
  return (frame) => {
    frame.cost += cost;
    return frame.locals[place];
  };
}

function variable(name: string, cost: number): Step {
  return (frame) => {
    frame.cost += cost;
    const value = frame.bindings[name];
    if (value === undefined) throw missing(name, frame.bindings);
    return value;
  };
}

/** Of `authorizer.requestResource`, which is one name, reading `authorizer` may tell better why it has no value. */
function missing(name: string, bindings: Bindings): CelError {
  const [root = name] = name.split(".");
  const inside = root !== name && bindings[root] !== undefined ? ` in ${root}` : "";
  return new CelError(`no such attribute(s): ${name}${inside}`);
}

function asOptional(value: unknown): Optional {
  if (value instanceof Optional) return value;
  throw noSuchOverload();
}

function literalValue({ kind, value }: Literal): unknown {
  return kind === "uint" ? new Uint(value) : value;
}
