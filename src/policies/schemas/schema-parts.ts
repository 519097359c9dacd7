import type { JsonObject } from "../../domain/json.ts";

/** Parts of CRD schemas, for those that are written by hand. */
export const text: JsonObject = { type: "string" };
export const flag: JsonObject = { type: "boolean" };
export const whole: JsonObject = { type: "integer" };
/** Any value at all. */
export const anything: JsonObject = { "x-kubernetes-preserve-unknown-fields": true };
export const openObject: JsonObject = { type: "object", ...anything };
/** A whole Kubernetes object inside of another. */
export const embeddedObject: JsonObject = { ...openObject, "x-kubernetes-embedded-resource": true };
export const textMap: JsonObject = { type: "object", additionalProperties: text };

/** A map with exactly these fields. */
export function object(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

export function list(items: JsonObject): JsonObject {
  return { type: "array", items };
}

export function choice(...values: readonly string[]): JsonObject {
  return { type: "string", enum: values };
}

/** `{name}`. */
export const named: JsonObject = object({ name: text }, ["name"]);
