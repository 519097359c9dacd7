import { issueFormProblem } from "../catalog/issue-form.ts";
import { formatProblem, type Problem } from "../domain/location.ts";
import type { Catalog, Offering } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import { planIssueForms } from "../plan/issue-forms.ts";
import type { Answer } from "./answer.ts";
import { findingsOf, type Finding } from "./finding.ts";

/** The configuration repository's default branch, as Causeway reads it. */
export interface ConfigurationFacts {
  readonly commitSha: string;
  readonly platform: Platform;
  readonly catalog: Catalog;
  /** By path. */
  readonly issueForms: ReadonlyMap<string, string>;
}

export interface ConfigurationQuestion {
  /** Whether people ask in Slack, for which `people` is needed. */
  readonly slack: boolean;
  /** Whether issues are on in the repository, for which the issue forms are needed. */
  readonly issues: boolean;
}

const { ok, warning, failure } = findingsOf("configuration");

/** What was read → findings: `platform.yaml` first, then what it offers, then what goes with it. */
export function configurationFindings(
  answer:
    | Answer<ConfigurationFacts>
    | { readonly kind: "broken"; readonly problems: readonly Problem[] },
  question: ConfigurationQuestion,
): readonly Finding[] {
  if (answer.kind === "broken") return answer.problems.map(platformProblem);
  if (answer.kind !== "answered") return [unreadable(answer.message)];
  const { value } = answer;
  return [
    ok("configuration", summaryOf(value)),
    ...offeringFindings(value.catalog),
    ...(question.issues ? formFindings(value) : []),
    ...(question.slack ? [peopleFinding(value.platform)] : []),
  ];
}

/** The repository could not be read, for a reason that is told already. */
export function configurationNotChecked(): Finding {
  return warning(
    "configuration-not-checked",
    "The configuration was not checked, because the repository could not be read.",
    "Mend what is said about the settings and about GitHub, then run the doctor again.",
  );
}

function unreadable(message: string): Finding {
  return failure(
    "configuration-unreadable",
    `The configuration could not be read: ${message}`,
    'Check that the repository has a first commit on its default branch, and that the App has the permission "Contents".',
  );
}

function platformProblem(problem: Problem): Finding {
  return failure(
    "platform-problem",
    formatProblem(problem),
    "Correct platform.yaml on the default branch by a pull request: the check on it says whether it is right. docs/configuration.md describes every key.",
  );
}

function summaryOf({ platform, catalog, commitSha }: ConfigurationFacts): string {
  const commands = catalog.offerings.map(({ command }) => command).join(", ");
  const offered = commands === "" ? "" : ` Offered: ${commands}.`;
  const teams = [...platform.teams.keys()].join(", ");
  return `platform.yaml is right at ${commitSha.slice(0, 7)}. Teams: ${teams}.${offered}`;
}

function offeringFindings({ offerings, broken }: Catalog): readonly Finding[] {
  const found = [
    ...broken.flatMap(({ problems }) => problems.map(offeringProblem)),
    ...offerings.flatMap(notOffered),
  ];
  if (offerings.length > 0 || broken.length > 0) return found;
  return [
    warning(
      "offerings-none",
      "Nothing is offered: no Crossplane XRD was found under compositions/.",
      "Add a CompositeResourceDefinition there. causeway offering FILE shows what a file offers before it is committed.",
    ),
  ];
}

function offeringProblem(problem: Problem): Finding {
  return failure(
    "offering-broken",
    formatProblem(problem),
    "Correct the file at that line by a pull request. Until then it is not offered; the others are.",
  );
}

function notOffered({ command, source, unsupported }: Offering): readonly Finding[] {
  const needed = unsupported.filter(({ required }) => required);
  if (needed.length === 0) return [];
  const what = needed.map((one) => `${one.where}: ${one.what}`).join("; ");
  return [
    warning(
      "offering-not-offered",
      `${command} (${source.path}) can't be asked for, because a form can't show what it requires: ${what}`,
      "Make that field optional in the XRD or give it a default, or leave it: its manifests can still be written by hand.",
    ),
  ];
}

function formFindings({ catalog, platform, issueForms }: ConfigurationFacts): readonly Finding[] {
  const impossible = catalog.offerings.flatMap((offering): readonly Finding[] => {
    const isTold = offering.unsupported.some(({ required }) => required);
    const problem = isTold ? undefined : issueFormProblem(offering, platform);
    return problem === undefined ? [] : [noForm(offering, problem)];
  });
  const plan = planIssueForms(catalog, platform, issueForms);
  if (plan === undefined)
    return [...impossible, ok("forms", "The issue forms are as the offerings say.")];
  return [
    ...impossible,
    warning(
      "forms-outdated",
      `These issue forms are missing or out of date: ${plan.files.map(({ path }) => path).join(", ")}.`,
      `Merge Causeway's pull request "${plan.title}" (branch ${plan.branch}). A running Causeway opens it by itself; one that was closed comes again when the forms would be others.`,
    ),
  ];
}

function noForm({ command, source }: Offering, problem: string): Finding {
  return warning(
    "form-impossible",
    `${command} has no issue form: ${problem}`,
    `Ask for it in Slack, or change ${source.path} so that the reason is gone.`,
  );
}

function peopleFinding({ people }: Platform): Finding {
  if (people.size > 0) return ok("people", `${people.size} people of Slack are known on GitHub.`);
  return warning(
    "people-none",
    "Slack is set up, but platform.yaml maps nobody from Slack to GitHub: only those who typed /platform link can ask in Slack.",
    'Let people type /platform link, or add them to platform.yaml, by Slack user id ("Copy member ID" in their profile) and GitHub login: people: {U024BE7LH: octocat}.',
  );
}
