import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { RE2JS } from "re2js";
import { errorMessage } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";

/** A pattern from a file of users, on an engine that takes linear time whatever the pattern is. */
export function compilePattern(pattern: string): { test(text: string): boolean } {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.matcher(text).find() };
}

/** Ajv tells patterns apart by their text as a string: without it, the first pattern would stand for all of them. */
const engine = Object.assign(
  (pattern: string) => ({ ...compilePattern(pattern), toString: () => pattern }),
  { code: "re2js" },
);

const compiled = new WeakMap<JsonObject, ValidateFunction | Error>();

/** The validator of a schema, compiled once; an Error when it is no valid JSON Schema. */
function validatorOf(schema: JsonObject): ValidateFunction | Error {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = compile(schema);
  compiled.set(schema, made);
  return made;
}

function compile(schema: JsonObject): ValidateFunction | Error {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    useDefaults: true,
    validateFormats: false,
    verbose: true,
    logger: false,
    code: { regExp: engine },
  });
  try {
    return ajv.compile(schema);
  } catch (error) {
    return error instanceof Error ? error : new Error(errorMessage(error));
  }
}

/** Why a schema can't be used, or undefined when it can. */
export function schemaProblem(schema: JsonObject): string | undefined {
  const validator = validatorOf(schema);
  return validator instanceof Error ? validator.message : undefined;
}

/**
 * Everything that is wrong with an object, by its offering's schema, after the schema's defaults were filled in as the
 * API server does. The object itself is not changed. Throws when the schema is not valid: a catalog holds none such.
 */
export function objectErrors(schema: JsonObject, object: JsonObject): readonly ErrorObject[] {
  const validator = validatorOf(schema);
  if (validator instanceof Error) throw validator;
  return validator(structuredClone(object)) ? [] : (validator.errors ?? []);
}
