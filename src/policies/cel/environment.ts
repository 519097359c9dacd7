import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import { registerAuthorizer } from "./libraries/authorizer.ts";
import { registerLists } from "./libraries/lists.ts";
import { registerNetwork } from "./libraries/network.ts";
import { registerOptionals } from "./libraries/optionals.ts";
import { registerQuantity } from "./libraries/quantity.ts";
import { registerRegex } from "./libraries/regex.ts";
import { registerStrings } from "./libraries/strings.ts";
import { registerUrl } from "./libraries/url.ts";
import { childrenOf } from "./syntax.ts";

/** Values that the names in an expression stand for. Getters are read only when the expression gets there. */
export type Bindings = Readonly<Record<string, unknown>>;

/** The same names and some more. Getters of the given ones are carried over unread. */
export function extendedBindings(bindings: Bindings, more: Bindings): Bindings {
  return Object.assign(Object.create(bindings), more) as Bindings;
}

/** An expression that was parsed and checked. */
export interface Compiled {
  readonly kind: "compiled";
  readonly expression: string;
  readonly ast: ASTNode;
  /** Throws what the evaluation throws: see evaluate.ts for the outcome as data. */
  run(bindings: Bindings): unknown;
}

/** Why an expression can't be used. */
export interface CelProblem {
  readonly kind: "problem";
  readonly message: string;
}

/** Kubernetes refuses longer ones long before: its own limit is on the whole object. */
const longestExpression = 100_000;

/**
 * The library's own functions that backtrack or fold beyond ASCII, and what stands for them. It lets no function be
 * registered twice, so the calls are renamed after parsing.
 */
const renamed: Readonly<Record<string, string>> = {
  matches: "matchesRe2",
  lowerAscii: "lowerAsciiOnly",
  upperAscii: "upperAsciiOnly",
};

/** What `sets.contains(…)` is called on. */
class Sets {
  readonly type = "sets";
}

function createEnvironment(): Environment {
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    unlistedVariablesAreDyn: false,
  });
  environment.registerType("sets", { ctor: Sets }).registerConstant("sets", "sets", new Sets());
  registerRegex(environment);
  registerQuantity(environment);
  registerLists(environment);
  registerStrings(environment);
  registerUrl(environment);
  registerNetwork(environment);
  registerOptionals(environment);
  registerAuthorizer(environment);
  return environment;
}

function admissionEnvironment(): Environment {
  const environment = createEnvironment();
  for (const name of ["object", "oldObject", "request", "params", "namespaceObject", "variables"]) {
    environment.registerVariable(name, "dyn");
  }
  return environment.registerVariable("authorizer", "kubernetes.authorization.Authorizer");
}

const admission = admissionEnvironment();
const anyName = admission.clone({ unlistedVariablesAreDyn: true });

/**
 * Parses and checks an expression of an admission policy. `names: "any"` takes names that are not declared there: a
 * part of an expression that stood inside `all(c, …)` names `c`.
 */
export function compile(
  expression: string,
  names: "declared" | "any" = "declared",
): Compiled | CelProblem {
  const key = `${names}:${expression}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = compileAnew(expression, names);
  compiled.set(key, made);
  return made;
}

const compiled = new Map<string, Compiled | CelProblem>();
const mostCompiled = 5_000;

function compileAnew(expression: string, names: "declared" | "any"): Compiled | CelProblem {
  if (expression.length > longestExpression) {
    return {
      kind: "problem",
      message: `The expression is longer than ${longestExpression} characters.`,
    };
  }
  try {
    const parsed = (names === "any" ? anyName : admission).parse(expression);
    renameCalls(parsed.ast);
    const check = parsed.check();
    if (!check.valid) return { kind: "problem", message: celMessage(check.error) };
    return { kind: "compiled", expression, ast: parsed.ast, run: (bindings) => parsed(bindings) };
  } catch (error) {
    return { kind: "problem", message: celMessage(error) };
  }
}

/** One line of what the library says: without its drawing of the expression, with the names that people wrote. */
export function celMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ""] = text.split("\n\n");
  return Object.entries(renamed).reduce(
    (message, [own, ours]) => message.replaceAll(ours, own),
    line,
  );
}

function renameCalls(root: ASTNode): void {
  const rest: ASTNode[] = [root];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.op === "rcall") node.args[0] = renamed[node.args[0]] ?? node.args[0];
    rest.push(...childrenOf(node));
  }
}
