import { ExpressionError } from "../errors.ts";
import type { Expr } from "../syntax.ts";
import { operators } from "./operators.ts";
import type { Type } from "./types.ts";

/** Braces in a field, or in a list there, are of the type that stands for this place. */
export function checkName(wanted: string | undefined, node: Expr): void {
  if (wanted === undefined) return;
  if (node.op === "list") for (const { value } of node.args) checkName(wanted, value);
  if (node.op !== "struct" || node.args[0] === wanted) return;
  throw new ExpressionError(
    `type mismatch: ${node.args[0]} stands where its fields need ${wanted}`,
    node.at,
  );
}

/** A field that a type does not have, and those that it has. */
export function undefinedField(type: Type, field: string): string {
  const known =
    type.fields === undefined ? "" : `: ${type.name} has ${[...type.fields.keys()].join(", ")}`;
  return `undefined field '${field}'${known}`;
}

/** An operator as cel-go calls it: `_==_`. */
export function operatorName(name: string): string {
  if (!operators.has(name)) return name;
  return name.endsWith("_") ? `${name.slice(0, -1)}_` : `_${name}_`;
}
