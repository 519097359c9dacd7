import { isJsonObject, valueAt, type Json, type JsonObject } from "../domain/json.ts";

/** The schema of the field at a path of an object's schema, or undefined where it is none. */
export function schemaOfField(schema: JsonObject, path: readonly string[]): Json | undefined {
  return valueAt(
    schema,
    path.flatMap((name) => ["properties", name]),
  );
}

/** A copy of an object with the value at a path; the maps on the way are made where they are missing. */
export function withValue(
  object: JsonObject,
  [name, ...rest]: readonly string[],
  value: Json,
): JsonObject {
  if (name === undefined) return object;
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  const next = rest.length === 0 ? value : withValue(isJsonObject(inner) ? inner : {}, rest, value);
  // Entries, not a spread with a computed key: a field named __proto__ must become a key like any other.
  return Object.fromEntries([
    ...Object.entries(object).filter(([key]) => key !== name),
    [name, next],
  ]);
}
