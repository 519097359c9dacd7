import type { Judgement } from "../domain/guardrail.ts";
import type { RequestCheck } from "../domain/request.ts";
import { checkRunOf } from "../report/check-run-report.ts";
import type { Configuration } from "./configuration.ts";
import { judgeSubject, type JudgedFiles } from "./judge-subject.ts";
import type { Ports } from "./ports.ts";

interface CheckSubject extends JudgedFiles {
  readonly headSha: string;
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
  const check: RequestCheck = {
    headSha,
    rulesDigest: configuration.rulesDigest,
    conclusion: judgement.conclusion,
    checkRunId,
  };
  return { check, judgement };
}
