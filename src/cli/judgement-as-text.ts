import type { Judgement, PolicyOutcome, PolicyResult } from "../domain/guardrail.ts";

/** Version of the JSON output: it grows when a program that reads it would have to change. */
const formatVersion = 1;

const outcomes: readonly PolicyOutcome[] = [
  "pass",
  "deny",
  "warn",
  "audit",
  "error",
  "skipped",
  "notEvaluable",
];

/** `{version, summary, results}`, one result for each policy, validation and matching object. */
export function judgementAsJson({ results, checkedFiles, checkedObjects }: Judgement): string {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, count(results, outcome)]));
  const summary = { files: checkedFiles, objects: checkedObjects, ...counts };
  return `${JSON.stringify({ version: formatVersion, summary, results }, null, 2)}\n`;
}

/** A line for each finding, in the form that editors turn into links, and one line that sums up. */
export function judgementAsText(judgement: Judgement): string {
  const lines = judgement.violations.map((result) => {
    const { path, startLine, startColumn } = result.location;
    const where = `${path}:${startLine}:${startColumn}`;
    return printable(`${where}: ${word(result.outcome)}: ${result.message} [${result.policy}]`);
  });
  const neutral = judgement.results.filter(({ outcome }) => outcome === "notEvaluable");
  const notes = [...new Set(neutral.map(({ policy, message }) => `note: ${message} [${policy}]`))];
  return `${[...lines, ...notes.map(printable), summaryLine(judgement)].join("\n")}\n`;
}

function summaryLine({ results, checkedFiles, checkedObjects }: Judgement): string {
  const parts = [
    [count(results, "deny"), "denied"],
    [count(results, "error"), "in error"],
    [count(results, "warn"), "warned of"],
    [count(results, "notEvaluable"), "only known in the cluster"],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  const checked = `${plural(checkedObjects, "object")} in ${plural(checkedFiles, "file")}`;
  return `${checked}: ${told.length === 0 ? "nothing to object to" : told.join(", ")}.`;
}

function word(outcome: PolicyOutcome): string {
  return outcome === "deny" ? "denied" : outcome === "warn" ? "warning" : outcome;
}

function count(results: readonly PolicyResult[], outcome: PolicyOutcome): number {
  return results.filter((result) => result.outcome === outcome).length;
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** What files say is data from outside: it must not move the cursor of a terminal or start a new line. */
function printable(line: string): string {
  return line.replaceAll(/\p{Cc}+/gu, " ");
}
