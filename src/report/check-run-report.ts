import type { CheckDetails, GuardrailAdvice } from "../domain/check-details.ts";
import { shortGuardrailName, type Judgement, type Violation } from "../domain/guardrail.ts";
import type { CheckAnnotation, CheckRunPlan } from "../domain/ports/repository-host.ts";
import { cut } from "../templates/untrusted-text.ts";
import { mendBeside } from "./mend-text.ts";
import { checkRunSummary } from "./check-run-summary.ts";

/** The check that every pull request of the configuration repository gets. */
export const guardrailsCheck = "causeway/guardrails";

/** Each fifty are one call, and nobody reads more; the summary says how many there are. */
export const mostAnnotations = 1_000;

// GitHub's limits on an annotation: 255 characters, and 64 KB, where a character may have four bytes.
const longestTitle = 255;
const longestMessage = 16_000;

/** A judgement as a check run: a title to read in a second, a summary to read in ten, an annotation per finding. */
export function checkRunOf(
  judgement: Judgement,
  headSha: string,
  details: CheckDetails,
): CheckRunPlan {
  return {
    name: guardrailsCheck,
    headSha,
    conclusion: judgement.conclusion,
    title: title(judgement),
    summary: checkRunSummary(judgement, details, mostAnnotations),
    annotations: judgement.violations
      .slice(0, mostAnnotations)
      .map((violation) => annotation(violation, details.advice.get(violation.policy))),
  };
}

function title(judgement: Judgement): string {
  const errors = judgement.violations.filter(({ outcome }) => outcome !== "warn").length;
  const warnings = judgement.violations.length - errors;
  const also = warnings === 0 ? "" : `, and ${count(warnings, "warning")}`;
  if (errors > 0) return `${count(errors, "finding")} to mend before this can be merged${also}`;
  if (warnings > 0) return `Nothing stands in the way; ${count(warnings, "warning")}`;
  return "All guardrails passed";
}

/** GitHub takes columns only when an annotation starts and ends on the same line. */
function annotation(violation: Violation, advice: GuardrailAdvice | undefined): CheckAnnotation {
  const { path, startLine, endLine, startColumn, endColumn } = violation.location;
  const columns =
    startLine === endLine ? { startColumn, endColumn: Math.max(startColumn, endColumn) } : {};
  const name = shortGuardrailName(violation.policy);
  const mend = mendBeside(violation.message, advice?.mend);
  const hint = mend === undefined ? "" : `\n\nHow to mend: ${mend}`;
  return {
    path,
    startLine,
    endLine,
    ...columns,
    level: violation.outcome === "warn" ? "warning" : "failure",
    title: cut(advice?.title === undefined ? name : `${advice.title} (${name})`, longestTitle),
    message: cut(`${violation.message}${hint}`, longestMessage),
  };
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
