import { nameProblem } from "../catalog/check-value.ts";
import { commonLabels } from "../catalog/field-names.ts";
import { formQuestions, type FormQuestion } from "../catalog/issue-form.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Catalog, Offering } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import { fieldValues } from "./field-values.ts";
import { hasHeading, splitSections } from "./issue-sections.ts";

/** Which offering an issue asks for. `none`: it was not sent in by one of our forms, and is left alone. */
export type IssueOffering =
  | { readonly kind: "none" }
  | { readonly kind: "offering"; readonly offering: Offering }
  | { readonly kind: "refused"; readonly message: string };

export type ParsedIssue =
  | {
      readonly kind: "parsed";
      readonly team: string;
      readonly name: string;
      readonly values: JsonObject;
    }
  | { readonly kind: "refused"; readonly message: string; readonly fieldId?: string };

const howToMend = "Please open a new issue with the form, and leave its headings as they are.";

/** Whether an issue was sent in by one of our forms, whatever it asks for. Any other issue is none of our business. */
export function isRequestForm(body: string): boolean {
  return hasHeading(body, commonLabels.offering);
}

/** The offering that an issue's body names under "What you ask for". */
export function offeringOfIssue(body: string, catalog: Catalog): IssueOffering {
  const label = commonLabels.offering;
  if (!isRequestForm(body)) return { kind: "none" };
  const found = splitSections(body, [label]);
  if (found.kind === "refused")
    return { kind: "refused", message: `${found.message} ${howToMend}` };
  const command = found.sections[0]?.trim().split("\n")[0]?.trim() ?? "";
  const offering = catalog.offerings.find((one) => one.command === command);
  if (offering !== undefined) return { kind: "offering", offering };
  const offered = catalog.offerings.map((one) => one.command).join(", ");
  const known = offered === "" ? "Nothing can be asked for now." : `Offered are: ${offered}.`;
  const message = `"${short(command)}" under "${label}" is nothing that can be asked for. ${known}`;
  return { kind: "refused", message };
}

/**
 * Reads the body of an issue that was made by an offering's form. Strict: every heading of the form exactly once, as a
 * whole line, in order, and nothing before the first; choices exactly as the form gives them. Who asks is not read
 * here: that comes with the signed event.
 */
export function parseIssueForm(
  body: string,
  offering: Offering,
  platform: Pick<Platform, "teams">,
): ParsedIssue {
  const questions = formQuestions(offering, platform);
  const labels = questions.map(({ label }) => label);
  const split = splitSections(body, labels);
  if (split.kind === "refused") {
    return { kind: "refused", message: `${split.message} ${howToMend}` };
  }
  const texts = new Map<string, string | undefined>();
  for (const [index, asked] of questions.entries()) {
    const answer = readAnswer(asked, split.sections[index] ?? "");
    if (answer.kind === "refused") return { ...answer, fieldId: asked.id };
    texts.set(asked.id, answer.text);
  }
  if (texts.get("offering") !== offering.command) {
    const message = `"${commonLabels.offering}" must say ${offering.command}. ${howToMend}`;
    return { kind: "refused", message, fieldId: "offering" };
  }
  return judge(offering, texts);
}

function judge(offering: Offering, texts: ReadonlyMap<string, string | undefined>): ParsedIssue {
  const name = texts.get("name") ?? "";
  const team = texts.get("team");
  const wrongName = nameProblem(name);
  if (wrongName !== undefined) return { kind: "refused", message: wrongName, fieldId: "name" };
  if (team === undefined) {
    return { kind: "refused", message: "Choose the team that it belongs to.", fieldId: "team" };
  }
  const { values, mistakes } = fieldValues(offering, texts);
  const [first] = mistakes;
  if (first === undefined) return { kind: "parsed", team, name, values };
  const message = mistakes.map((mistake) => mistake.message).join(" ");
  return { kind: "refused", message, fieldId: first.fieldId };
}

type Answer =
  | { readonly kind: "answer"; readonly text: string | undefined }
  | { readonly kind: "refused"; readonly message: string };

/** What GitHub writes for a question without an answer. */
const noResponse = "_No response_";

function readAnswer(asked: FormQuestion, section: string): Answer {
  const text = section.trim();
  if (text === "" || text === noResponse) return { kind: "answer", text: undefined };
  if (/<!--\s*causeway:/i.test(text)) {
    const message = `"${asked.label}" holds a hidden mark that only Causeway writes. Leave it out.`;
    return { kind: "refused", message };
  }
  if (!asked.multiline && text.includes("\n")) {
    const message = `"${asked.label}" must be one line; ${text.split("\n").length} came. ${howToMend}`;
    return { kind: "refused", message };
  }
  if (asked.options === undefined) return { kind: "answer", text };
  const choice = asked.options.get(text);
  if (choice !== undefined) return { kind: "answer", text: choice };
  if (text === "None") return { kind: "answer", text: undefined };
  const options = [...asked.options.keys()].join(", ");
  const message = `"${short(text)}" is none of the choices of "${asked.label}": ${options}.`;
  return { kind: "refused", message };
}

function short(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
