import type { Json, JsonObject } from "../domain/json.ts";
import type { Offering, OfferingField } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import { stringifyYaml } from "../yaml/stringify.ts";
import { numberWanted } from "./check-value.ts";
import { commonLabels, likeGitHub } from "./field-names.ts";
import { capital, choicesOf, defaultText, noFormReason, shortText } from "./form-choices.ts";
import { nameRule } from "./strict-schema.ts";

/** How a file says that Causeway wrote it: its first line starts so. Other files are a person's and stay as they are. */
export const issueFormMark = "# Written by Causeway";

/** Where the issue form of an offering lives. */
export function issueFormPath(offering: Pick<Offering, "command">): string {
  return `.github/ISSUE_TEMPLATE/${offering.command.replaceAll(/[^A-Za-z0-9_-]/g, "-")}.yml`;
}

/** One question of an issue form, as its heading shows it in the issue's body. */
export interface FormQuestion {
  /** Also `offering`, `name` and `team`. */
  readonly id: string;
  readonly label: string;
  /** What can be chosen, as GitHub shows it, with the choice that it stands for; undefined where one types. */
  readonly options?: ReadonlyMap<string, string>;
  readonly multiline: boolean;
}

/** The questions of an offering's issue form, in order. Whoever writes the form and whoever reads it use this list. */
export function formQuestions(
  offering: Offering,
  platform: Pick<Platform, "teams">,
): readonly FormQuestion[] {
  return [
    question("offering", commonLabels.offering, [offering.command]),
    question("name", commonLabels.name),
    question("team", commonLabels.team, [...platform.teams.keys()]),
    ...offering.fields.map((field) => ({
      ...question(field.id, issueLabel(field.label), choicesOf(field)),
      multiline: field.input.kind === "text" && field.input.multiline,
    })),
  ];
}

function question(id: string, label: string, choices?: readonly string[]): FormQuestion {
  const base = { id, label, multiline: false };
  return choices === undefined
    ? base
    : { ...base, options: new Map(choices.map((choice) => [issueOption(choice), choice])) };
}

/** GitHub refuses labels with words that thieves of secrets use, whatever is asked. */
function issueLabel(label: string): string {
  const allowed = label.replaceAll(/pass-?(?:word|phrase)/gi, "sign-in");
  return shortText(label === allowed ? label : capital(allowed), 200);
}

/** GitHub keeps "None" for itself, trims options, and shows them on one line. */
function issueOption(choice: string): string {
  const text = choice.replaceAll(/\s+/g, " ").trim();
  if (text === "") return "(empty)";
  return /^none$/i.test(text) ? `the value ${text}` : text;
}

/** Why GitHub would not show an issue form for an offering, or undefined when it would: whole sentences. */
export function issueFormProblem(
  offering: Offering,
  platform: Pick<Platform, "teams">,
): string | undefined {
  const reason = noFormReason(offering, platform);
  if (reason !== undefined) return reason;
  const labels = formQuestions(offering, platform).map(({ label }) => likeGitHub(label));
  if (new Set(labels).size < labels.length) {
    return "Two of its labels look alike in an issue form. Use Slack instead.";
  }
  const doubtful = offering.fields.find((field) => {
    const choices = choicesOf(field);
    return choices !== undefined && new Set(choices.map(issueOption)).size < choices.length;
  });
  return doubtful === undefined
    ? undefined
    : `The choices of "${doubtful.label}" look alike in an issue form. Use Slack instead.`;
}

/**
 * The issue form of an offering: YAML for .github/ISSUE_TEMPLATE, the same bytes for the same offering and teams.
 * Ask {@link issueFormProblem} first: an offering that has one gets a form that GitHub refuses.
 * Rules: docs.github.com, "Syntax for GitHub's form schema" and "Common validation errors when creating issue forms".
 */
export function toIssueForm(offering: Offering, platform: Pick<Platform, "teams">): string {
  const fields = new Map(offering.fields.map((field) => [field.id, field]));
  const form: JsonObject = {
    name: `${shortText(offering.title, 100)} (${offering.command})`,
    description: shortText(offering.description, 200),
    title: `${shortText(offering.title, 100)}: `,
    body: [
      { type: "markdown", attributes: { value: introduction(offering) } },
      ...formQuestions(offering, platform).map((one) => element(one, fields.get(one.id))),
    ],
  };
  const head = `${issueFormMark} from ${offering.source.path}: changes made here are overwritten.`;
  return `${head.replaceAll(/\s+/g, " ")}\n${stringifyYaml(form)}`;
}

function introduction(offering: Offering): string {
  return [
    shortText(offering.description, 1_000),
    "",
    "It becomes a pull request that passed the guardrails. Progress is told in this issue, and the issue closes when it is ready. Please leave the headings as they are; what you write here is read once, when you submit it.",
  ].join("\n");
}

function element(asked: FormQuestion, field: OfferingField | undefined): Json {
  const description = describe(asked.id, field);
  const initial = field === undefined ? undefined : defaultText(field);
  const required = field === undefined || field.required;
  const base = { label: asked.label, ...(description === "" ? {} : { description }) };
  if (asked.options === undefined) {
    const value = initial === undefined || initial === "" ? {} : { value: initial };
    return {
      type: asked.multiline ? "textarea" : "input",
      id: asked.id,
      attributes: { ...base, ...placeholder(asked.id), ...value },
      validations: { required },
    };
  }
  const choices = [...asked.options.values()];
  const chosen = choices.length === 1 && required ? 0 : choices.indexOf(initial ?? "\0");
  return {
    type: "dropdown",
    id: asked.id,
    attributes: {
      ...base,
      options: [...asked.options.keys()],
      ...(chosen === -1 ? {} : { default: chosen }),
    },
    validations: { required },
  };
}

function placeholder(id: string): JsonObject {
  return id === "name" ? { placeholder: "my-app-database" } : {};
}

function describe(id: string, field: OfferingField | undefined): string {
  if (id === "name") {
    return `Lower-case letters, digits and "-", at most ${nameRule.maxLength} characters.`;
  }
  if (id === "team") return "The team that it belongs to.";
  if (field === undefined) return "";
  const { input } = field;
  const wanted = input.kind === "number" ? `Give ${numberWanted(input)}.` : "";
  return [shortText(field.description ?? "", 1_000), wanted]
    .filter((part) => part !== "")
    .join(" ");
}
