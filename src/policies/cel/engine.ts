import { check, type Checked } from "./check/check.ts";
import type { Declarations, StructTypes } from "./check/declarations.ts";
import type { Library, Overload } from "./check/functions.ts";
import { checkLiterals } from "./check/literal-arguments.ts";
import * as types from "./check/types.ts";
import type { Type } from "./check/types.ts";
import { ExpressionError } from "./errors.ts";
import { authorizerLibrary } from "./libraries/authorizer.ts";
import { formatLibrary } from "./libraries/format.ts";
import { listsLibrary, setsLibrary } from "./libraries/lists.ts";
import { networkLibrary } from "./libraries/network.ts";
import { optionalsLibrary } from "./libraries/optionals.ts";
import { quantityLibrary } from "./libraries/quantity.ts";
import { regexLibrary } from "./libraries/regex.ts";
import { semverLibrary } from "./libraries/semver.ts";
import { standardLibrary } from "./libraries/standard.ts";
import { stringsLibrary } from "./libraries/strings.ts";
import { timeLibrary } from "./libraries/time.ts";
import { urlLibrary } from "./libraries/url.ts";
import { Frame, perCallLimit, type Bindings, type Step } from "./run/frame.ts";
import { ExpressionPlanner } from "./run/plan.ts";
import type { Expr } from "./syntax.ts";
import { parse } from "./syntax/parse.ts";

/** An expression that was parsed and checked. */
export interface Compiled {
  readonly kind: "compiled";
  readonly expression: string;
  readonly ast: Expr;
  /** The type of what it comes to: `dyn` when only the evaluation shows it. */
  readonly type: Type;
  /** Throws what the evaluation throws: see evaluate.ts for the outcome as data. */
  run(bindings: Bindings): unknown;
  /** The same, with what it cost. Throws a CostLimitError when that is more than the limit. */
  measure(bindings: Bindings, limit: number): { readonly value: unknown; readonly cost: number };
  /** A part of the expression by itself; the variables of the loops around it come with the bindings. */
  part(node: Expr, bindings: Bindings): unknown;
  /** What is wrong with it when some of its names have other types than it was compiled for. */
  recheck(variables: ReadonlyMap<string, Type>): CelProblem | undefined;
}

/** Why an expression can't be used. */
export interface CelProblem {
  readonly kind: "problem";
  /** Ends with the place. */
  readonly message: string;
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

/** What an expression may name, and what it must come to. */
export interface EnvironmentOptions {
  readonly variables: ReadonlyMap<string, Type>;
  /** The Kubernetes version whose functions there are, as its minor number: 34 for 1.34. */
  readonly minor: number;
  /** Lists whose elements are of different types: plain CEL has them, Kubernetes refuses them. */
  readonly mixedLiterals: boolean;
  readonly structs?: StructTypes;
  /** Functions besides those that every expression of Kubernetes has. */
  readonly libraries?: readonly Library[];
}

/** Compiles expressions that see the same names. */
export interface Environment {
  /** `wanted` is what it must come to: exactly, as Kubernetes has it, so that `dyn` is not enough. */
  compile(expression: string, wanted?: Type): Compiled | CelProblem;
}

/** Kubernetes refuses longer ones long before: its own limit is on the whole object. */
const longestExpression = 100_000;

const libraries: readonly Library[] = [
  standardLibrary,
  timeLibrary,
  optionalsLibrary,
  regexLibrary,
  stringsLibrary,
  listsLibrary,
  setsLibrary,
  urlLibrary,
  networkLibrary,
  quantityLibrary,
  semverLibrary,
  formatLibrary,
  authorizerLibrary,
];

const typeNames = new Set(libraries.flatMap((library) => library.types ?? []));

const noStructs: StructTypes = {
  has: () => false,
  fieldType: () => undefined,
  nameAt: () => undefined,
};

/** An environment with the functions that a version of Kubernetes has (apiserver pkg/cel/environment/base.go). */
export function createEnvironment(options: EnvironmentOptions): Environment {
  const { minor } = options;
  const tables =
    options.libraries === undefined
      ? (tablesOf.get(minor) ?? functionTables(minor, libraries))
      : functionTables(minor, [...libraries, ...options.libraries]);
  if (options.libraries === undefined) tablesOf.set(minor, tables);
  const declarations: Declarations = { typeNames, structs: noStructs, ...tables, ...options };
  return { compile: (expression, wanted) => compileIn(declarations, expression, wanted) };
}

type FunctionTables = Pick<Declarations, "functions" | "laterFunctions">;

const tablesOf = new Map<number, FunctionTables>();

function functionTables(minor: number, all: readonly Library[]): FunctionTables {
  const functions = new Map<string, Overload[]>();
  const laterFunctions = new Map<string, Overload[]>();
  for (const overload of all.flatMap((library) => library.functions)) {
    const table = overload.since <= minor ? functions : laterFunctions;
    const known = table.get(overload.name);
    if (known === undefined) table.set(overload.name, [overload]);
    else known.push(overload);
  }
  return { functions, laterFunctions };
}

function compileIn(
  declarations: Declarations,
  expression: string,
  wanted: Type | undefined,
): Compiled | CelProblem {
  if (expression.length > longestExpression) {
    const message = `the expression is longer than ${longestExpression} characters`;
    return { kind: "problem", message, line: 1, column: 1 };
  }
  try {
    const ast = parse(expression);
    const checked = check(ast, declarations);
    checkLiterals(checked);
    if (wanted !== undefined && !types.sameType(wanted, checked.type)) {
      const [must, got] = [wanted, checked.type].map(types.showType);
      throw new ExpressionError(`must evaluate to ${must} but got ${got}`, 0);
    }
    return compiled(expression, ast, { checked, declarations });
  } catch (error) {
    return problemOf(expression, error);
  }
}

interface Known {
  readonly checked: Checked;
  readonly declarations: Declarations;
}

function compiled(expression: string, ast: Expr, { checked, declarations }: Known): Compiled {
  const planner = new ExpressionPlanner(checked);
  const whole = planner.plan(ast, new Map());
  const measure: Compiled["measure"] = (bindings, limit) => {
    const frame = new Frame(bindings, limit);
    const value = whole(frame);
    frame.checkLimit();
    return { value, cost: frame.cost };
  };
  const parts = new Map<Expr, Step>();
  const made: Compiled = {
    kind: "compiled",
    expression,
    ast,
    type: checked.type,
    run: (bindings) => measure(bindings, perCallLimit).value,
    measure,
    part: (node, bindings) => {
      const step = parts.get(node) ?? planner.plan(node, new Map());
      parts.set(node, step);
      return step(new Frame(bindings, perCallLimit));
    },
    recheck: (variables) => {
      try {
        check(ast, {
          ...declarations,
          variables: new Map([...declarations.variables, ...variables]),
        });
        return undefined;
      } catch (error) {
        return problemOf(expression, error);
      }
    },
  };
  owners.set(ast, made);
  return made;
}

const owners = new WeakMap<Expr, Compiled>();

/** The expression of which this is the whole syntax tree. */
export function ownerOf(ast: Expr): Compiled | undefined {
  return owners.get(ast);
}

function problemOf(expression: string, error: unknown): CelProblem {
  if (error instanceof RangeError) {
    return { kind: "problem", message: "the expression is nested too deeply", line: 1, column: 1 };
  }
  if (!(error instanceof ExpressionError)) throw error;
  const before = expression.slice(0, error.at).split("\n");
  const line = before.length;
  const column = (before.at(-1) ?? "").length + 1;
  const place = expression.includes("\n") ? `line ${line}, column ${column}` : `column ${column}`;
  return { kind: "problem", message: `${error.message} (${place})`, line, column };
}
