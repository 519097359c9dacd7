import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { FieldInput, OfferingField, Unsupported } from "../domain/offering.ts";
import { fieldNames } from "./field-names.ts";
import type { Leaf } from "./leaf.ts";
import { isIntOrString } from "./strict-schema.ts";

/** What a form can ask of a schema, and what it can't. */
export interface SchemaFields {
  readonly fields: readonly OfferingField[];
  readonly unsupported: readonly Unsupported[];
}

interface Walk {
  readonly path: readonly string[];
  /** Whether an object of this kind always holds this map, or should. */
  readonly certain: boolean;
  readonly groups: readonly string[];
}

/**
 * One field for each scalar under `spec`, in the order of the file.
 *
 * A field is required when its map requires it, it has no default, and its map is certain to be there. A map is
 * certain when its own map requires it, or when it is the only one there: XRDs wrap all they ask in
 * `spec.parameters` and seldom say that `parameters` is required. A field that is required only inside an optional
 * map is optional here; the schema asks for it once anything else in that map is filled in.
 *
 * `hidden` are keys directly under spec that people don't set: Crossplane's machinery.
 */
export function schemaFields(spec: JsonObject, hidden: ReadonlySet<string>): SchemaFields {
  const leaves: Leaf[] = [];
  const unsupported: Unsupported[] = [];
  visitMap(spec, { path: ["spec"], certain: true, groups: [] }, { hidden, leaves, unsupported });
  const names = fieldNames(leaves);
  const fields = leaves.map((leaf, index) => {
    const { id = leaf.path.join("-"), label = leaf.path.join(" ") } = names[index] ?? {};
    return fieldOf(leaf, id, label);
  });
  return { fields, unsupported };
}

interface Found {
  readonly hidden: ReadonlySet<string>;
  readonly leaves: Leaf[];
  readonly unsupported: Unsupported[];
}

function visitMap(schema: JsonObject, walk: Walk, found: Found): void {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = requiredOf(schema);
  const isSpec = walk.path.length === 1;
  const shown = Object.entries(properties).filter(([name]) => !isSpec || !found.hidden.has(name));
  for (const [name, child] of shown) {
    if (!isJsonObject(child)) continue;
    const path = [...walk.path, name];
    const wraps = isSpec && shown.length === 1;
    const needed = walk.certain && required.has(name) && child["default"] === undefined;
    const what = whatNoFormShows(child);
    if (what !== undefined) {
      found.unsupported.push({ where: path.join("."), what, required: needed });
    } else if (isMap(child)) {
      const title = typeof child["title"] === "string" ? child["title"] : name;
      visitMap(
        child,
        {
          path,
          certain: needed || (walk.certain && wraps),
          groups: isSpec && (wraps || name === "parameters") ? [] : [...walk.groups, title],
        },
        found,
      );
    } else {
      found.leaves.push({ path, schema: child, required: needed, groups: walk.groups });
    }
  }
}

function requiredOf(schema: JsonObject): ReadonlySet<string> {
  const { required } = schema;
  return new Set(
    Array.isArray(required)
      ? (required as readonly Json[]).filter((x) => typeof x === "string")
      : [],
  );
}

function isMap(schema: JsonObject): boolean {
  return schema["type"] === "object";
}

function whatNoFormShows(schema: JsonObject): string | undefined {
  if (isIntOrString(schema)) return undefined;
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) return "a value of any shape";
  if (schema["type"] === "array") return "a list";
  for (const keyword of ["oneOf", "anyOf", "allOf", "not"]) {
    if (schema[keyword] !== undefined && !isJsonObject(schema["properties"])) {
      return `a value with ${keyword}`;
    }
  }
  if (schema["format"] === "password") {
    return "a secret, which must not be in Git; let the XRD take the name of a Secret instead";
  }
  if (!isMap(schema)) return undefined;
  if (schema["additionalProperties"] !== undefined && schema["additionalProperties"] !== false) {
    return "a map with keys of one's own";
  }
  return isJsonObject(schema["properties"]) ? undefined : "a map without known fields";
}

function fieldOf({ path, schema, required }: Leaf, id: string, label: string): OfferingField {
  const { description } = schema;
  return {
    id,
    path,
    label,
    ...(typeof description === "string" && description.trim() !== ""
      ? { description: description.trim() }
      : {}),
    required,
    input: inputOf(schema),
    ...(schema["default"] === undefined ? {} : { default: schema["default"] }),
  };
}

function inputOf(schema: JsonObject): FieldInput {
  const options = schema["enum"];
  if (Array.isArray(options)) {
    const texts = (options as readonly Json[]).filter((option) => option !== null).map(textOf);
    return { kind: "choice", options: texts };
  }
  if (schema["type"] === "boolean") return { kind: "boolean" };
  if (schema["type"] === "integer" || schema["type"] === "number") return numberInput(schema);
  const { pattern, minLength, maxLength } = schema;
  return {
    kind: "text",
    multiline: typeof maxLength === "number" && maxLength > 500,
    ...(typeof pattern === "string" ? { pattern } : {}),
    ...(typeof minLength === "number" ? { minLength } : {}),
    ...(typeof maxLength === "number" ? { maxLength } : {}),
  };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function numberInput(schema: JsonObject): FieldInput {
  const { minimum, maximum } = schema;
  return {
    kind: "number",
    integer: schema["type"] === "integer",
    ...(typeof minimum === "number" ? { minimum } : {}),
    ...(typeof maximum === "number" ? { maximum } : {}),
  };
}
