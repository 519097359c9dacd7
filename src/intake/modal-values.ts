import { z } from "zod";
import { nameProblem } from "../catalog/check-value.ts";
import { choiceKey, choicesOf } from "../catalog/form-choices.ts";
import { blockIdOf, valueActionId } from "../catalog/modal.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Offering } from "../domain/offering.ts";
import { fieldValues, type FieldMistake } from "./field-values.ts";

/** What a person filled in, or everything that is wrong with it. */
export type ModalValues =
  | {
      readonly kind: "parsed";
      readonly team: string;
      readonly name: string;
      readonly values: JsonObject;
    }
  | { readonly kind: "invalid"; readonly errors: readonly FieldMistake[] };

const element = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const stateSchema = z.object({ values: z.record(z.string(), z.record(z.string(), element)) });

/**
 * Reads Slack's `view.state` of a form made by `toModal` for the same offering. Whether the team exists and the person
 * may ask for it is not judged here.
 */
export function parseModalState(state: unknown, offering: Offering): ModalValues {
  const parsed = stateSchema.safeParse(state);
  if (!parsed.success) {
    const message = "Slack sent this form in a shape that is not understood. Please try again.";
    return { kind: "invalid", errors: [{ fieldId: "name", message }] };
  }
  const blocks = new Map(Object.entries(parsed.data.values));
  const textOf = (fieldId: string): string | undefined => {
    const input = blocks.get(blockIdOf(fieldId))?.[valueActionId];
    return input?.selected_option?.value ?? input?.value ?? undefined;
  };
  const name = textOf("name")?.trim() ?? "";
  const team = textOf("team") ?? "";
  const texts = new Map(
    offering.fields.map((field) => {
      const sent = textOf(field.id);
      const chosen = choicesOf(field)?.find((choice) => choiceKey(choice) === sent);
      return [field.id, chosen ?? sent];
    }),
  );
  const { values, mistakes } = fieldValues(offering, texts);
  const wrongName = nameProblem(name);
  const errors = [
    ...(wrongName === undefined ? [] : [{ fieldId: "name", message: wrongName }]),
    ...(team === "" ? [{ fieldId: "team", message: "Choose the team that it belongs to." }] : []),
    ...mistakes,
  ];
  return errors.length === 0 ? { kind: "parsed", team, name, values } : { kind: "invalid", errors };
}
