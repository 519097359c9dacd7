import { errorMessage } from "../domain/errors.ts";
import type { Judgement } from "../domain/guardrail.ts";
import type { SuggestedChange } from "../domain/ports/repository-host.ts";
import type { RequestCheck } from "../domain/request.ts";
import { checkRunOf } from "../report/check-run-report.ts";
import { suggestedChanges } from "../report/suggestion-comment.ts";
import type { Configuration } from "./configuration.ts";
import { judgeSubject, type JudgedFiles } from "./judge-subject.ts";
import type { Ports } from "./ports.ts";

interface CheckSubject extends JudgedFiles {
  readonly headSha: string;
  /** Where changes are suggested; nowhere when nobody has to do with the files but Causeway. */
  readonly pullRequest?: number;
  /** Whether a check run may be there already. */
  readonly mayExist: boolean;
}

/** Judges a change by the rules of the default branch and writes the verdict as a check run on its head. */
export async function writeCheck(
  ports: Ports,
  configuration: Configuration,
  subject: CheckSubject,
): Promise<{ readonly check: RequestCheck; readonly judgement: Judgement }> {
  const { repository, headSha, mayExist } = subject;
  const { judgement, details } = await judgeSubject(ports, configuration, subject);
  const plan = checkRunOf(judgement, headSha, details);
  const checkRunId = await ports.host.ensureCheckRun(repository, plan, mayExist);
  await suggest(ports, subject, suggestedChanges(judgement, subject.files, details.advice));
  const check: RequestCheck = {
    headSha,
    rulesDigest: configuration.rulesDigest,
    conclusion: judgement.conclusion,
    checkRunId,
  };
  return { check, judgement };
}

/** A suggestion is a help and no verdict: the check stands without it. */
async function suggest(
  ports: Ports,
  { repository, headSha, pullRequest: number }: CheckSubject,
  suggestions: readonly SuggestedChange[],
): Promise<void> {
  if (number === undefined || suggestions.length === 0) return;
  try {
    await ports.host.ensureSuggestions(repository, { number, headSha }, suggestions);
  } catch (error) {
    const message = errorMessage(error);
    ports.log.warn({ pullRequest: number, error: message }, "no changes could be suggested");
  }
}
