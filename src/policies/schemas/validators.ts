import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { compilePattern } from "../cel/libraries/regex.ts";
import { withDefaults } from "./defaults.ts";
import { kubernetesSchema } from "./kubernetes.ts";
import { packDefinitions, resolveSchema, type ShippedSchema } from "./packs.ts";
import { objectSchema, strictSchema } from "./structural.ts";

/** Where the schema of a kind comes from. */
export type SchemaSource =
  | { readonly kind: "definition"; readonly schema: JsonObject }
  | { readonly kind: "shipped"; readonly shipped: ShippedSchema }
  | { readonly kind: "builtIn"; readonly name: string };

/** What a schema says of an object. */
export interface Validation {
  /** The object with the schema's defaults filled in. */
  readonly defaulted: JsonObject;
  readonly errors: readonly ErrorObject[];
  /** Why the schema itself can't be used. */
  readonly problem?: string;
}

/** Fewer is easier to read than all: a file that is wrong throughout is not made better by its hundredth error. */
const mostErrors = 50;

/** Validates an object by the schema of a source, and fills in defaults. */
export function validateBy(source: SchemaSource, value: JsonObject): Validation {
  const validator = validatorOf(source);
  if (validator instanceof Error) {
    return { defaulted: value, errors: [], problem: validator.message };
  }
  const defaulted = defaultedBy(source, value);
  validator(defaulted);
  return { defaulted, errors: (validator.errors ?? []).slice(0, mostErrors) };
}

function defaultedBy(source: SchemaSource, value: JsonObject): JsonObject {
  if (source.kind === "builtIn") return value;
  const pack = source.kind === "shipped" ? packDefinitions(source.shipped.pack) : {};
  const schema =
    source.kind === "shipped" ? resolveSchema(pack[source.shipped.name], pack) : source.schema;
  const defaulted = schema === undefined ? value : withDefaults(value, schema, pack);
  return isJsonObject(defaulted) ? defaulted : value;
}

/** Compiling takes far longer than validating, and the same few definitions come again with each change. */
let shared: Ajv | undefined;
const validators = new Map<string, ValidateFunction | Error>();
const sourceKeys = new WeakMap<JsonObject, string>();
const mostValidators = 1_000;

function validatorOf(source: SchemaSource): ValidateFunction | Error {
  const key = sourceKey(source);
  const known = validators.get(key);
  if (known !== undefined) return known;
  if (validators.size >= mostValidators) {
    shared = undefined;
    validators.clear();
  }
  const compiled = compile(source);
  validators.set(key, compiled);
  return compiled;
}

function sourceKey(source: SchemaSource): string {
  if (source.kind === "builtIn") return source.name;
  if (source.kind === "shipped") return `${source.shipped.pack}#${source.shipped.name}`;
  const { schema } = source;
  const key = sourceKeys.get(schema) ?? JSON.stringify(schema);
  sourceKeys.set(schema, key);
  return key;
}

function compile(source: SchemaSource): ValidateFunction | Error {
  try {
    shared ??= createAjv();
    if (source.kind === "definition") return shared.compile(objectSchema(source.schema));
    if (source.kind === "shipped") return compileShipped(shared, source.shipped);
    return shared.getSchema(`kubernetes#/definitions/${source.name}`) ?? new Error("it is missing");
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function compileShipped(ajv: Ajv, { pack, name }: ShippedSchema): ValidateFunction {
  const definitions = packDefinitions(pack);
  if (ajv.schemas[pack] === undefined) ajv.addSchema(sharedParts(definitions), pack);
  const schema = objectSchema(resolveSchema(definitions[name], definitions) ?? {});
  return ajv.compile(withPack(schema, pack));
}

/** The parts that several schemas of a pack refer to. */
function sharedParts(definitions: JsonObject): JsonObject {
  const parts = Object.entries(definitions).filter(([name]) => name.startsWith("part"));
  const strict = parts.map(([name, schema]): [string, JsonObject] => [
    name,
    strictSchema(isJsonObject(schema) ? schema : {}),
  ]);
  return { definitions: Object.fromEntries(strict) };
}

function withPack(schema: JsonObject, pack: string): JsonObject {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${pack}#/`);
  const parsed: unknown = JSON.parse(text);
  return isJsonObject(parsed) ? parsed : schema;
}

function createAjv(): Ajv {
  // An XRD's or CRD's patterns are RE2 in the cluster too, and must not be able to backtrack here.
  const regExp = Object.assign((pattern: string) => compilePattern(pattern), { code: "re2js" });
  const created = new Ajv({
    allErrors: true,
    strict: false,
    validateSchema: false,
    validateFormats: false,
    inlineRefs: false,
    verbose: true,
    ownProperties: true,
    code: { regExp },
    logger: false,
  });
  return created.addSchema(kubernetesSchema(), "kubernetes");
}
