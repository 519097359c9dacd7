import { Optional, type Environment } from "@marcbachmann/cel-js";

/** The parts of the library's macro interface that these macros use. */
interface Context {
  forkWithVariable(name: string, type: unknown): Fork;
}
interface Fork extends Context {
  reuse(parent: Context): Fork;
  setIterValue(value: unknown, evaluator: Evaluator): Fork;
}
interface Evaluator {
  run(node: unknown, context: Context): unknown;
}
interface Checker {
  check(node: unknown, context: Context): unknown;
  getType(name: string): unknown;
}
interface MacroCall {
  readonly args: readonly { readonly op: string; readonly args: unknown }[];
  readonly receiver: unknown;
}
interface Macro {
  readonly receiver: unknown;
  readonly name: string;
  readonly body: unknown;
  fork: Fork | undefined;
}

/** `optMap` wraps what the body gives, `optFlatMap` expects it to be optional already. */
function mapOptional(wrap: (value: unknown) => unknown) {
  return ({ args, receiver }: MacroCall) => {
    const [variable, body] = args;
    if (variable?.op !== "id" || typeof variable.args !== "string") {
      throw new Error("The first argument of optMap must be a name.");
    }
    return {
      receiver,
      name: variable.args,
      body,
      fork: undefined,
      typeCheck(checker: Checker, macro: Macro, context: Context): unknown {
        checker.check(macro.receiver, context);
        macro.fork = context.forkWithVariable(macro.name, checker.getType("dyn"));
        checker.check(macro.body, macro.fork);
        return checker.getType("optional");
      },
      evaluate(evaluator: Evaluator, macro: Macro, context: Context): unknown {
        const optional = evaluator.run(macro.receiver, context);
        if (!(optional instanceof Optional)) throw new Error("optMap needs an optional value");
        if (!optional.hasValue() || macro.fork === undefined) return Optional.none();
        const scope = macro.fork.reuse(context).setIterValue(optional.value(), evaluator);
        return wrap(evaluator.run(macro.body, scope));
      },
    };
  };
}

/** What CEL's optionals have beyond the library's own (cel-go cel/library.go, OptionalTypes). */
export function registerOptionals(environment: Environment): void {
  const sync = { async: false };
  environment.registerFunction(
    "optional.optMap(ast, ast): optional<dyn>",
    mapOptional((value) => Optional.of(value)),
    sync,
  );
  environment.registerFunction(
    "optional.optFlatMap(ast, ast): optional<dyn>",
    mapOptional((value) => value),
    sync,
  );
}
