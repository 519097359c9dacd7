import { valueProblem } from "../catalog/check-value.ts";
import { schemaOfField, withValue } from "../catalog/value-of-field.ts";
import { valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { Offering, OfferingField } from "../domain/offering.ts";

/** One field's mistake: what is wrong and what would pass. `fieldId` is also `name` or `team`. */
export interface FieldMistake {
  readonly fieldId: string;
  readonly message: string;
}

export interface FieldValues {
  /** Nested as in the object; what was left empty is not there. */
  readonly values: JsonObject;
  readonly mistakes: readonly FieldMistake[];
}

/**
 * What a person typed or chose, by field id, as values of the schema's types. Empty text is no value. Every mistake is
 * told, not only the first.
 */
export function fieldValues(
  offering: Offering,
  texts: ReadonlyMap<string, string | undefined>,
): FieldValues {
  let values: JsonObject = {};
  const mistakes: FieldMistake[] = [];
  for (const field of offering.fields) {
    const value = readText(offering, field, texts.get(field.id));
    if (value === undefined) {
      if (field.required) {
        mistakes.push({ fieldId: field.id, message: `${field.label} is needed.` });
      }
      continue;
    }
    const message = valueProblem(field, value);
    if (message === undefined) values = withValue(values, field.path, value);
    else mistakes.push({ fieldId: field.id, message });
  }
  return { values, mistakes };
}

function readText(
  offering: Offering,
  field: OfferingField,
  typed: string | undefined,
): Json | undefined {
  const text = (typed ?? "").replaceAll("\r\n", "\n").trim();
  const { input } = field;
  if (input.kind === "choice") return chosenValue(offering, field, typed);
  if (text === "") return undefined;
  if (input.kind === "boolean") {
    if (text === "yes") return true;
    return text === "no" ? false : text;
  }
  if (input.kind === "number") return numberOf(text) ?? text;
  const type = valueAt(schemaOfField(offering.schema, field.path), ["type"]);
  const eitherWay = Array.isArray(type) && type.includes("integer");
  const whole = /^-?(?:0|[1-9][0-9]*)$/.test(text) ? Number(text) : undefined;
  return eitherWay && whole !== undefined && Number.isSafeInteger(whole) ? whole : text;
}

/** Decimal digits only: what JavaScript or YAML would read besides (hex, `1_000`, `Infinity`) no person means. */
function numberOf(text: string): number | undefined {
  if (!/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The enum's own value, which may be a number, for the text that stands for it. */
function chosenValue(
  offering: Offering,
  field: OfferingField,
  chosen: string | undefined,
): Json | undefined {
  if (chosen === undefined) return undefined;
  const options = valueAt(schemaOfField(offering.schema, field.path), ["enum"]);
  if (!Array.isArray(options)) return chosen;
  const found = (options as readonly Json[]).find(
    (option) =>
      option !== null && (typeof option === "string" ? option : JSON.stringify(option)) === chosen,
  );
  return found ?? chosen;
}
