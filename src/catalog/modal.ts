import type { InputBlock, ModalView, PlainTextElement, PlainTextOption } from "@slack/types";
import type { Offering, OfferingField } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import { numberWanted } from "./check-value.ts";
import { commonLabels } from "./field-names.ts";
import {
  capital,
  choiceKey,
  choicesOf,
  defaultText,
  noFormReason,
  shortText,
  yesNo,
} from "./form-choices.ts";
import { modalProblems } from "./modal-limits.ts";
import { nameRule } from "./strict-schema.ts";

/** A modal, or why Slack would not show one: whole sentences. */
export type ModalResult =
  | { readonly kind: "view"; readonly view: ModalView }
  | { readonly kind: "refused"; readonly message: string };

/** Slack's callback id of the form. */
export const modalCallbackId = "request";
/** Every element's action id: the block's id says which field it is. */
export const valueActionId = "value";

/** The block id of a field: also of `name` and `team`. */
export function blockIdOf(fieldId: string): string {
  return `field.${fieldId}`;
}

/**
 * The Slack form of an offering, as plain data: the name, the team, then its own fields in the order of the schema.
 * Refused, before anything opens, when Slack's limits or the offering itself make a form impossible.
 */
export function toModal(
  offering: Offering,
  platform: Pick<Platform, "teams">,
  privateMetadata: string,
): ModalResult {
  const reason = noFormReason(offering, platform);
  if (reason !== undefined) return { kind: "refused", message: reason };
  const view: ModalView = {
    type: "modal",
    callback_id: modalCallbackId,
    private_metadata: privateMetadata,
    title: text(offering.title, 24),
    submit: text("Ask for it", 24),
    close: text("Cancel", 24),
    blocks: [
      {
        type: "section",
        block_id: "intro",
        text: text(
          `${offering.description}\nIt becomes a pull request that passed the guardrails.`,
          3_000,
        ),
      },
      nameBlock(),
      teamBlock(platform),
      ...offering.fields.map(fieldBlock),
    ],
  };
  const problems = modalProblems(view);
  if (problems.length === 0) return { kind: "view", view };
  return {
    kind: "refused",
    message: `Slack would not show its form: ${problems.join(" ")} Use the issue form on GitHub instead.`,
  };
}

function nameBlock(): InputBlock {
  return {
    type: "input",
    block_id: blockIdOf("name"),
    label: text(commonLabels.name, 2_000),
    hint: text("Lower-case letters, digits and “-”: my-app-database", 2_000),
    element: {
      type: "plain_text_input",
      action_id: valueActionId,
      // Longer than a name may be: Causeway's own message says more than Slack's.
      max_length: nameRule.maxLength * 2,
      focus_on_load: true,
    },
  };
}

function teamBlock(platform: Pick<Platform, "teams">): InputBlock {
  const options = [...platform.teams.keys()].map(option);
  const [only] = options;
  return {
    type: "input",
    block_id: blockIdOf("team"),
    label: text(commonLabels.team, 2_000),
    hint: text("The team that it belongs to.", 2_000),
    element: {
      type: "static_select",
      action_id: valueActionId,
      options,
      ...(options.length === 1 && only !== undefined ? { initial_option: only } : {}),
    },
  };
}

function fieldBlock(field: OfferingField): InputBlock {
  const hint = hintOf(field);
  return {
    type: "input",
    block_id: blockIdOf(field.id),
    label: text(field.label, 2_000),
    ...(hint === "" ? {} : { hint: text(hint, 2_000) }),
    optional: !field.required,
    element: elementOf(field),
  };
}

function hintOf(field: OfferingField): string {
  const { input } = field;
  const range =
    input.kind === "number" && (input.minimum ?? input.maximum) !== undefined
      ? `${capital(numberWanted(input))}.`
      : "";
  const pattern =
    input.kind === "text" && input.pattern !== undefined ? `Pattern: ${input.pattern}` : "";
  return [field.description ?? "", range, pattern].filter((part) => part !== "").join(" ");
}

function elementOf(field: OfferingField): InputBlock["element"] {
  const { input } = field;
  const initial = defaultText(field);
  const choices = choicesOf(field);
  if (choices !== undefined) {
    const chosen = initial !== undefined && choices.includes(initial) ? initial : undefined;
    return {
      // Two words are read at a glance as radio buttons; a list of choices stays one line as a menu.
      type: input.kind === "boolean" ? "radio_buttons" : "static_select",
      action_id: valueActionId,
      options: choices.map(option),
      ...(chosen === undefined ? {} : { initial_option: option(chosen) }),
    };
  }
  return {
    type: "plain_text_input",
    action_id: valueActionId,
    multiline: input.kind === "text" && input.multiline,
    ...(initial === undefined || initial === "" ? {} : { initial_value: initial }),
    ...lengthsOf(input),
  };
}

function lengthsOf(input: OfferingField["input"]): { readonly max_length?: number } {
  if (input.kind !== "text" || input.maxLength === undefined) return {};
  return input.maxLength >= 1 && input.maxLength <= 3_000 ? { max_length: input.maxLength } : {};
}

function option(choice: string): PlainTextOption {
  const isYesNo = choice === yesNo[0] || choice === yesNo[1];
  const label = isYesNo ? capital(choice) : choice;
  return { text: text(label === "" ? "(empty)" : label, 75), value: choiceKey(choice) };
}

function text(content: string, limit: number): PlainTextElement {
  const shown = shortText(content, limit);
  // emoji: false, or Slack would turn `:lock:` in someone's description into a picture.
  return { type: "plain_text", text: shown === "" ? "-" : shown, emoji: false };
}
