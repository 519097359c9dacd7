import type { Judgement, Violation } from "../domain/guardrail.ts";
import type { CheckAnnotation, CheckRunPlan } from "../domain/ports/repository-host.ts";
import { codeSpan, escapeMarkdown } from "../templates/markdown-escape.ts";

/** The check that every pull request of the configuration repository gets. */
export const guardrailsCheck = "causeway/guardrails";

const listedInSummary = 10;

/** A judgement as a check run: a title to read in a second, a summary to read in ten, an annotation per finding. */
export function checkRunOf(
  judgement: Judgement,
  subject: { readonly headSha: string; readonly skipped: readonly string[] },
): CheckRunPlan {
  return {
    name: guardrailsCheck,
    headSha: subject.headSha,
    conclusion: judgement.conclusion,
    title: title(judgement),
    summary: summary(judgement, subject.skipped),
    annotations: judgement.violations.map(annotation),
  };
}

function title(judgement: Judgement): string {
  const errors = judgement.violations.filter(({ outcome }) => outcome !== "warn").length;
  const warnings = judgement.violations.length - errors;
  if (errors > 0) return `${count(errors, "finding")} to mend before this can be merged`;
  if (warnings > 0) return `Nothing stands in the way; ${count(warnings, "warning")}`;
  return "All guardrails passed";
}

function summary(judgement: Judgement, skipped: readonly string[]): string {
  const checked = `Checked ${count(judgement.checkedObjects, "object")} in ${count(judgement.checkedFiles, "file")}.`;
  const shown = judgement.violations.slice(0, listedInSummary).map(summaryLine);
  const more = judgement.violations.length - shown.length;
  const lines =
    more > 0 ? [...shown, `- and ${more} more: see the annotations on the files`] : shown;
  const unread = skipped.map(
    (path) => `- ${codeSpan(path)} was not checked: it is too large or not text.`,
  );
  return [checked, lines.join("\n"), unread.join("\n"), rerunHint(judgement)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function rerunHint(judgement: Judgement): string {
  return judgement.conclusion === "failure"
    ? "Push a commit that mends it, and the check runs again by itself."
    : "";
}

function summaryLine(violation: Violation): string {
  const { path, startLine } = violation.location;
  const kind = violation.outcome === "warn" ? "warning: " : "";
  return `- ${codeSpan(`${path}:${startLine}`)} ${kind}${escapeMarkdown(violation.message)} (${codeSpan(violation.policy)})`;
}

/** GitHub takes columns only when an annotation starts and ends on the same line. */
function annotation(violation: Violation): CheckAnnotation {
  const { path, startLine, endLine, startColumn, endColumn } = violation.location;
  const columns =
    startLine === endLine ? { startColumn, endColumn: Math.max(startColumn, endColumn) } : {};
  return {
    path,
    startLine,
    endLine,
    ...columns,
    level: violation.outcome === "warn" ? "warning" : "failure",
    title: violation.policy,
    message: violation.message,
  };
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
