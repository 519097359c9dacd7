import { isJsonObject, type Json } from "../domain/json.ts";
import { nearestName } from "../domain/nearest-name.ts";

/** A key that the schema does not know, and what may have been meant. */
export interface UnknownKey {
  readonly path: readonly string[];
  readonly message: string;
}

/** Every key of a value that its strict schema does not know, at any depth of its maps. */
export function unknownKeys(
  value: Json | undefined,
  schema: Json | undefined,
  path: readonly string[],
): readonly UnknownKey[] {
  if (!isJsonObject(value) || !isJsonObject(schema)) return [];
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const known = Object.keys(properties);
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    if (Object.hasOwn(properties, key)) return unknownKeys(inner, properties[key], here);
    if (schema["additionalProperties"] !== false) return [];
    return [{ path: here, message: messageFor(key, path, known) }];
  });
}

function messageFor(key: string, path: readonly string[], known: readonly string[]): string {
  const near = nearestName(key, known);
  const hint = near === undefined ? `Known are: ${known.join(", ")}.` : `Did you mean ${near}?`;
  return `There is no "${key}" in ${path.join(".")}. ${hint}`;
}
