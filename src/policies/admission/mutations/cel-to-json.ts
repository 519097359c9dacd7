import type { Json } from "../../../domain/json.ts";

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

/** Maps from files are Maps; those that an expression made may be plain objects. Nothing else is data. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (value instanceof Map) {
    const entries: readonly (readonly [unknown, unknown])[] = [...value.entries()];
    return entries.every(
      (entry): entry is readonly [string, unknown] => typeof entry[0] === "string",
    )
      ? entries
      : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.entries(value) : undefined;
}
