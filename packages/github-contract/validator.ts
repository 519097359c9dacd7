import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { JsonSchema } from "./description.ts";

/** Something about a value that GitHub's description does not allow. */
export interface Fault {
  /** A JSON pointer, with `*` for places in lists; of the property itself when one is missing or too many. */
  readonly at: string;
  readonly message: string;
}

const id = "github";

const formats = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uri: (text: string) => URL.canParse(text),
} as const;

/** Holds values against schemas of the description. What GitHub does not name is a fault too. */
export class Validator {
  readonly #ajv = new Ajv({ strict: false, allErrors: true, logger: false, formats });
  readonly #compiled = new WeakMap<JsonSchema, ValidateFunction>();

  constructor(schemas: Readonly<Record<string, unknown>>) {
    const components = { schemas: mapValues(schemas, (one) => adapted(one)) };
    this.#ajv.addSchema({ $id: id, components });
  }

  faultsOf(schema: JsonSchema, value: unknown): readonly Fault[] {
    const validate = this.#compiled.get(schema) ?? this.#ajv.compile(adapted(schema));
    this.#compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(toFault);
  }
}

function toFault({ instancePath, keyword, message, params }: ErrorObject): Fault {
  const at = instancePath.replaceAll(/\/\d+(?=\/|$)/g, "/*");
  const { missingProperty, additionalProperty } = params;
  if (keyword === "required") return { at: `${at}/${missingProperty}`, message: "is missing" };
  if (keyword === "additionalProperties")
    return { at: `${at}/${additionalProperty}`, message: "is nothing that GitHub has" };
  return { at, message: message ?? `is wrong: ${keyword}` };
}

type Node = Readonly<Record<string, unknown>>;

/** Keywords whose value is one schema, a list of them, or a map of them. */
const holders = {
  one: new Set(["items", "additionalProperties", "not"]),
  list: new Set(["anyOf", "oneOf", "allOf"]),
  map: new Set(["properties", "patternProperties"]),
};
const unused = new Set(["nullable", "example", "examples", "default", "discriminator"]);

/**
 * OpenAPI 3.0 → JSON Schema: `nullable` becomes a type, objects that name their properties take no others (unless
 * they are a part of another schema), and references lead into the whole description.
 */
function adapted(node: Node, isPart = false): Node {
  const { $ref } = node;
  if (typeof $ref === "string") return { $ref: $ref.replace(/^#/, `${id}#`) };
  const names = isNode(node["properties"]);
  const entries = Object.entries(node)
    .filter(([key]) => !unused.has(key))
    .map(([key, value]) => [key, adaptedValue(key, value, names)] as const);
  const own = Object.fromEntries(entries);
  const isOpen = isPart || !names || own["additionalProperties"] !== undefined;
  const closed = isOpen ? own : { ...own, additionalProperties: false };
  return node["nullable"] === true ? orNull(closed) : closed;
}

function adaptedValue(key: string, value: unknown, parentNames: boolean): unknown {
  if (holders.one.has(key)) return isNode(value) ? adapted(value) : value;
  if (holders.map.has(key)) return isNode(value) ? mapValues(value, (one) => adapted(one)) : value;
  if (!holders.list.has(key) || !Array.isArray(value)) return value;
  const isPart = parentNames || key === "allOf";
  return value.map((one: unknown) => (isNode(one) ? adapted(one, isPart) : one));
}

function orNull(schema: Node): Node {
  const { type, enum: values, anyOf, oneOf, allOf } = schema;
  const isNull = { type: "null" };
  if (typeof type === "string")
    return {
      ...schema,
      type: [type, "null"],
      ...(Array.isArray(values) ? { enum: [...new Set([...values, null])] } : {}),
    };
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [isNull, ...anyOf] };
  if (Array.isArray(oneOf)) return { ...schema, oneOf: [isNull, ...oneOf] };
  return allOf === undefined ? schema : { anyOf: [isNull, schema] };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(map: Node, change: (one: Node) => Node): Node {
  return Object.fromEntries(
    Object.entries(map).map(([key, one]) => [key, isNode(one) ? change(one) : one]),
  );
}
