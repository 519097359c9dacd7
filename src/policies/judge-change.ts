import type { JudgeInput, Judgement, PolicyResult, Violation } from "../domain/guardrail.ts";
import { builtInGuardrails } from "./built-in.ts";
import type { Check } from "./check.ts";
import { admissionCheck } from "./checks/admission.ts";
import { apiVersionsCheck, tellOnce } from "./checks/api-versions.ts";
import { claimsCheck } from "./checks/claims.ts";
import { partialsCheck } from "./checks/partials.ts";
import { referencesCheck } from "./checks/references.ts";
import { rulesCheck } from "./checks/rules.ts";
import { schemaCheck } from "./checks/schema.ts";
import { byEnvironment } from "./by-environment.ts";
import { secretsCheck } from "./checks/secrets.ts";
import { yamlCheck } from "./checks/yaml.ts";
import { readChange, type RuleFile } from "./read-change.ts";

/** Every check, in the order of its results for one place. A new one is added here. */
const checks: readonly Check[] = [
  yamlCheck,
  schemaCheck,
  apiVersionsCheck,
  rulesCheck,
  partialsCheck,
  claimsCheck,
  referencesCheck,
  admissionCheck,
  secretsCheck,
];

/**
 * Judges a change by the built-in checks and by the policies of the base branch. Input and output are plain data; the
 * same input gives the same judgement. What it evaluates may never end, so the application runs it through
 * judge-worker.ts.
 *
 * @param builtIn The policies that ship with Causeway, unless others are given; `[]` for none.
 */
export async function judgeChange(
  input: JudgeInput,
  builtIn: readonly RuleFile[] = builtInGuardrails(),
): Promise<Judgement> {
  const change = readChange(input, builtIn);
  const results: PolicyResult[] = [];
  for (const check of checks) {
    const parts = check === admissionCheck ? byEnvironment(change, input, builtIn) : [change];
    for (const part of parts) results.push(...(await check.run(part)));
  }
  return judgementOf(tellOnce(results), {
    checkedObjects: change.objects.length,
    checkedFiles: input.files.length,
  });
}

/** Counts results into a judgement. */
export function judgementOf(
  results: readonly PolicyResult[],
  counts: Pick<Judgement, "checkedObjects" | "checkedFiles">,
): Judgement {
  const violations = results
    .filter((result) => isViolation(result))
    .flatMap(eachPlace)
    .toSorted(inOrder);
  const stops = violations.some(({ outcome }) => outcome !== "warn");
  return { conclusion: stops ? "failure" : "success", results, violations, ...counts };
}

/** The same validation may fail at several places of an object; a person mends each. */
function eachPlace({ further, ...violation }: Violation): readonly Violation[] {
  return [violation, ...(further ?? []).map((place) => ({ ...violation, ...place }))];
}

function isViolation(result: PolicyResult): result is Violation {
  return result.outcome === "deny" || result.outcome === "warn" || result.outcome === "error";
}

function inOrder(a: Violation, b: Violation): number {
  return (
    compare(a.location.path, b.location.path) ||
    a.location.startLine - b.location.startLine ||
    a.location.startColumn - b.location.startColumn ||
    compare(a.policy, b.policy) ||
    compare(a.validation, b.validation)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
