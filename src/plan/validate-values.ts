import type { ErrorObject } from "ajv";
import { nameProblem, valueProblem } from "../catalog/check-value.ts";
import { objectErrors } from "../catalog/object-validator.ts";
import { valueAt, type JsonObject } from "../domain/json.ts";
import type { Offering, OfferingField } from "../domain/offering.ts";
import { toObject } from "./manifest.ts";

/** One field's mistake: `fieldId` is the field's id, or `name` where no field is at fault alone. */
export interface FieldError {
  readonly fieldId: string;
  /** What is wrong and what would pass. */
  readonly message: string;
}

/**
 * Everything that is wrong with what was asked, whatever surface it came from: the name, each field by itself, and the
 * whole object by the offering's strict schema, after its defaults. At most one message for each field.
 * Rules in CEL (x-kubernetes-validations) are not judged here: the API server does that when the manifest is applied.
 */
export function validateValues(
  offering: Offering,
  asked: { readonly name: string; readonly team: string; readonly values: JsonObject },
): readonly FieldError[] {
  const wrongName = nameProblem(asked.name);
  const own = [
    ...(wrongName === undefined ? [] : [{ fieldId: "name", message: wrongName }]),
    ...(asked.team === ""
      ? [{ fieldId: "team", message: "Choose the team that it belongs to." }]
      : []),
    ...offering.fields.flatMap((field) => fieldError(field, asked.values)),
  ];
  const told = new Set(own.map(({ fieldId }) => fieldId));
  const errors = [...own];
  for (const error of schemaErrors(offering, asked)) {
    if (told.has(error.fieldId)) continue;
    told.add(error.fieldId);
    errors.push(error);
  }
  return errors;
}

function fieldError(field: OfferingField, values: JsonObject): readonly FieldError[] {
  const value = valueAt(values, field.path);
  if (value === undefined) {
    return field.required ? [{ fieldId: field.id, message: `${field.label} is needed.` }] : [];
  }
  const message = value === null ? undefined : valueProblem(field, value);
  return message === undefined ? [] : [{ fieldId: field.id, message }];
}

function schemaErrors(
  offering: Offering,
  { name, values }: { readonly name: string; readonly values: JsonObject },
): readonly FieldError[] {
  // The namespace is the team's, from platform.yaml: it is judged there, so any valid one does here.
  const object = toObject(offering, { name, namespace: "any", values });
  const stray = Object.keys(values).filter((key) => key !== "spec");
  const strays = stray.map((key) => ({ fieldId: "name", message: `"${key}" can't be set.` }));
  const found = objectErrors(offering.schema, object).filter(
    ({ keyword }) => keyword !== "if" && keyword !== "anyOf",
  );
  return [...strays, ...found.map((error) => toFieldError(offering, error))];
}

function toFieldError(offering: Offering, error: ErrorObject): FieldError {
  const path = error.instancePath.split("/").slice(1).map(unescapePointer);
  const missing = missingProperty(error);
  const place = missing === undefined ? path : [...path, missing];
  const field = offering.fields.find((one) => one.path.join("\0") === place.join("\0"));
  const near = field ?? offering.fields.find((one) => startsWith(one.path, place));
  const where = place.join(".");
  const message =
    field !== undefined && missing !== undefined
      ? `${field.label} is needed together with the others in ${path.join(".")}.`
      : `${where} ${error.message ?? "is not valid"}${allowedText(error)}.`;
  return { fieldId: near?.id ?? "name", message };
}

function missingProperty({ keyword, params }: ErrorObject): string | undefined {
  const name: unknown =
    keyword === "required"
      ? params["missingProperty"]
      : keyword === "additionalProperties"
        ? params["additionalProperty"]
        : undefined;
  return typeof name === "string" ? name : undefined;
}

function allowedText({ keyword, params }: ErrorObject): string {
  const allowed: unknown = params["allowedValues"];
  return keyword === "enum" && Array.isArray(allowed) ? `: ${JSON.stringify(allowed)}` : "";
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((step, index) => path[index] === step);
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
