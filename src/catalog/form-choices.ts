import { createHash } from "node:crypto";
import type { Offering, OfferingField } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";

/** The words for a boolean on every surface. */
export const yesNo = ["yes", "no"] as const;

/** What a field lets one choose from, as text; undefined where one types. */
export function choicesOf(field: OfferingField): readonly string[] | undefined {
  if (field.input.kind === "choice") return field.input.options;
  return field.input.kind === "boolean" ? yesNo : undefined;
}

/** The default as the text that a person would type or choose. */
export function defaultText(field: OfferingField): string | undefined {
  const value = field.default;
  if (value === undefined || value === null) return undefined;
  if (field.input.kind === "boolean") return value === true ? "yes" : "no";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * What Slack sends back for a choice: the choice itself, so that a form that was opened before the offering changed
 * never means another one by its place in the list. Long ones are known by a digest.
 */
export function choiceKey(choice: string): string {
  if (choice !== "" && choice.length <= 75) return choice;
  return `sha256:${createHash("sha256").update(choice).digest("hex").slice(0, 32)}`;
}

/** Why no form at all can ask for an offering, or undefined: whole sentences. */
export function noFormReason(
  offering: Offering,
  platform: Pick<Platform, "teams">,
): string | undefined {
  const blocking = offering.unsupported.filter(({ required }) => required);
  if (blocking.length > 0) {
    const list = blocking.map(({ where, what }) => `${where} (${what})`).join(", ");
    return `It needs values that no form can ask for yet: ${list}. Until the platform team gives them a default or makes them optional in ${offering.source.path}, write the manifest by hand and open a pull request.`;
  }
  return platform.teams.size === 0
    ? 'No team is known yet. The platform team can add one under "teams" in platform.yaml.'
    : undefined;
}

/** The text with a capital first letter, as a sentence or a label has it. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `at most`, for texts that a surface limits: cut with an ellipsis, on one line, never in half a character. */
export function shortText(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit - 1);
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}
