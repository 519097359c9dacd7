import { isJsonObject, valueAt, type Json, type JsonObject } from "../domain/json.ts";

/** The entries of the list at a path that are objects; none where there is no list. */
export function entriesAt(
  value: Json | undefined,
  path: readonly (string | number)[],
): readonly JsonObject[] {
  const list = valueAt(value, path);
  return Array.isArray(list)
    ? (list as readonly Json[]).filter((entry) => isJsonObject(entry))
    : [];
}
