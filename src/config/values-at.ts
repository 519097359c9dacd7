import { isJsonObject, valueAt, type Json, type JsonObject } from "../domain/json.ts";

/** The list at a key; an empty one where there is none. */
export function listAt(value: Json, key: string): readonly Json[] {
  const found = valueAt(value, [key]);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

/** The texts in the list at a key. */
export function textsAt(value: Json, key: string): readonly string[] {
  return listAt(value, key).filter((item) => typeof item === "string");
}

/** The map at a key; an empty one where there is none. */
export function mapAt(value: Json, key: string): JsonObject {
  const found = valueAt(value, [key]);
  return isJsonObject(found) ? found : {};
}
