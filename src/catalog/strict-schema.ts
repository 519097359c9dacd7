import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { ObjectTarget } from "../domain/offering.ts";

/** Keywords that mean the same in a structural schema of Kubernetes and in JSON Schema. */
const copied = [
  "title",
  "description",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "required",
] as const;

/**
 * A structural schema (OpenAPI v3.0, as in a CRD or an XRD) as a strict JSON Schema: where the fields of a map are
 * known, no others are allowed, because the API server would drop them without a word.
 * Inside allOf, anyOf, oneOf and not, a schema only adds rules: there it closes nothing and has no defaults.
 */
export function strictSchema(schema: JsonObject, closed = true): JsonObject {
  const result: Record<string, Json | undefined> = {};
  for (const keyword of copied) {
    if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  }
  if (closed && schema["default"] !== undefined) result["default"] = schema["default"];
  return {
    ...result,
    ...typeOf(schema),
    ...enumOf(schema),
    ...rangeOf(schema),
    ...itemsOf(schema, closed),
    ...propertiesOf(schema, closed),
    ...combinations(schema),
  };
}

/** Whether a value may be a whole number or text, as ports and quantities may. */
export function isIntOrString(schema: JsonObject): boolean {
  if (schema["x-kubernetes-int-or-string"] === true) return true;
  const anyOf = schema["anyOf"];
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return false;
  const types = new Set(
    (anyOf as readonly Json[]).map((one) => (isJsonObject(one) ? one["type"] : undefined)),
  );
  return types.has("integer") && types.has("string");
}

function typeOf(schema: JsonObject): JsonObject {
  const nullable = schema["nullable"] === true ? ["null"] : [];
  if (isIntOrString(schema)) return { type: ["integer", "string", ...nullable] };
  const type = schema["type"];
  if (typeof type !== "string") return type === undefined ? {} : { type };
  return { type: nullable.length === 0 ? type : [type, ...nullable] };
}

function enumOf(schema: JsonObject): JsonObject {
  const options = schema["enum"];
  if (!Array.isArray(options)) return options === undefined ? {} : { enum: options };
  const list = options as readonly Json[];
  return { enum: schema["nullable"] === true && !list.includes(null) ? [...list, null] : list };
}

/** OpenAPI v3.0 says `exclusiveMinimum: true` beside `minimum`; JSON Schema gives the number itself. */
function rangeOf(schema: JsonObject): JsonObject {
  const { minimum, maximum } = schema;
  return {
    ...(minimum === undefined
      ? {}
      : { [schema["exclusiveMinimum"] === true ? "exclusiveMinimum" : "minimum"]: minimum }),
    ...(maximum === undefined
      ? {}
      : { [schema["exclusiveMaximum"] === true ? "exclusiveMaximum" : "maximum"]: maximum }),
  };
}

function itemsOf(schema: JsonObject, closed: boolean): JsonObject {
  const { items } = schema;
  return isJsonObject(items) ? { items: strictSchema(items, closed) } : {};
}

function propertiesOf(schema: JsonObject, closed: boolean): JsonObject {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const embedded = schema["x-kubernetes-embedded-resource"] === true ? embeddedProperties : {};
  const strict = Object.fromEntries([
    ...Object.entries(embedded),
    ...Object.entries(properties).map(([name, child]) => [
      name,
      isJsonObject(child) ? strictSchema(child, closed) : true,
    ]),
  ]) as JsonObject;
  const known = Object.keys(strict).length > 0 ? { properties: strict } : {};
  const additional = schema["additionalProperties"];
  if (isJsonObject(additional)) {
    return { ...known, additionalProperties: strictSchema(additional, closed) };
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === true || additional === true) return known;
  const isMap = schema["type"] === "object" || Object.keys(known).length > 0;
  return closed && isMap ? { ...known, additionalProperties: false } : known;
}

const embeddedProperties: JsonObject = {
  apiVersion: { type: "string" },
  kind: { type: "string" },
  metadata: { type: "object" },
};

function combinations(schema: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const parts = schema[keyword];
    if (!Array.isArray(parts) || (keyword === "anyOf" && isIntOrString(schema))) continue;
    result[keyword] = (parts as readonly Json[]).map((part) =>
      isJsonObject(part) ? strictSchema(part, false) : part,
    );
  }
  if (isJsonObject(schema["not"])) result["not"] = strictSchema(schema["not"], false);
  return result;
}

/** A name that any object of Kubernetes may have, and that Crossplane can put before what it composes. */
export const nameRule = { pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", maxLength: 63 } as const;

/**
 * The whole object to write: `spec` as the file has it, and nothing that a person should not set. `machinery` are the
 * fields of spec that the file does not list, `name` what it asks of metadata.name besides the rule for all names.
 */
export function objectSchema(
  target: ObjectTarget,
  spec: JsonObject,
  { machinery, name }: { readonly machinery: JsonObject; readonly name: JsonObject },
): JsonObject {
  const strict = strictSchema(spec);
  const own = isJsonObject(strict["properties"]) ? strict["properties"] : {};
  const texts: JsonObject = { type: "object", additionalProperties: { type: "string" } };
  const namespace = target.namespaced ? { namespace: { type: "string", ...nameRule } } : {};
  return {
    type: "object",
    required: ["apiVersion", "kind", "metadata", "spec"],
    additionalProperties: false,
    properties: {
      apiVersion: { const: target.apiVersion },
      kind: { const: target.kind },
      metadata: {
        type: "object",
        required: target.namespaced ? ["name", "namespace"] : ["name"],
        additionalProperties: false,
        properties: {
          name: { type: "string", ...nameRule, allOf: [strictSchema(name, false)] },
          ...namespace,
          labels: texts,
          annotations: texts,
        },
      },
      spec: { ...strict, type: "object", properties: { ...machinery, ...own } },
    },
  };
}
