import { z } from "zod";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { ResourceKind } from "../../domain/kubernetes.ts";
import { choicesOf } from "./enums.ts";
import pack from "./kubernetes.json" with { type: "json" };

const packShape = z.object({
  kinds: z.array(
    z.tuple([z.string(), z.string(), z.string(), z.string(), z.boolean(), z.string()]),
  ),
  definitions: z.record(
    z.string(),
    z.tuple([z.record(z.string(), z.string()), z.array(z.string())]),
  ),
});

const { kinds, definitions } = packShape.parse(pack);

/** The kinds that Kubernetes itself has. */
export const builtInKinds: readonly ResourceKind[] = kinds.map(
  ([group, version, kind, plural, namespaced]) => ({ group, version, kind, plural, namespaced }),
);

const definitionNames = new Map(
  kinds.map(([group, version, kind, , , definition]) => [
    JSON.stringify([group === "" ? version : `${group}/${version}`, kind]),
    definition,
  ]),
);

/** The name of the definition of a built-in kind in {@link kubernetesSchema}. */
export function builtInDefinition(apiVersion: string, kind: string): string | undefined {
  return definitionNames.get(JSON.stringify([apiVersion, kind]));
}

const quantity =
  "^[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$";

/** All definitions as one JSON Schema. Unknown fields are errors; null stands for an absent field, as in the API. */
export function kubernetesSchema(): JsonObject {
  const converted = Object.entries(definitions).map(([name, [fields, required]]) => [
    name,
    {
      type: "object",
      properties: Object.fromEntries(
        Object.entries(fields).map(([field, type]) => [
          field,
          fieldSchema(`${name}.${field}`, type),
        ]),
      ),
      required,
      additionalProperties: false,
    },
  ]);
  return { definitions: Object.fromEntries(converted) as JsonObject };
}

function fieldSchema(place: string, type: string): JsonObject {
  const values = choicesOf(place);
  if (values === undefined) return typeSchema(type);
  const choice = { enum: [...values, null] };
  return type.startsWith("[]") ? { type: ["array", "null"], items: choice } : choice;
}

function typeSchema(type: string): Readonly<Record<string, Json>> {
  if (type.startsWith("[]")) return { type: ["array", "null"], items: typeSchema(type.slice(2)) };
  if (type.startsWith("{}")) {
    return { type: ["object", "null"], additionalProperties: typeSchema(type.slice(2)) };
  }
  if (type.startsWith("#")) {
    return { anyOf: [{ type: "null" }, { $ref: `#/definitions/${type.slice(1)}` }] };
  }
  switch (type) {
    case "any":
      return {};
    case "quantity":
      return {
        type: ["string", "number", "null"],
        pattern: quantity,
        description: "a quantity such as 500m or 1Gi",
      };
    case "int-or-string":
      return { type: ["integer", "string", "null"] };
    default:
      return { type: [type, "null"] };
  }
}
