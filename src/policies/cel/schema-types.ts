import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import * as types from "./check/types.ts";
import type { Fields, Type } from "./check/types.ts";

/**
 * The type that a JSON Schema gives to `object` (apiserver pkg/cel/common/schemas.go): `dyn` wherever it leaves open
 * what stands there, also for times, which are texts in a file. `$ref` is looked up in the schema's `definitions`.
 */
export function typeOfSchema(schema: JsonObject): Type {
  return typeAt(schema, { root: schema, name: "object" });
}

interface Place {
  readonly root: JsonObject;
  /** Where it stands, as the checker's messages call it. */
  readonly name: string;
}

function typeAt(schema: Json | undefined, place: Place): Type {
  if (!isJsonObject(schema)) return types.dyn;
  const ref = schema["$ref"];
  if (typeof ref === "string") return typeAt(definition(place.root, ref), place);
  if (isOpen(schema)) return types.dyn;
  const only = notNull(schema["anyOf"]);
  if (only !== undefined && schema["type"] === undefined) return typeAt(only, place);
  switch (kindOf(schema)) {
    case "string":
      return isTextFormat(schema["format"]) ? types.string : types.dyn;
    case "integer":
      return types.int;
    case "number":
      return types.double;
    case "boolean":
      return types.bool;
    case "array":
      return types.listOf(typeAt(schema["items"], { ...place, name: `${place.name}[]` }));
    case "object":
      return objectType(schema, place);
    default:
      return types.dyn;
  }
}

function definition(root: JsonObject, ref: string): Json | undefined {
  const { definitions } = root;
  const name = /^#\/definitions\/(.+)$/.exec(ref)?.[1];
  if (name === undefined || !isJsonObject(definitions)) return undefined;
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

/** Anything may stand there, or one of several things. */
function isOpen(schema: JsonObject): boolean {
  return (
    schema["x-kubernetes-preserve-unknown-fields"] === true ||
    schema["x-kubernetes-int-or-string"] === true ||
    (schema["oneOf"] !== undefined && schema["type"] === undefined)
  );
}

/** Kubernetes' schemas make other types of these. */
const otherFormats: ReadonlySet<Json | undefined> = new Set([
  "byte",
  "date",
  "date-time",
  "duration",
]);

function isTextFormat(format: Json | undefined): boolean {
  return !otherFormats.has(format);
}

/** The one that is left of several, when the others only allow null. */
function notNull(several: Json | undefined): Json | undefined {
  if (!Array.isArray(several)) return undefined;
  const left = (several as readonly Json[]).filter(
    (one) => !isJsonObject(one) || one["type"] !== "null",
  );
  return left.length === 1 ? left[0] : undefined;
}

/** The one type besides null. */
function kindOf(schema: JsonObject): Json | undefined {
  const { type } = schema;
  if (!Array.isArray(type)) return type;
  const kinds = (type as readonly Json[]).filter((kind) => kind !== "null");
  return kinds.length === 1 ? kinds[0] : undefined;
}

function objectType(schema: JsonObject, place: Place): Type {
  const { properties, additionalProperties } = schema;
  if (isJsonObject(properties)) {
    return {
      kind: "object",
      name: place.name,
      of: [],
      fields: new SchemaFields(properties, place),
    };
  }
  if (isJsonObject(additionalProperties)) {
    const inner = { ...place, name: `${place.name}[]` };
    return types.mapOf(types.string, typeAt(additionalProperties, inner));
  }
  return types.dyn;
}

/** Fields are read when they are asked for: a schema may hold itself. */
class SchemaFields implements Fields {
  readonly #properties: JsonObject;
  readonly #place: Place;
  readonly #known = new Map<string, Type>();

  constructor(properties: JsonObject, place: Place) {
    this.#properties = properties;
    this.#place = place;
  }

  get(name: string): Type | undefined {
    if (this.#place.name === "object" && implied.has(name)) return this.#impliedType(name);
    if (!Object.hasOwn(this.#properties, name)) return undefined;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const { root, name: place } = this.#place;
    const type = typeAt(this.#properties[name], { root, name: `${place}.${name}` });
    this.#known.set(name, type);
    return type;
  }

  /** Every object of the API has these, whatever its schema says of them. */
  #impliedType(name: string): Type {
    const schema = Object.hasOwn(this.#properties, name) ? this.#properties[name] : undefined;
    const { root } = this.#place;
    const type = typeAt(schema, { root, name: `object.${name}` });
    return type.kind === "dyn" && name !== "metadata" ? types.string : type;
  }

  keys(): Iterable<string> {
    return Object.keys(this.#properties);
  }
}

const implied: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);
