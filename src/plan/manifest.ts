import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { Offering } from "../domain/offering.ts";
import { stringifyYaml } from "../yaml/stringify.ts";

/** What is filled in, and where it goes. */
export interface ManifestInput {
  /** The team's namespace. */
  readonly namespace: string;
  readonly name: string;
  /** Nested as in the object: `{spec: {parameters: {size: "medium"}}}`. */
  readonly values: JsonObject;
}

/**
 * The object that a request writes: apiVersion, kind, metadata, spec, with the fields of spec in the schema's order.
 * Maps that the schema requires are there even when nothing in them was filled in, so that the API server can put
 * their defaults into them.
 */
export function toObject(offering: Offering, input: ManifestInput): JsonObject {
  const { apiVersion, kind, namespaced } = offering.target;
  const { name, namespace } = input;
  const properties = offering.schema["properties"];
  const spec = isJsonObject(properties) ? properties["spec"] : undefined;
  const given = input.values["spec"];
  return {
    apiVersion,
    kind,
    metadata: namespaced ? { name, namespace } : { name },
    spec: arrange(isJsonObject(given) ? given : {}, isJsonObject(spec) ? spec : {}),
  };
}

/** The manifest's text: YAML that Kubernetes reads as exactly this object. */
export function toManifest(offering: Offering, input: ManifestInput): string {
  return stringifyYaml(toObject(offering, input));
}

function arrange(value: JsonObject, schema: JsonObject): JsonObject {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? (schema["required"] as readonly Json[]) : [];
  const known = Object.entries(properties).flatMap(([name, child]) => {
    const inner = Object.hasOwn(value, name) ? value[name] : undefined;
    const next = arranged(inner, isJsonObject(child) ? child : {}, required.includes(name));
    return next === undefined ? [] : [[name, next] as const];
  });
  const others = Object.entries(value).filter(([name]) => !Object.hasOwn(properties, name));
  return Object.fromEntries([...known, ...others]);
}

function arranged(
  value: Json | undefined,
  schema: JsonObject,
  required: boolean,
): Json | undefined {
  if (isJsonObject(value)) return arrange(value, schema);
  const isMissingMap =
    value === undefined &&
    required &&
    schema["type"] === "object" &&
    schema["default"] === undefined;
  return isMissingMap ? arrange({}, schema) : value;
}
