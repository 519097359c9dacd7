import { nameProblem, valueProblem } from "../catalog/check-value.ts";
import { objectErrors } from "../catalog/object-validator.ts";
import { schemaOfField, withValue } from "../catalog/value-of-field.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { Offering, OfferingField } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import { stringifyYaml } from "../yaml/stringify.ts";
import { toObject } from "./manifest.ts";

/** A manifest to learn from: what a request with plausible values would write. */
export interface ExampleManifest {
  readonly object: JsonObject;
  /** What a person must still put right, because no plausible value is known for it: fields' labels, or whole sentences. */
  readonly open: readonly string[];
}

/** With more fields, only those that are needed are shown: an example is there to be read. */
const mostFields = 12;

/**
 * An example of what a request for an offering writes. It is valid by the offering's schema unless `open` says what is
 * not: a value that a pattern asks for can't be guessed, and what no form shows is missing.
 * @param namespace where the example's team has its objects.
 */
export function exampleManifest(offering: Offering, namespace: string): ExampleManifest {
  const required = offering.fields.filter((field) => field.required);
  const choices = offering.fields.length <= mostFields ? [offering.fields, required] : [required];
  const examples = choices.map((fields) => exampleOf(offering, fields, namespace));
  const best = examples.find(({ open }) => open.length === 0) ?? examples.at(-1);
  return best ?? { object: {}, open: [] };
}

/** The same as text, for the first team of the platform. */
export function exampleText(
  offering: Offering,
  platform: Pick<Platform, "teams">,
): { readonly text: string; readonly open: readonly string[] } {
  const [team] = platform.teams.values();
  const { object, open } = exampleManifest(offering, team?.namespace ?? "my-team");
  return { text: stringifyYaml(object), open };
}

function exampleOf(
  offering: Offering,
  fields: readonly OfferingField[],
  namespace: string,
): ExampleManifest {
  let values: JsonObject = {};
  const open: string[] = [];
  for (const field of fields) {
    const value = plausibleValue(offering, field);
    if (value !== undefined) values = withValue(values, field.path, value);
    else if (field.required) {
      values = withValue(values, field.path, `<${field.label}>`);
      open.push(field.label);
    }
  }
  const object = toObject(offering, { name: exampleName(offering), namespace, values });
  if (open.length > 0) return { object, open };
  const missing = offering.unsupported.filter((one) => one.required).map(({ where }) => where);
  if (missing.length > 0) return { object, open: missing };
  const errors = objectErrors(offering.schema, object);
  return {
    object,
    open: errors.map(
      ({ instancePath, message }) =>
        `${instancePath.split("/").slice(1).join(".")} ${message ?? "is not valid"}`,
    ),
  };
}

function exampleName({ target }: Offering): string {
  const name = `my-${target.kind.toLowerCase()}`.slice(0, 40);
  return nameProblem(name) === undefined ? name : "my-app";
}

/** Texts that patterns of names, sizes, versions, regions and networks ask for. */
const texts = [
  "example",
  "my-app",
  "example-1",
  "10Gi",
  "1",
  "1.0",
  "1.0.0",
  "eu-west-1",
  "10.0.0.0/16",
  "example.com",
  "https://example.com",
  "someone@example.com",
  "Example",
  "EXAMPLE",
  "00000000-0000-0000-0000-000000000000",
];

function plausibleValue(offering: Offering, field: OfferingField): Json | undefined {
  return candidates(offering, field).find((value) => valueProblem(field, value) === undefined);
}

function candidates(offering: Offering, field: OfferingField): readonly Json[] {
  const { default: preset, input } = field;
  const first = preset === undefined || preset === null ? [] : [preset];
  switch (input.kind) {
    case "boolean":
      return [...first, true];
    case "choice":
      return [...first, ...enumOf(schemaOfField(offering.schema, field.path))];
    case "number":
      return [...first, 1, input.minimum ?? 0, input.maximum ?? 0, (input.minimum ?? 0) + 1];
    case "text": {
      const least = Math.min(input.minLength ?? 0, 1_000);
      return [...first, ...texts, ...texts.map((text) => text.padEnd(least, "x"))];
    }
  }
}

/** The choices themselves, which may be numbers: a field's options are their texts. */
function enumOf(schema: Json | undefined): readonly Json[] {
  const options = isJsonObject(schema) ? schema["enum"] : undefined;
  return Array.isArray(options) ? (options as readonly Json[]).filter((one) => one !== null) : [];
}
