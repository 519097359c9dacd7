import { isJsonObject, type Json, type JsonObject } from "../../src/domain/json.ts";

/** Keywords without which the same objects are valid: texts, examples, and formats that nothing here reads. */
const dropped = new Set([
  "description",
  "title",
  "example",
  "externalDocs",
  "x-kubernetes-map-type",
]);
const keptFormats = new Set(['"date-time"', '"date"', '"duration"']);

/** A CRD's schema without its texts, and without status, which people do not write. */
export function compactSchema(schema: JsonObject): JsonObject {
  const compact = withoutTexts(schema);
  const properties = isJsonObject(compact["properties"]) ? compact["properties"] : {};
  const own = Object.entries(properties).filter(
    ([name]) => !["apiVersion", "kind", "metadata"].includes(name),
  );
  const kept = own.map(([name, value]): [string, Json | undefined] => [
    name,
    name === "status" ? { type: "object", "x-kubernetes-preserve-unknown-fields": true } : value,
  ]);
  return { ...compact, properties: Object.fromEntries(kept) };
}

function withoutTexts(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).flatMap(([name, value]): [string, Json][] => {
    if (value === undefined || dropped.has(name)) return [];
    if (name === "format" && !keptFormats.has(JSON.stringify(value))) return [];
    if (name === "properties" && isJsonObject(value)) return [[name, eachSchema(value)]];
    if (isJsonObject(value) && name !== "default") return [[name, withoutTexts(value)]];
    if (Array.isArray(value) && ["allOf", "anyOf", "oneOf"].includes(name)) {
      return [[name, value.map((part: Json) => (isJsonObject(part) ? withoutTexts(part) : part))]];
    }
    return [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** A field may be named `description`: names of fields are no keywords. */
function eachSchema(properties: JsonObject): JsonObject {
  const entries = Object.entries(properties).map(([name, value]): [string, Json] => [
    name,
    isJsonObject(value) ? withoutTexts(value) : {},
  ]);
  return Object.fromEntries(entries);
}

/** Shorter parts are not worth a name. */
const shortestShared = 400;

/** The schemas with every larger part that stands in them more than once written once, and referred to. */
export function shareParts(schemas: readonly JsonObject[]): {
  readonly schemas: readonly Json[];
  readonly definitions: JsonObject;
} {
  const counts = new Map<string, number>();
  for (const schema of schemas) count(schema, counts);
  const names = new Map<string, string>();
  const definitions: Record<string, Json> = {};
  const share = (value: Json | undefined): Json => {
    if (value === null || value === undefined || typeof value !== "object") return value ?? null;
    if (!isJsonObject(value)) return value.map((item) => share(item));
    const text = JSON.stringify(value);
    const shared = isSchema(value) && (counts.get(text) ?? 0) > 1;
    const known = names.get(text);
    if (known !== undefined) return { $ref: `#/definitions/${known}` };
    const name = `part${names.size + 1}`;
    if (shared) names.set(text, name);
    const entries = Object.entries(value).map(([key, item]): [string, Json] => [
      key,
      key === "default" || key === "x-kubernetes-validations" ? (item ?? null) : share(item),
    ]);
    const made = Object.fromEntries(entries);
    if (!shared) return made;
    definitions[name] = made;
    return { $ref: `#/definitions/${name}` };
  };
  return { schemas: schemas.map((schema) => share(schema)), definitions };
}

/** A map of fields is no schema, even where one of the fields is called `type`. */
function isSchema(value: JsonObject): boolean {
  return typeof value["type"] === "string" && JSON.stringify(value).length >= shortestShared;
}

function count(value: Json | undefined, counts: Map<string, number>): void {
  if (typeof value !== "object" || value === null) return;
  if (!isJsonObject(value)) {
    for (const item of value) count(item, counts);
    return;
  }
  if (isSchema(value)) {
    const text = JSON.stringify(value);
    const before = counts.get(text) ?? 0;
    counts.set(text, before + 1);
    // What is inside of a part that is written once is written once, too.
    if (before > 0) return;
  }
  for (const item of Object.values(value)) count(item, counts);
}
