import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** Keywords whose value is one schema, a map of schemas or a list of them, where no field may be added or named anew. */
const logical = ["allOf", "anyOf", "oneOf"] as const;

/**
 * A CRD's structural schema as strict JSON Schema (draft 7): a field that it does not name is an error, as with
 * `kubectl --validate=strict`, except where the schema keeps unknown fields. Rules: apiextensions-apiserver
 * pkg/apiserver/schema (structural schemas) and pkg/apis/apiextensions/validation.
 */
export function strictSchema(schema: JsonObject): JsonObject {
  if (typeof schema["$ref"] === "string") return { $ref: schema["$ref"] };
  const converted: Record<string, Json> = { ...valueKeywords(schema) };
  const { properties, items, additionalProperties } = schema;
  if (isJsonObject(properties)) converted["properties"] = mapSchemas(properties, strictSchema);
  if (isJsonObject(items)) converted["items"] = strictSchema(items);
  if (additionalProperties !== undefined) {
    converted["additionalProperties"] = isJsonObject(additionalProperties)
      ? strictSchema(additionalProperties)
      : additionalProperties;
  }
  if (schema["x-kubernetes-embedded-resource"] === true) return embedded(converted, schema);
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (isJsonObject(properties) && additionalProperties === undefined && !open) {
    converted["additionalProperties"] = false;
  }
  return converted;
}

/** An embedded object has apiVersion, kind and metadata whether the schema names them or not. */
function embedded(converted: Readonly<Record<string, Json>>, schema: JsonObject): JsonObject {
  const properties = isJsonObject(converted["properties"]) ? converted["properties"] : {};
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  return {
    ...converted,
    type: "object",
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      ...properties,
    },
    ...(open ? {} : { additionalProperties: false }),
  };
}

function mapSchemas(schemas: JsonObject, convert: (schema: JsonObject) => JsonObject): JsonObject {
  const entries = Object.entries(schemas).map(([name, schema]): [string, JsonObject] => [
    name,
    isJsonObject(schema) ? convert(schema) : {},
  ]);
  return Object.fromEntries(entries);
}

const copied = [
  "description",
  "pattern",
  "multipleOf",
  "maxLength",
  "minLength",
  "maxItems",
  "minItems",
  "uniqueItems",
  "maxProperties",
  "minProperties",
  "required",
];

/** What a schema says of a value, without its fields. */
function valueKeywords(schema: JsonObject): Readonly<Record<string, Json>> {
  const converted: Record<string, Json> = {};
  for (const name of copied) {
    const value = schema[name];
    if (value !== undefined) converted[name] = value;
  }
  const nullable = schema["nullable"] === true;
  const type =
    schema["x-kubernetes-int-or-string"] === true ? ["integer", "string"] : schema["type"];
  if (typeof type === "string" || Array.isArray(type)) {
    converted["type"] = nullable ? [...[type].flat(), "null"] : type;
  }
  if (Array.isArray(schema["enum"]))
    converted["enum"] = nullable ? [...schema["enum"], null] : schema["enum"];
  for (const name of logical) {
    const parts = schema[name];
    if (Array.isArray(parts))
      converted[name] = parts.map((part: Json) => (isJsonObject(part) ? looseSchema(part) : {}));
  }
  if (isJsonObject(schema["not"])) converted["not"] = looseSchema(schema["not"]);
  return {
    ...converted,
    ...bound(schema, "minimum", "exclusiveMinimum"),
    ...bound(schema, "maximum", "exclusiveMaximum"),
  };
}

/** OpenAPI 3.0 writes `exclusiveMinimum: true` beside the minimum; draft 7 has the number itself. */
function bound(
  schema: JsonObject,
  name: string,
  exclusive: string,
): Readonly<Record<string, Json>> {
  const value = schema[name];
  if (typeof value !== "number") return {};
  return schema[exclusive] === true ? { [exclusive]: value } : { [name]: value };
}

/** Inside allOf, anyOf, oneOf and not, a schema only restricts: it says nothing of fields it does not name. */
function looseSchema(schema: JsonObject): JsonObject {
  if (typeof schema["$ref"] === "string") return {};
  const converted: Record<string, Json> = { ...valueKeywords(schema) };
  const { properties, items, additionalProperties } = schema;
  if (isJsonObject(properties)) converted["properties"] = mapSchemas(properties, looseSchema);
  if (isJsonObject(items)) converted["items"] = looseSchema(items);
  if (isJsonObject(additionalProperties))
    converted["additionalProperties"] = looseSchema(additionalProperties);
  return converted;
}

/** The strict schema of a whole object: apiVersion, kind, metadata and status are there in any case. */
export function objectSchema(schema: JsonObject): JsonObject {
  const strict = strictSchema({ type: "object", ...schema });
  const properties = isJsonObject(strict["properties"]) ? strict["properties"] : {};
  return {
    ...strict,
    properties: {
      ...properties,
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { $ref: "kubernetes#/definitions/V1ObjectMeta" },
    },
  };
}
