import type { CheckDetails } from "../domain/check-details.ts";
import { shortGuardrailName, type Judgement, type Violation } from "../domain/guardrail.ts";
import type { Location } from "../domain/location.ts";
import { cellCode, codeSpan, escapeMarkdown } from "../templates/markdown-escape.ts";
import { cut } from "../templates/untrusted-text.ts";
import { mendBeside } from "./mend-text.ts";
import { effectSection } from "./rule-effect-section.ts";

/** Rows of the table of findings, and entries of every other list. */
const mostListed = 20;
const longestMessage = 300;

/** GitHub's limit on the summary of a check run. */
const mostCharacters = 65_535;
const cutNote =
  "\n\n… The rest is left out: GitHub shows no more. See the annotations on the files.";

/**
 * The summary of a check run, as Markdown: first what was found, where and how to mend it, then what else a reviewer
 * should know. Never longer than GitHub takes.
 */
export function checkRunSummary(
  judgement: Judgement,
  details: CheckDetails,
  mostAnnotations: number,
): string {
  const sections = [
    checkedLine(judgement),
    findings(judgement.violations, mostAnnotations),
    mending(judgement, details),
    effectSection(details.effect),
    exemptedSection(details),
    unknownSection(judgement),
    levelsSection(details),
    renderingSection(details),
    skippedSection(judgement, details),
    notesSection(details),
  ];
  const text = sections.filter((part) => part !== "").join("\n\n");
  if (text.length <= mostCharacters) return text;
  return `${cut(text, mostCharacters - cutNote.length)}${cutNote}`;
}

function checkedLine({ checkedObjects, checkedFiles }: Judgement): string {
  return `Checked ${count(checkedObjects, "object")} in ${count(checkedFiles, "file")}.`;
}

function findings(violations: readonly Violation[], mostAnnotations: number): string {
  if (violations.length === 0) return "";
  // What stops the merge comes first; inside, the order of the files stays.
  const ordered = [
    ...violations.filter(({ outcome }) => outcome !== "warn"),
    ...violations.filter(({ outcome }) => outcome === "warn"),
  ];
  const rows = ordered.slice(0, mostListed).map((violation) => {
    const { path, startLine } = violation.location;
    const sign = violation.outcome === "warn" ? "⚠️" : "❌";
    const what = escapeMarkdown(cut(violation.message, longestMessage));
    const guardrail = cellCode(shortGuardrailName(violation.policy));
    return `| ${sign} | ${cellCode(`${path}:${startLine}`)} | ${what} | ${guardrail} |`;
  });
  const more = violations.length - rows.length;
  const where =
    violations.length > mostAnnotations
      ? `the first ${mostAnnotations} are annotated on the files`
      : "see the annotations on the files";
  return [
    "| | Where | What is wrong | Guardrail |\n| - | - | - | - |",
    ...rows,
    ...(more > 0
      ? [`\nAnd ${more} more: ${where}. By guardrail: ${byGuardrail(violations)}.`]
      : []),
  ].join("\n");
}

function byGuardrail(violations: readonly Violation[]): string {
  const counts = new Map<string, number>();
  for (const { policy } of violations) counts.set(policy, (counts.get(policy) ?? 0) + 1);
  const ordered = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const told = ordered
    .slice(0, mostListed)
    .map(([policy, number]) => `${codeSpan(shortGuardrailName(policy))} ${number}`);
  return [...told, ...moreOf(ordered.length)].join(", ");
}

/** Only of guardrails that found something, whose policy says how, and whose findings do not. */
function mending({ violations, conclusion }: Judgement, { advice }: CheckDetails): string {
  const mends = new Map<string, string>();
  for (const { policy, message } of violations) {
    const mend = mendBeside(message, advice.get(policy)?.mend);
    if (mend !== undefined) mends.set(policy, mend);
  }
  const lines = [...mends].map(
    ([policy, mend]) => `- ${codeSpan(shortGuardrailName(policy))}: ${escapeMarkdown(mend)}`,
  );
  const list = lines.length === 0 ? "" : ["### How to mend it", "", ...capped(lines)].join("\n");
  const again =
    conclusion === "failure"
      ? "Push a commit that mends it, and the check runs again by itself."
      : "";
  return [list, again].filter((part) => part !== "").join("\n\n");
}

function exemptedSection({ exempted }: CheckDetails): string {
  const lines = exempted.map(({ finding, exemption }) => {
    const { name, owner, expires, reason } = exemption;
    const what = codeSpan(shortGuardrailName(finding.policy));
    const why = escapeMarkdown(cut(reason, longestMessage));
    return `- ${at(finding.location)} ${what}: ${why} (${codeSpan(name)}, ${escapeMarkdown(owner)}, until ${escapeMarkdown(expires)})`;
  });
  return section("Exempted", lines);
}

/** What only the cluster can tell is neither a pass nor a finding. */
function unknownSection({ results }: Judgement): string {
  const open = results.filter(({ outcome }) => outcome === "notEvaluable");
  const lines = open.map(
    ({ policy, message }) =>
      `- ${codeSpan(shortGuardrailName(policy))}: ${escapeMarkdown(cut(message, longestMessage))}`,
  );
  return section("Can't be told here", [...new Set(lines)]);
}

function levelsSection({ levels }: CheckDetails): string {
  const named = (level: string): readonly string[] =>
    Object.entries(levels)
      .filter(([, set]) => (typeof set === "object" ? "object" : set) === level)
      .map(([name]) => name)
      .toSorted();
  const lines = (
    [
      ["off", "Switched off"],
      ["warn", "Only warn"],
      ["deny", "Always deny"],
      ["object", "By environment, or with parameters"],
    ] as const
  ).flatMap(([level, words]) => {
    const names = named(level);
    if (names.length === 0) return [];
    const shown = names.slice(0, mostListed).map(codeSpan);
    return [`- ${words}: ${[...shown, ...moreOf(names.length)].join(", ")}`];
  });
  return section("Set by platform.yaml", lines);
}

function renderingSection({ rendering }: CheckDetails): string {
  const { rendered, notRendered } = rendering;
  const shown = rendered.slice(0, mostListed).map(codeSpan);
  const done =
    rendered.length === 0
      ? []
      : [`- Rendered and checked: ${[...shown, ...moreOf(rendered.length)].join(", ")}`];
  const reasons = [...new Set(notRendered.map(({ why }) => why))];
  const missed = reasons.map((why) => {
    const paths = notRendered.filter((one) => one.why === why).map(({ path }) => path);
    const list = [...paths.slice(0, mostListed).map(codeSpan), ...moreOf(paths.length)].join(", ");
    return `- Not rendered: ${list}. ${escapeMarkdown(cut(why, longestMessage))}`;
  });
  return section("Kustomize and Helm", [...done, ...missed]);
}

function skippedSection({ results }: Judgement, { skipped }: CheckDetails): string {
  const unread = skipped.map(
    (path) => `- ${codeSpan(path)} was not checked: it is too large or not text.`,
  );
  const templates = results.filter(
    ({ policy, validation }) => policy === "yaml" && validation === "template",
  );
  const unrendered = templates.map(
    ({ location }) =>
      `- ${codeSpan(location.path)} was not checked as it stands: it is a template.`,
  );
  return section("Not checked", [...unread, ...unrendered]);
}

function notesSection({ notes }: CheckDetails): string {
  return section(
    "For the platform team",
    notes.map((note) => `- ${escapeMarkdown(cut(note, longestMessage))}`),
  );
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`### ${heading}`, "", ...capped(lines)].join("\n");
}

function capped(lines: readonly string[]): readonly string[] {
  const more = lines.length - mostListed;
  return more > 0 ? [...lines.slice(0, mostListed), `- and ${more} more`] : lines;
}

function moreOf(all: number): readonly string[] {
  return all > mostListed ? [`and ${all - mostListed} more`] : [];
}

function at({ path, startLine }: Location): string {
  return codeSpan(`${path}:${startLine}`);
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
