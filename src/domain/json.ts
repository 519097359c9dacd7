/** A value as JSON holds it. Everything that crosses a boundary as plain data is one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object as JSON holds it. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whether a value is an object with keys, not null and not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value at a path of keys and list indexes, or undefined where any step is absent.
 * Only own properties count, so `__proto__` or `constructor` in untrusted data finds nothing.
 */
export function valueAt(
  value: Json | undefined,
  path: readonly (string | number)[],
): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null) return undefined;
    if (!Object.hasOwn(current, step)) return undefined;
    current = (current as JsonObject)[step];
  }
  return current;
}

/** The string at a path, or undefined where there is none or it is another type. */
export function stringAt(
  value: Json | undefined,
  path: readonly (string | number)[],
): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}
