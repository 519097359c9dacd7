import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { compilePattern } from "../cel/libraries/regex.ts";
import type { Subject } from "../subject.ts";
import { schemasFromCrd, schemasFromXrd, type KindSchema } from "./from-xrd.ts";
import { builtInDefinition, kubernetesSchema } from "./kubernetes.ts";
import { objectSchema } from "./structural.ts";

/** What a schema says of an object. */
export interface Validation {
  /** The object with the schema's defaults filled in. */
  readonly defaulted: JsonObject;
  readonly errors: readonly ErrorObject[];
  /** Why the schema itself can't be used. */
  readonly problem?: string;
}

/** The schemas of all kinds that are known. */
export interface SchemaSet {
  /** Validates an object, once. Undefined when its kind has no schema. */
  validate(subject: Subject): Validation | undefined;
}

type Source =
  | { readonly kind: "definition"; readonly schema: KindSchema }
  | { readonly kind: "builtIn"; readonly name: string };

/** Fewer is easier to read than all: a file that is wrong throughout is not made better by its hundredth error. */
const mostErrors = 50;

/** Built-in kinds, and those that the given CRDs and XRDs define; the first definition of a version counts. */
export function createSchemaSet(definitions: readonly Subject[]): SchemaSet {
  const defined = new Map<string, KindSchema>();
  for (const { value, resource } of definitions) {
    const schemas =
      resource.kind === "CompositeResourceDefinition"
        ? schemasFromXrd(value)
        : resource.kind === "CustomResourceDefinition"
          ? schemasFromCrd(value)
          : [];
    for (const schema of schemas) {
      const key = keyOf(schema.apiVersion, schema.kind);
      if (!defined.has(key)) defined.set(key, schema);
    }
  }
  const results = new WeakMap<Subject, Validation>();
  const sourceOf = (subject: Subject): Source | undefined => {
    const { apiVersion, kind } = subject.resource;
    const schema = defined.get(keyOf(apiVersion, kind));
    if (schema !== undefined) return { kind: "definition", schema };
    const name = builtInDefinition(apiVersion, kind);
    return name === undefined ? undefined : { kind: "builtIn", name };
  };
  return {
    validate(subject) {
      const known = results.get(subject);
      if (known !== undefined) return known;
      const source = sourceOf(subject);
      if (source === undefined) return undefined;
      const validation = runValidator(validatorOf(source), subject.value);
      results.set(subject, validation);
      return validation;
    },
  };
}

const keyOf = (apiVersion: string, kind: string): string => JSON.stringify([apiVersion, kind]);

/** Compiling takes far longer than validating, and the same few definitions come again with each change. */
let ajv: Ajv | undefined;
const validators = new Map<string, ValidateFunction | Error>();
const sourceKeys = new WeakMap<JsonObject, string>();
const mostValidators = 1_000;

function validatorOf(source: Source): ValidateFunction | Error {
  const key = sourceKey(source);
  const known = validators.get(key);
  if (known !== undefined) return known;
  if (validators.size >= mostValidators) {
    ajv = undefined;
    validators.clear();
  }
  const compiled = compile(source);
  validators.set(key, compiled);
  return compiled;
}

function sourceKey(source: Source): string {
  if (source.kind === "builtIn") return source.name;
  const { schema } = source.schema;
  const key = sourceKeys.get(schema) ?? JSON.stringify(schema);
  sourceKeys.set(schema, key);
  return key;
}

function compile(source: Source): ValidateFunction | Error {
  try {
    ajv ??= createAjv();
    if (source.kind === "definition") return ajv.compile(objectSchema(source.schema.schema));
    return ajv.getSchema(`kubernetes#/definitions/${source.name}`) ?? new Error("it is missing");
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
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
    useDefaults: true,
    verbose: true,
    ownProperties: true,
    code: { regExp },
    logger: false,
  });
  return created.addSchema(kubernetesSchema(), "kubernetes");
}

function runValidator(validator: ValidateFunction | Error, value: JsonObject): Validation {
  if (validator instanceof Error) {
    return { defaulted: value, errors: [], problem: validator.message };
  }
  const copy: unknown = structuredClone(value);
  validator(copy);
  const errors = (validator.errors ?? []).slice(0, mostErrors);
  return { defaulted: isJsonObject(copy) ? copy : value, errors };
}
