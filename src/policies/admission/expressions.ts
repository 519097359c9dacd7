import { compile, type Compiled, type CompileOptions } from "../cel/environment.ts";
import { childrenOf } from "../cel/syntax.ts";
import type { Subject } from "../subject.ts";
import type { PolicyProblem } from "./problems.ts";

/** A policy's variables, ready, in their order. */
export type Variables = ReadonlyMap<string, Compiled>;

/** What an expression of a policy may read besides the object and the request. */
export interface Readable {
  /** Only a policy with a paramKind has `params`. */
  readonly params: boolean;
  /** A messageExpression has none (policy/validating plugin.go). */
  readonly authorizer: boolean;
  /** The variables before it; undefined where there are none: in match conditions. */
  readonly variables: Variables | undefined;
  /** It makes objects: `Object{…}`, `JSONPatch{…}`. */
  readonly mutates?: true;
}

/** What an expression must come to; `any` for a variable. */
export type Result = "bool" | "string" | "any";

/** Compiles the expressions of one policy and keeps what is wrong with them, each at its place. */
export interface ExpressionReader {
  read(
    expression: string,
    path: readonly (string | number)[],
    as: Readable & { readonly result: Result },
  ): Compiled | undefined;
  /** Keeps what else is wrong with an expression. */
  refuse(path: readonly (string | number)[], message: string): void;
  readonly problems: readonly PolicyProblem[];
}

/** A reader for the expressions of the policy in `subject`, in a cluster of that version. */
export function expressionReader(subject: Subject, kubernetesVersion?: string): ExpressionReader {
  const problems: PolicyProblem[] = [];
  const refuse = (path: readonly (string | number)[], message: string): void => {
    problems.push(problemAt(subject, path, message));
  };
  return {
    problems,
    refuse,
    read(expression, path, as) {
      const compiled = compile(expression, optionsFor(as, kubernetesVersion));
      const message = compiled.kind === "problem" ? compiled.message : misread(compiled.ast, as);
      if (message !== undefined) refuse(path, message);
      return compiled.kind === "compiled" && message === undefined ? compiled : undefined;
    },
  };
}

function optionsFor(
  { variables, result, mutates }: Readable & { readonly result: Result },
  kubernetesVersion: string | undefined,
): CompileOptions {
  const types = [...(variables ?? [])].map(([name, { type }]) => [name, type] as const);
  return {
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(result === "any" ? {} : { result }),
    ...(types.length === 0 ? {} : { variables: new Map(types) }),
    ...(mutates === undefined ? {} : { mutates }),
  };
}

function problemAt(
  subject: Subject,
  path: readonly (string | number)[],
  message: string,
): PolicyProblem {
  const where = path.slice(1).join(".");
  const { name } = subject.resource;
  return {
    policy: name,
    subject,
    message: `The policy ${name} can't be used: the expression at spec.${where} is wrong: ${message}. Mend it, or nothing is checked by this policy.`,
    location: subject.locate(path),
  };
}

type Node = Compiled["ast"];

/** Macros whose first arguments name what they go through. */
const loops: ReadonlySet<string> = new Set([
  "all",
  "exists",
  "exists_one",
  "existsOne",
  "map",
  "filter",
  "sortBy",
  "optMap",
  "optFlatMap",
  "transformList",
  "transformMap",
  "transformMapEntry",
]);

/** A name that is not there for this expression; undefined when it reads none. */
function misread(root: Node, readable: Readable): string | undefined {
  const rest: { readonly node: Node; readonly own: readonly string[] }[] = [
    { node: root, own: [] },
  ];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { node, own } = next;
    if (node.op === "id" && !own.includes(node.args)) {
      const wrong = unreadableName(node.args, readable);
      if (wrong !== undefined) return wrong;
    }
    const variable = undeclaredVariable(node, readable);
    if (variable !== undefined && !own.includes("variables"))
      return `there is no variable "${variable}" before it`;
    const inner = [...own, ...loopNames(node)];
    rest.push(...childrenOf(node).map((child) => ({ node: child, own: inner })));
  }
  return undefined;
}

function unreadableName(name: string, readable: Readable): string | undefined {
  if (name === "params" && !readable.params)
    return "it reads params, and the policy has no paramKind";
  if (name === "authorizer" && !readable.authorizer)
    return "a messageExpression can't read authorizer";
  if (name === "variables" && readable.variables === undefined)
    return "a match condition can't read variables";
  return undefined;
}

/** Variables see only those before them (apiserver pkg/cel/lazy); a name that is not one of them is a mistake. */
function undeclaredVariable(node: Node, { variables }: Readable): string | undefined {
  if ((node.op !== "." && node.op !== ".?") || variables === undefined) return undefined;
  const [base, name] = node.args;
  const isVariable = base.op === "id" && base.args === "variables";
  return isVariable && !variables.has(name) ? name : undefined;
}

function loopNames(node: Node): readonly string[] {
  if (node.op !== "rcall" || !loops.has(node.args[0])) return [];
  return node.args[2].flatMap((argument) => (argument.op === "id" ? [argument.args] : []));
}
