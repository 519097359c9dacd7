import { errorMessage } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { compilePattern } from "./object-validator.ts";
import { isIntOrString } from "./strict-schema.ts";

/** A mistake in a schema, at a path inside it: `["properties", "size", "enum", 1]`. */
export interface SchemaMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const types = ["string", "integer", "number", "boolean", "object", "array"];

/** What would make a form ask for something that the cluster then refuses, or that can't be judged at all. */
export function schemaMistakes(
  schema: JsonObject,
  path: readonly (string | number)[] = [],
): readonly SchemaMistake[] {
  return [
    ...typeMistakes(schema, path),
    ...enumMistakes(schema, path),
    ...patternMistakes(schema, path),
    ...defaultMistakes(schema, path),
    ...childMistakes(schema, path),
  ];
}

function childMistakes(
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly SchemaMistake[] {
  const { properties, items, additionalProperties } = schema;
  const own = isJsonObject(properties)
    ? Object.entries(properties).flatMap(([name, child]) =>
        isJsonObject(child)
          ? schemaMistakes(child, [...path, "properties", name])
          : [
              {
                path: [...path, "properties", name],
                message: `"${name}" must be a schema, such as "type: string".`,
              },
            ],
      )
    : [];
  return [
    ...own,
    ...(isJsonObject(items) ? schemaMistakes(items, [...path, "items"]) : []),
    ...(isJsonObject(additionalProperties)
      ? schemaMistakes(additionalProperties, [...path, "additionalProperties"])
      : []),
  ];
}

function typeMistakes(
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly SchemaMistake[] {
  const { type } = schema;
  if (typeof type === "string" && types.includes(type)) return [];
  const any = schema["x-kubernetes-preserve-unknown-fields"] === true || isIntOrString(schema);
  if (type === undefined && any) return [];
  const expected = `Give one of ${types.join(", ")}.`;
  return type === undefined
    ? [{ path, message: `This schema has no "type". ${expected}` }]
    : [
        {
          path: [...path, "type"],
          message: `The type ${JSON.stringify(type)} is not known. ${expected}`,
        },
      ];
}

function enumMistakes(
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly SchemaMistake[] {
  const options = schema["enum"];
  if (options === undefined) return [];
  if (!Array.isArray(options) || options.length === 0) {
    return [{ path: [...path, "enum"], message: "An enum must be a list of at least one value." }];
  }
  return (options as readonly Json[]).flatMap((option, index) => {
    const place = [...path, "enum", index];
    if (!hasType(option, schema)) return [{ path: place, message: wrongType(option, schema) }];
    const again = options.indexOf(option) !== index;
    const message = `The enum has ${JSON.stringify(option)} twice. Remove one of the two.`;
    return again ? [{ path: place, message }] : [];
  });
}

function wrongType(value: Json, schema: JsonObject): string {
  const found = value === null ? "null" : `the ${typeof value} ${JSON.stringify(value)}`;
  const hint =
    schema["type"] === "string"
      ? ' YAML reads unquoted words such as yes, no, on and off as booleans, and unquoted digits as numbers: put quotes around it, as in "yes".'
      : "";
  return `This is ${found}, but the type is ${JSON.stringify(schema["type"])}.${hint}`;
}

function hasType(value: Json, schema: JsonObject): boolean {
  if (value === null && schema["nullable"] === true) return true;
  switch (schema["type"]) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === schema["type"];
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonObject(value);
    default:
      return true;
  }
}

function patternMistakes(
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly SchemaMistake[] {
  const { pattern } = schema;
  if (typeof pattern !== "string") return [];
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    const message = `This pattern can't be used: ${errorMessage(error)}. Kubernetes and Causeway read patterns as RE2, which has no look-around and no back references.`;
    return [{ path: [...path, "pattern"], message }];
  }
}

function defaultMistakes(
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly SchemaMistake[] {
  const value = schema["default"];
  if (value === undefined || hasType(value, schema)) return [];
  return [{ path: [...path, "default"], message: wrongType(value, schema) }];
}
