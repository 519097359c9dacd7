import type { Judgement, PolicyOutcome, PolicyResult, Violation } from "../domain/guardrail.ts";
import type { GuardrailText } from "../policies/guardrail-texts.ts";
import { mendBeside } from "../report/mend-text.ts";

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

/**
 * The findings file by file, each on a line of the form that editors turn into links, with how to mend it once for each
 * guardrail in a file; then what is not known here, and one line that sums up.
 *
 * @param texts Titles, whys and how-to-mends of the policies that may be named.
 * @param built How many overlays and charts were built and judged too.
 */
export function judgementAsText(
  judgement: Judgement,
  texts: readonly GuardrailText[],
  built = 0,
): string {
  const mends = new Map(texts.map(({ name, mend }) => [name, mend]));
  const paths = [...new Set(judgement.violations.map(({ location }) => location.path))];
  const groups = paths.map((path) => {
    const inFile = judgement.violations.filter(({ location }) => location.path === path);
    return linesOf(inFile, mends).join("\n");
  });
  const neutral = judgement.results.filter(({ outcome }) => outcome === "notEvaluable");
  const notes = [...new Set(neutral.map(({ policy, message }) => `note: ${message} [${policy}]`))];
  const noted = notes.length === 0 ? [] : [notes.map(printable).join("\n")];
  return `${[...groups, ...noted, summaryLine(judgement, built)].join("\n\n")}\n`;
}

function linesOf(
  violations: readonly Violation[],
  mends: ReadonlyMap<string, string | undefined>,
): readonly string[] {
  const told = new Set<string>();
  return violations.flatMap(({ policy, outcome, message, location }) => {
    const where = `${location.path}:${location.startLine}:${location.startColumn}`;
    const line = printable(`${where}: ${word(outcome)}: ${message} [${policy}]`);
    const mend = mendBeside(message, mends.get(policy));
    if (mend === undefined || told.has(policy)) return [line];
    told.add(policy);
    return [line, printable(`    How to mend: ${mend}`)];
  });
}

function summaryLine({ results, checkedFiles, checkedObjects }: Judgement, built: number): string {
  const parts = [
    [count(results, "deny"), "denied"],
    [count(results, "error"), "in error"],
    [count(results, "warn"), "warned of"],
    [results.filter(isExempted).length, "exempted"],
    [count(results, "notEvaluable"), "only known in the cluster"],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  const also = built === 0 ? "" : `, and ${built} built with Kustomize or Helm`;
  const checked = `${plural(checkedObjects, "object")} in ${plural(checkedFiles, "file")}${also}`;
  return `${checked}: ${told.length === 0 ? "nothing to object to" : told.join(", ")}.`;
}

/** As applyExemptions words it. */
function isExempted({ outcome, message }: PolicyResult): boolean {
  return outcome === "skipped" && message.startsWith("Exempted by ");
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
