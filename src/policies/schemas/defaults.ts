import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { resolveSchema } from "./packs.ts";

/**
 * An object with the defaults of its CRD's schema, as the API server fills them in before it validates (structural
 * defaulting, apiextensions-apiserver pkg/apiserver/schema/defaulting): in every map that is there, and in place of a
 * null that its field does not take.
 */
export function withDefaults(value: Json, schema: JsonObject, definitions: JsonObject): Json {
  if (Array.isArray(value)) {
    const items = resolveSchema(schema["items"], definitions);
    const list = value as readonly Json[];
    return items === undefined ? list : list.map((item) => withDefaults(item, items, definitions));
  }
  if (!isJsonObject(value)) return value;
  const filled: Record<string, Json> = {};
  const fields = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const others = resolveSchema(schema["additionalProperties"], definitions);
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? resolveSchema(fields[name], definitions) : others;
    const inner = replaced(item ?? null, field);
    define(filled, name, field === undefined ? inner : withDefaults(inner, field, definitions));
  }
  for (const [name, part] of Object.entries(fields)) {
    const field = resolveSchema(part, definitions);
    const fallback = field?.["default"];
    if (field === undefined || fallback === undefined || Object.hasOwn(value, name)) continue;
    define(filled, name, withDefaults(fallback, field, definitions));
  }
  return filled;
}

function replaced(value: Json, schema: JsonObject | undefined): Json {
  const fallback = schema?.["default"];
  return value === null && fallback !== undefined && schema?.["nullable"] !== true
    ? fallback
    : value;
}

/** Names come from files: `__proto__` must be a name like any other. */
function define(target: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
