import type { ChangedFile, Judgement } from "../domain/guardrail.ts";
import { sameRepository, type RepositoryRef } from "../domain/repository.ts";
import type { RequestCheck } from "../domain/request.ts";
import { checkRunOf } from "../report/check-run-report.ts";
import type { Configuration } from "./configuration.ts";
import { judgeConfiguration } from "./judge-configuration.ts";
import type { Ports } from "./ports.ts";

/** What is judged: the files of one commit of a pull request. */
export interface CheckSubject {
  readonly repository: RepositoryRef;
  readonly headSha: string;
  readonly files: readonly ChangedFile[];
  /** Files that could not be read: named in the check, so that no one takes silence for a pass. */
  readonly skipped: readonly string[];
  /** Whether a check run may be there already. */
  readonly mayExist: boolean;
}

/** Judges a change by the rules of the default branch and writes the verdict as a check run on its head. */
export async function writeCheck(
  ports: Ports,
  configuration: Configuration,
  subject: CheckSubject,
): Promise<{ readonly check: RequestCheck; readonly judgement: Judgement }> {
  const rulesJudgement = await ports.judge.judge({
    files: subject.files,
    rules: configuration.rules,
    levels: Object.fromEntries(configuration.platform.guardrails),
  });
  const judgement = sameRepository(subject.repository, configuration.tree.repository)
    ? judgeConfiguration(configuration, subject.files, rulesJudgement)
    : rulesJudgement;
  const plan = checkRunOf(judgement, { headSha: subject.headSha, skipped: subject.skipped });
  const checkRunId = await ports.host.ensureCheckRun(subject.repository, plan, subject.mayExist);
  const check: RequestCheck = {
    headSha: subject.headSha,
    rulesDigest: configuration.rulesDigest,
    conclusion: judgement.conclusion,
    checkRunId,
  };
  return { check, judgement };
}
