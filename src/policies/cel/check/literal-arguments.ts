import { CelError, ExpressionError } from "../errors.ts";
import { compilePattern } from "../libraries/regex.ts";
import { parseDuration, parseTimestamp } from "../libraries/time.ts";
import type { Expr } from "../syntax.ts";
import type { Checked } from "./check.ts";

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  duration: parseDuration,
  timestamp: parseTimestamp,
  matches: compilePattern,
};

/**
 * A pattern, time or length of time that is written out and can't be read is an error before any evaluation, since
 * Kubernetes 1.29 (cel-go cel/validator.go). Throws an ExpressionError with the place.
 */
export function checkLiterals({ resolutions }: Checked): void {
  for (const [node, resolution] of resolutions) {
    if (resolution.kind !== "call") continue;
    const [name = ""] = resolution.overloads.map((overload) => overload.name);
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    const literal = resolution.args.at(-1);
    if (read !== undefined && literal !== undefined) checkLiteral(name, literal, { node, read });
  }
}

function checkLiteral(
  name: string,
  literal: Expr,
  { node, read }: { readonly node: Expr; readonly read: (text: string) => unknown },
): void {
  if (literal.op !== "value" || literal.args.kind !== "string") return;
  try {
    read(literal.args.value);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const detail = error instanceof CelError || name === "matches" ? error.message : "";
    throw new ExpressionError(`invalid ${name} argument: ${detail}`, node.at);
  }
}
