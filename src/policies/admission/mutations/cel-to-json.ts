import type { Json } from "../../../domain/json.ts";
import { StructValue } from "../../cel/scalars.ts";

/** The plain data of a value that an expression gave; undefined when it is something that JSON has not. */
export function celToJson(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => celToJson(item));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries = entriesOf(value);
  if (entries === undefined) return undefined;
  const converted = entries.map(([key, item]) => [key, celToJson(item)] as const);
  return converted.every(([, item]) => item !== undefined)
    ? Object.fromEntries(converted)
    : undefined;
}

/** Maps, and the objects that a mutation makes. Nothing else is data. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  const map: unknown = value instanceof StructValue ? value.fields : value;
  if (map instanceof Map) {
    const entries: readonly (readonly [unknown, unknown])[] = [...map.entries()];
    return entries.every(
      (entry): entry is readonly [string, unknown] => typeof entry[0] === "string",
    )
      ? entries
      : undefined;
  }
  return undefined;
}
