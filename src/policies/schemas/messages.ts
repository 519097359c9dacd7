import type { ErrorObject } from "ajv";
import { isJsonObject, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import { nearestName } from "../../domain/nearest-name.ts";

/** A schema's error for people, and where it is. */
export interface SchemaFinding {
  readonly path: readonly (string | number)[];
  /** Whether the key is at fault, not its value. */
  readonly atKey: boolean;
  readonly message: string;
}

/**
 * The errors of the validator in words: what came and what would pass. Errors that only repeat another one are left
 * out. Values are not shown where they may be secret.
 */
export function describeErrors(
  errors: readonly ErrorObject[],
  object: JsonObject,
): readonly SchemaFinding[] {
  return errors
    .filter((error) => !isRepetition(error, errors))
    .map((error) => describeError(error, object));
}

/** Of alternatives only the whole is told, and not even that where an error further inside says it better. */
function isRepetition(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (isInsideAlternative(error)) return true;
  if (error.keyword !== "anyOf") return false;
  return errors.some(
    (other) =>
      other !== error &&
      other.keyword !== "anyOf" &&
      other.instancePath.startsWith(error.instancePath) &&
      !isInsideAlternative(other),
  );
}

/** Whether an error only says why one of several alternatives did not fit. */
export function isInsideAlternative({ schemaPath }: ErrorObject): boolean {
  return /\/(?:anyOf|oneOf|not)\//.test(schemaPath);
}

function describeError(error: ErrorObject, object: JsonObject): SchemaFinding {
  const path = pathOf(error.instancePath, object);
  const value = valueAt(object, path);
  if (error.keyword === "additionalProperties") return unknownField(error, path, object);
  if (error.keyword === "required") {
    const missing = stringParam(error, "missingProperty");
    const where = [...path, missing];
    return {
      path: where,
      atKey: true,
      message: `${show(where)} is missing; ${kindOf(object)} needs it.`,
    };
  }
  const came = quoted(value, path, object);
  const expected = expectation(error, value);
  return {
    path,
    atKey: isJsonObject(value),
    message: `${show(path)} is ${came}; expected ${expected}.`,
  };
}

function unknownField(
  error: ErrorObject,
  parent: readonly (string | number)[],
  object: JsonObject,
): SchemaFinding {
  const field = stringParam(error, "additionalProperty");
  const path = [...parent, field];
  const known = fieldsOf(error.parentSchema);
  const near = nearestName(field, known);
  const hint =
    near !== undefined
      ? ` Did you mean ${near}?`
      : known.length > 0 && known.length <= 12
        ? ` Its fields are ${listed(known)}.`
        : "";
  const owner = parent.length === 0 ? kindOf(object) : `${show(parent)} of ${kindOf(object)}`;
  const message =
    near !== undefined || parent.length === 0
      ? `${show(path)} is not a field of ${kindOf(object)}.${hint}`
      : `${show(path)} is not a field of ${owner}.${hint}`;
  return { path, atKey: true, message };
}

function fieldsOf(schema: unknown): readonly string[] {
  if (!isJsonObject(schema) || !isJsonObject(schema["properties"])) return [];
  return Object.keys(schema["properties"]);
}

/** More than these are hard to read in a line. */
const mostChoices = 24;

function choices(values: readonly unknown[], given: Json | undefined): string {
  const near = typeof given === "string" ? nearestName(given, values.map(String)) : undefined;
  if (values.length <= mostChoices) return `one of ${listed(values)}`;
  const nearest = near === undefined ? "" : `, of which ${near} is the nearest`;
  return `one of ${values.length} values${nearest}`;
}

function expectation(error: ErrorObject, value: Json | undefined): string {
  const schema: unknown = error.schema;
  const parent: unknown = error.parentSchema;
  const described =
    isJsonObject(parent) && typeof parent["description"] === "string" ? parent["description"] : "";
  switch (error.keyword) {
    case "enum":
      return choices(Array.isArray(schema) ? schema.filter((item) => item !== null) : [], value);
    case "type":
      return typeNames(schema);
    case "pattern":
      return described.startsWith("a quantity") ? described : `text that matches ${String(schema)}`;
    case "minimum":
      return `${String(schema)} or more`;
    case "maximum":
      return `${String(schema)} or less`;
    case "exclusiveMinimum":
      return `more than ${String(schema)}`;
    case "exclusiveMaximum":
      return `less than ${String(schema)}`;
    case "minLength":
      return `at least ${String(schema)} characters`;
    case "maxLength":
      return `at most ${String(schema)} characters`;
    case "minProperties":
      return `at least ${String(schema)} fields`;
    case "maxProperties":
      return `at most ${String(schema)} fields`;
    case "oneOf":
    case "anyOf":
      return alternatives(error.keyword, schema);
    case "minItems":
      return `at least ${String(schema)} entries`;
    case "maxItems":
      return `at most ${String(schema)} entries`;
    default:
      return `what the schema allows: it ${error.message ?? "does not fit"}`;
  }
}

/** Alternatives are most often about which of some fields must be there: that can be said. */
function alternatives(keyword: string, schema: unknown): string {
  const needed = Array.isArray(schema) ? schema.map((part: unknown) => neededBy(part)) : [];
  const fields = needed.filter((names) => names !== undefined);
  if (fields.length === 0 || fields.length < needed.length) {
    return `what the schema allows: it must match ${keyword === "oneOf" ? "exactly one" : "one"} of its alternatives`;
  }
  return `${keyword === "oneOf" ? "exactly one" : "at least one"} of ${fields.join(", ")}`;
}

/** The fields that an alternative needs, when that is all it says. */
function neededBy(part: unknown): string | undefined {
  if (!isJsonObject(part)) return undefined;
  const { required, ...more } = part;
  const fields = Array.isArray(required) ? required : [];
  const saysMore = Object.keys(more).some((key) => key !== "properties" && key !== "type");
  return fields.length === 0 || saysMore ? undefined : fields.join(" with ");
}

const names: Readonly<Record<string, string>> = {
  boolean: "true or false",
  string: "text",
  integer: "a whole number",
  number: "a number",
  object: "a map of fields",
  array: "a list",
};

function typeNames(schema: unknown): string {
  const types = (Array.isArray(schema) ? schema : [schema]).filter((type) => type !== "null");
  return types.map((type) => names[String(type)] ?? String(type)).join(" or ");
}

/** The JSON pointer as a path: list entries by number. */
export function pathOf(pointer: string, object: JsonObject): readonly (string | number)[] {
  const path: (string | number)[] = [];
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(valueAt(object, path)) ? Number(key) : key);
  }
  return path;
}

/** `spec.containers[0].image`. */
export function show(path: readonly (string | number)[]): string {
  const text = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return text.join("").replace(/^\./, "") || "The object";
}

const longestShown = 60;
const secretive = /pass|secret|token|key|credential|auth|data|value/i;

function quoted(
  value: Json | undefined,
  path: readonly (string | number)[],
  object: JsonObject,
): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (isJsonObject(value)) return "a map of fields";
  const hidden = object["kind"] === "Secret" || path.some((step) => secretive.test(String(step)));
  const text = JSON.stringify(value ?? null);
  if (!hidden && text.length <= longestShown) return text;
  return typeof value === "string" ? "text that does not fit" : `a ${typeof value}`;
}

function listed(values: readonly unknown[]): string {
  return values.map((value) => (value === "" ? '""' : String(value))).join(", ");
}

function stringParam(error: ErrorObject, name: string): string {
  const value: unknown = error.params[name];
  return typeof value === "string" ? value : "";
}

function kindOf(object: JsonObject): string {
  return typeof object["kind"] === "string" ? object["kind"] : "the object";
}
