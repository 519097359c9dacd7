import { ownerOf } from "./engine.ts";
import { extendedBindings, type Bindings, type Compiled } from "./environment.ts";
import { childrenOf, type Expr } from "./syntax.ts";
import type { CelObject, Path } from "./values.ts";

/** What an expression read, and where a name inside it comes from. */
export interface BlameScope {
  readonly object: CelObject;
  readonly bindings: Bindings;
  /** The policy's variables, by name. */
  readonly variables: ReadonlyMap<string, Compiled>;
  /** Paths of loop variables that are plain values, and so are not known by identity. */
  readonly paths: ReadonlyMap<string, Path>;
  /** Ends what a policy could make endless: variables inside variables. */
  readonly depth: number;
  /** Takes the path of each list element or map entry that a loop found at fault, outermost first. */
  readonly elements: Path[];
}

const deepest = 40;

/** The expression that is looked at, or that of a variable it reads. */
interface Scope extends BlameScope {
  readonly owner: Compiled | undefined;
}

/**
 * The path in the object of what made an expression come out as it did (`wanted` is what would have passed): the field
 * that was compared, in the list element that failed. Undefined when it read nothing of the object.
 *
 * It asks again which operand decided, from the outside inwards. Maps and lists are recognised by identity, so a
 * variable, a filter or a concatenation in between does no harm.
 */
export function blame(node: Expr, wanted: boolean, scope: BlameScope): Path | undefined {
  return blameNode(node, wanted, { ...scope, owner: ownerOf(node) });
}

function blameNode(node: Expr, wanted: boolean, scope: Scope): Path | undefined {
  if (scope.depth > deepest) return undefined;
  const inner = { ...scope, depth: scope.depth + 1 };
  switch (node.op) {
    case "&&":
      return blameBoth(node.args, wanted, true, inner);
    case "||":
      return blameBoth(node.args, wanted, false, inner);
    case "!_":
      return blameNode(node.args, !wanted, inner);
    case "?:":
      return blameChoice(node.args, wanted, inner);
    case "rcall":
      return blameLoop(node, wanted, inner) ?? longest(node, inner);
    case ".":
      return blameVariable(node, wanted, inner) ?? longest(node, inner);
    default:
      return longest(node, inner);
  }
}

/** `all` is the operator's neutral value: `&&` comes out true only by both, `||` false only by both. */
function blameBoth(
  [left, right]: readonly [Expr, Expr],
  wanted: boolean,
  all: boolean,
  scope: Scope,
): Path | undefined {
  if (wanted === all) {
    const decided = valueOf(left, scope) === all ? right : left;
    return blameNode(decided, wanted, scope);
  }
  return longer(blameNode(left, wanted, scope), blameNode(right, wanted, scope));
}

function blameChoice(
  [condition, yes, no]: readonly [Expr, Expr, Expr],
  wanted: boolean,
  scope: Scope,
): Path | undefined {
  const taken = valueOf(condition, scope) === true;
  const found = blameNode(taken ? yes : no, wanted, scope);
  return found ?? blameNode(condition, !taken, scope);
}

type CallNode = Extract<Expr, { op: "rcall" }>;

/** The first element that failed in `all`, or that was found by `exists` or `filter` and should not have been. */
function blameLoop(node: CallNode, wanted: boolean, scope: Scope): Path | undefined {
  const [name, receiver, args] = node.args;
  const predicate = args.at(-1);
  const names = args.slice(0, -1).flatMap((arg) => (arg.op === "id" ? [arg.args] : []));
  const stopsAt = { all: false, exists: true, filter: true }[name];
  if (stopsAt === undefined || predicate === undefined || names.length === 0) return undefined;
  if (name !== "filter" && wanted === stopsAt) return longest(receiver, scope);
  const items = valueOf(receiver, scope);
  if (!(items instanceof Map || Array.isArray(items))) return undefined;
  for (const { bindings, path } of elementsOf(items, names, scope)) {
    const paths = path === undefined ? scope.paths : new Map([...scope.paths, ...path.named]);
    const inner: Scope = { ...scope, paths, bindings };
    if (matchesPredicate(predicate, stopsAt, inner)) {
      if (path !== undefined) scope.elements.push(path.element);
      return longer(path?.element, blameNode(predicate, !stopsAt, inner));
    }
  }
  return undefined;
}

interface LoopElement {
  readonly bindings: Bindings;
  /** Where the element stands, and the paths by which the loop's names are known. */
  readonly path: { readonly element: Path; readonly named: Map<string, Path> } | undefined;
}

/** The elements of a loop: one name stands for the element or key, two for index and element or key and value. */
function elementsOf(
  items: ReadonlyMap<unknown, unknown> | readonly unknown[],
  [first = "", second]: readonly string[],
  scope: Scope,
): readonly LoopElement[] {
  const listPath = scope.object.pathOf(items);
  return [...items.entries()].map(([key, item]): LoopElement => {
    const isList = typeof key === "number";
    const step = isList ? scope.object.indexInFile(items, key) : String(key);
    const whole = listPath === undefined ? undefined : [...listPath, step];
    const element = scope.object.pathOf(second === undefined && !isList ? key : item) ?? whole;
    const index = isList ? BigInt(key) : key;
    const values =
      second === undefined ? { [first]: isList ? item : key } : { [first]: index, [second]: item };
    return {
      bindings: extendedBindings(scope.bindings, values),
      path:
        element === undefined
          ? undefined
          : { element, named: new Map([[second ?? first, element]]) },
    };
  });
}

/** An error in a predicate fails `all` as false does. */
function matchesPredicate(predicate: Expr, stopsAt: boolean, scope: Scope): boolean {
  const value = valueOf(predicate, scope);
  return stopsAt ? value === true : value !== true;
}

function blameVariable(
  node: Extract<Expr, { op: "." }>,
  wanted: boolean,
  scope: Scope,
): Path | undefined {
  const variable = variableOf(node, scope);
  return variable === undefined
    ? undefined
    : blameNode(variable.ast, wanted, rooted(scope, variable));
}

function variableOf(node: Expr, scope: Scope): Compiled | undefined {
  if (node.op !== ".") return undefined;
  const [base, name] = node.args;
  return base.op === "id" && base.args === "variables" ? scope.variables.get(name) : undefined;
}

/** A variable's own expression does not see the loop variables around the place that names it. */
function rooted(scope: Scope, owner: Compiled): Scope {
  return { ...scope, owner, paths: new Map(), depth: scope.depth + 1 };
}

/** The longest path that any part of an expression reads. */
function longest(node: Expr, scope: Scope): Path | undefined {
  if (scope.depth > deepest) return undefined;
  const own = resolve(node, scope);
  if (own !== undefined) return own;
  const inner = { ...scope, depth: scope.depth + 1 };
  if (node.op === "rcall") {
    const found = blameLoop(node, false, inner);
    if (found !== undefined) return found;
  }
  const variable = variableOf(node, scope);
  if (variable !== undefined) return longest(variable.ast, rooted(inner, variable));
  let found: Path | undefined;
  for (const child of childrenOf(node)) found = longer(found, longest(child, inner));
  return found;
}

function longer(a: Path | undefined, b: Path | undefined): Path | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.length > a.length ? b : a;
}

/** The path that a chain of selections names, whether the field is there or not. */
function resolve(node: Expr, scope: Scope): Path | undefined {
  if (node.op === "id") return resolveName(node.args, scope);
  if (node.op === "." || node.op === ".?") {
    if (variableOf(node, scope) !== undefined) return scope.object.pathOf(valueOf(node, scope));
    const base = resolve(node.args[0], scope);
    return base === undefined ? undefined : [...base, node.args[1]];
  }
  if (node.op === "[]" || node.op === "[?]") {
    const base = resolve(node.args[0], scope);
    const key = valueOf(node.args[1], scope);
    if (base === undefined) return undefined;
    if (typeof key === "string") return [...base, key];
    return typeof key === "bigint" ? [...base, Number(key)] : base;
  }
  if (node.op === "rcall" && (node.args[0] === "orValue" || node.args[0] === "value")) {
    return resolve(node.args[1], scope);
  }
  return undefined;
}

function resolveName(name: string, scope: Scope): Path | undefined {
  if (scope.paths.has(name)) return scope.paths.get(name);
  return name === "object" ? [] : scope.object.pathOf(bindingOf(name, scope));
}

function bindingOf(name: string, scope: Scope): unknown {
  try {
    return scope.bindings[name];
  } catch {
    return undefined;
  }
}

/** What a part of the expression comes to; undefined when it can't be evaluated. */
function valueOf(node: Expr, { owner, bindings }: Scope): unknown {
  try {
    return owner?.part(node, bindings);
  } catch {
    return undefined;
  }
}
