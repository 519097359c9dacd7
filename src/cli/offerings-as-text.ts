import { commonLabels } from "../catalog/field-names.ts";
import { defaultWanted, valueWanted } from "../catalog/field-words.ts";
import { issueFormPath, issueFormProblem } from "../catalog/issue-form.ts";
import { toModal } from "../catalog/modal.ts";
import type { Offering, OfferingField } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import { exampleText } from "../plan/example-manifest.ts";
import { visibleText } from "../templates/untrusted-text.ts";

type Teams = Pick<Platform, "teams">;

/** What the files offer, for a person at a terminal: a paragraph for each part of each offering. */
export function offeringsAsText(offerings: readonly Offering[], platform: Teams): string {
  return offerings.map((offering) => `${asText(offering, platform).join("\n")}\n`).join("\n");
}

function asText(offering: Offering, platform: Teams): readonly string[] {
  const { command, title, name, source, description } = offering;
  const { text, open } = exampleText(offering, platform);
  return [
    printable(`${command}: ${title} (${name})`),
    printable(`  ${description}`),
    printable(`  Made from ${source.path}.`),
    ...(offering.documentation ?? []).map(({ url }) => printable(`  Documentation: ${url}`)),
    ...formLines(offering, platform),
    "",
    "  Fields:",
    `    ${commonLabels.name} (required): a name of lower-case letters, digits and "-"`,
    `    ${commonLabels.team} (required): one of the teams`,
    ...offering.fields.map((field) => printable(`    ${fieldLine(field)}`)),
    ...leftOut(offering),
    "",
    open.length === 0
      ? "  What a request writes, for example:"
      : printable(
          `  What a request writes, for example; still to be filled in: ${open.join(", ")}`,
        ),
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => printable(`    ${line}`)),
  ];
}

function formLines(offering: Offering, platform: Teams): readonly string[] {
  const modal = toModal(offering, platform, "");
  const problem = issueFormProblem(offering, platform);
  return [
    modal.kind === "view"
      ? printable(`  In Slack: /platform ${offering.command}`)
      : printable(`  No form in Slack: ${modal.message}`),
    problem === undefined
      ? printable(`  On GitHub: ${issueFormPath(offering)}`)
      : printable(`  No issue form on GitHub: ${problem}`),
  ];
}

function fieldLine(field: OfferingField): string {
  const { label, id, required, path } = field;
  const preset = defaultWanted(field);
  const need = required ? " (required)" : "";
  const otherwise = preset === undefined ? "" : `; ${preset} when left empty`;
  return `${label}${need}: ${valueWanted(field)}${otherwise} [${id}, ${path.join(".")}]`;
}

function leftOut({ unsupported }: Offering): readonly string[] {
  if (unsupported.length === 0) return [];
  const lines = unsupported.map(({ where, what, required }) =>
    printable(`    ${where}: ${what}${required ? " (required, so no form can be shown)" : ""}`),
  );
  return ["", "  Left out of the form:", ...lines];
}

/** What files say is data from outside: it must not move the cursor of a terminal or start a new line. */
function printable(line: string): string {
  return visibleText(line.replaceAll(/\s*[\r\n]+\s*/g, " "));
}
