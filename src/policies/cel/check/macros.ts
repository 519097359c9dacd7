import { ExpressionError } from "../errors.ts";
import type { Expr } from "../syntax.ts";
import type { Declarations, LoopForm, Resolution } from "./declarations.ts";
import type { Scope } from "./scope.ts";
import * as types from "./types.ts";
import type { Type } from "./types.ts";

/** What a macro needs of the check that it is in. */
interface Checker {
  readonly declarations: Declarations;
  readonly resolutions: Map<Expr, Resolution>;
  typeOf(node: Expr, scope: Scope): Type;
  fieldType(operand: Type, field: string, node: Expr): Type;
  settled(type: Type): Type;
  accepts(to: Type, from: Type): boolean;
}

interface Form {
  readonly form: LoopForm;
  /** How many names come first, and how many expressions may follow: two of them are a filter and a step. */
  readonly names: 1 | 2;
  readonly bodies: readonly number[];
  readonly since: number;
}

const one = (form: LoopForm, bodies: readonly number[] = [1], since = 0): Form => ({
  form,
  names: 1,
  bodies,
  since,
});
const two = (form: LoopForm, bodies: readonly number[] = [1]): Form => ({
  form,
  names: 2,
  bodies,
  since: 32,
});

/** cel-go parser/macro.go, ext/comprehensions.go (two names), ext/lists.go (sortBy). */
const loops: Readonly<Record<string, readonly Form[]>> = {
  all: [one("all"), two("all")],
  exists: [one("exists"), two("exists")],
  exists_one: [one("existsOne")],
  existsOne: [one("existsOne"), two("existsOne")],
  map: [one("list", [1, 2])],
  filter: [one("filter")],
  transformList: [two("list", [1, 2])],
  transformMap: [two("map", [1, 2])],
  transformMapEntry: [two("mapEntry", [1, 2])],
  sortBy: [one("sortBy", [1], 34)],
};

/** The type of a macro's result; undefined when the call is none. */
export function checkMacro(
  checker: Checker,
  node: Expr & { op: "call" | "rcall" },
  scope: Scope,
): Type | undefined {
  if (node.op === "call") {
    const [name, args] = node.args;
    const [operand] = args;
    return name === "has" && args.length === 1 && operand !== undefined
      ? checkHas(checker, node, { operand, scope })
      : undefined;
  }
  const [name, , args] = node.args;
  if ((name === "optMap" || name === "optFlatMap") && args.length === 2) {
    return checkOptionalMap(checker, node, scope);
  }
  const forms = Object.hasOwn(loops, name) ? loops[name] : undefined;
  const form = forms?.find(({ names, bodies }) => bodies.includes(args.length - names));
  return form === undefined ? undefined : checkLoop(checker, node, { form, scope });
}

function checkHas(
  checker: Checker,
  node: Expr,
  { operand, scope }: { readonly operand: Expr; readonly scope: Scope },
): Type {
  if (operand.op !== ".") {
    throw new ExpressionError("has() takes a field, as in has(object.spec)", operand.at);
  }
  const [inner, field] = operand.args;
  checker.fieldType(checker.typeOf(inner, scope), field, operand);
  checker.resolutions.set(node, { kind: "has", operand: inner, field });
  return types.bool;
}

function checkOptionalMap(checker: Checker, node: Expr & { op: "rcall" }, scope: Scope): Type {
  const [macro, optional, [variable, step]] = node.args;
  if (step === undefined) return types.dyn;
  const name = simpleName(variable, node);
  const type = checker.settled(checker.typeOf(optional, scope));
  if (type.kind !== "optional" && type.kind !== "dyn") {
    throw new ExpressionError(`${macro} needs an optional, not ${types.showType(type)}`, node.at);
  }
  const flat = macro === "optFlatMap";
  const own = checker.typeOf(step, scope.with(name, types.partOf(type)));
  checker.resolutions.set(node, { kind: "optionalMap", optional, name, step, flat });
  if (!flat) return types.optionalOf(own);
  const settled = checker.settled(own);
  if (settled.kind === "optional" || settled.kind === "dyn") return settled;
  throw new ExpressionError(
    `optFlatMap needs an optional from its expression, not ${types.showType(settled)}`,
    step.at,
  );
}

interface LoopContext {
  readonly form: Form;
  readonly scope: Scope;
}

function checkLoop(
  checker: Checker,
  node: Expr & { op: "rcall" },
  { form, scope }: LoopContext,
): Type {
  const [macro, range, args] = node.args;
  const { minor } = checker.declarations;
  if (form.since > minor) {
    throw new ExpressionError(
      `${macro} with ${form.names} variables comes with Kubernetes 1.${form.since}; the policies are checked for 1.${minor}`,
      node.at,
    );
  }
  const names = args.slice(0, form.names).map((arg) => simpleName(arg, node));
  if (names.length === 2 && names[0] === names[1]) {
    throw new ExpressionError(`the two variables of ${macro} have one name`, node.at);
  }
  const bodies = args.slice(form.names);
  const filter = bodies.length === 2 ? bodies[0] : undefined;
  const step = bodies.at(-1);
  if (step === undefined) return types.dyn;
  const rangeType = checker.settled(checker.typeOf(range, scope));
  const inner = withNames(scope, names, elementTypes(rangeType, range));
  if (filter !== undefined) wantsBool(checker, filter, inner);
  const loop = { kind: "loop", form: form.form, range, names, step } as const;
  checker.resolutions.set(node, filter === undefined ? loop : { ...loop, filter });
  return resultType(checker, { form: form.form, rangeType, step, inner });
}

function withNames(scope: Scope, names: readonly string[], elements: readonly [Type, Type]): Scope {
  const [first = "", second] = names;
  const [key, item] = elements;
  return second === undefined
    ? scope.with(first, key.kind === "plain" && key.name === "@index" ? item : key)
    : scope.with(first, key.name === "@index" ? types.int : key).with(second, item);
}

const index: Type = { kind: "plain", name: "@index", of: [] };

/** What the two variables of a loop are. The one variable is a list's element, or a map's key. */
function elementTypes(range: Type, node: Expr): readonly [Type, Type] {
  if (range.kind === "list") return [index, types.partOf(range)];
  if (range.kind === "map") return [types.partOf(range), types.partOf(range, 1)];
  if (range.kind === "dyn" || range.kind === "param") return [types.dyn, types.dyn];
  throw new ExpressionError(
    `expression of type '${types.showType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    node.at,
  );
}

interface Body {
  readonly form: LoopForm;
  readonly rangeType: Type;
  readonly step: Expr;
  readonly inner: Scope;
}

function resultType(checker: Checker, { form, rangeType, step, inner }: Body): Type {
  switch (form) {
    case "all":
    case "exists":
    case "existsOne":
      wantsBool(checker, step, inner);
      return types.bool;
    case "filter": {
      wantsBool(checker, step, inner);
      if (rangeType.kind !== "map")
        return rangeType.kind === "list" ? rangeType : types.listOf(types.dyn);
      return types.listOf(types.partOf(rangeType));
    }
    case "list":
      return types.listOf(checker.typeOf(step, inner));
    case "map": {
      const key = rangeType.kind === "list" ? types.int : types.partOf(rangeType);
      return types.mapOf(key, checker.typeOf(step, inner));
    }
    case "mapEntry": {
      const entry = checker.settled(checker.typeOf(step, inner));
      if (entry.kind === "map" || entry.kind === "dyn") return entry;
      throw new ExpressionError(
        `transformMapEntry needs a map with one entry, not ${types.showType(entry)}`,
        step.at,
      );
    }
    case "sortBy":
      wantsOrder(checker, step, inner);
      return rangeType.kind === "list" ? rangeType : types.listOf(types.dyn);
  }
}

function wantsBool(checker: Checker, node: Expr, scope: Scope): void {
  const type = checker.typeOf(node, scope);
  if (checker.accepts(types.bool, type)) return;
  throw new ExpressionError(
    `expected type 'bool' but found '${types.showType(checker.settled(type))}'`,
    node.at,
  );
}

const ordered = [
  types.int,
  types.uint,
  types.double,
  types.bool,
  types.duration,
  types.timestamp,
  types.string,
  types.bytes,
];

function wantsOrder(checker: Checker, node: Expr, scope: Scope): void {
  const type = checker.settled(checker.typeOf(node, scope));
  if (ordered.some((other) => checker.accepts(other, type))) return;
  throw new ExpressionError(`sortBy can't order by ${types.showType(type)}`, node.at);
}

function simpleName(node: Expr | undefined, call: Expr): string {
  if (node?.op === "id" && !node.args.startsWith(".")) return node.args;
  throw new ExpressionError("argument must be a simple name", node?.at ?? call.at);
}
