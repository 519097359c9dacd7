import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import type { RequestPullRequest, RequestRecord } from "../domain/request.ts";
import { planProvision } from "../plan/provision.ts";
import type { PullRequestPlan } from "../domain/plan.ts";
import type { StepResult } from "./step-result.ts";
import { claimName } from "./claim-name.ts";
import type { Configuration } from "./configuration.ts";
import type { Ports } from "./ports.ts";
import { refused } from "./refuse.ts";
import { threadUrl } from "./thread-url.ts";
import { writeCheck } from "./write-check.ts";

/**
 * asked → open (or refused): plans the manifest, makes the branch, the commit, the pull request and its check run.
 * `fresh` says that nothing of this request can exist yet, which saves the look-ups.
 */
export async function openPullRequest(
  ports: Ports,
  record: RequestRecord,
  fresh: boolean,
): Promise<StepResult> {
  const configuration = await ports.configuration.refresh();
  const { request } = record;
  const offering = configuration.catalog.offerings.find(({ name }) => name === request.offering);
  if (offering === undefined) {
    const reason = `"${request.offering}" can't be asked for any more. Type /platform to see what can.`;
    return { record: refused(ports, record, reason), violations: [] };
  }
  const planned = await claimName(ports, configuration, { record, offering });
  if (planned.state === "refused") return { record: planned, violations: [] };
  const url = threadUrl(ports, record.thread);
  const plan = planProvision({
    request,
    offering,
    platform: configuration.platform,
    ...(url === undefined ? {} : { threadUrl: url }),
  });
  const facts = await ports.host.ensurePullRequest(configuration.tree, plan, !fresh);
  const opened: RequestRecord = { ...planned, state: "open", pullRequest: pullRequestOf(facts) };
  await ports.store.requests.save(opened);
  if (facts.state === "closed") return { record: opened, violations: [] };
  return withCheck(ports, configuration, { record: opened, plan, fresh });
}

/** For a fresh pull request the plan's files are the change: nothing needs to be read back. */
async function withCheck(
  ports: Ports,
  configuration: Configuration,
  { record, plan, fresh }: { record: RequestRecord; plan: PullRequestPlan; fresh: boolean },
): Promise<StepResult> {
  const headSha = record.pullRequest?.headSha;
  if (!fresh || headSha === undefined) return { record, violations: [] };
  const { check, judgement } = await writeCheck(ports, configuration, {
    headSha,
    files: plan.files,
    skipped: [],
    mayExist: false,
  });
  return { record: { ...record, check }, violations: judgement.violations };
}

/** What a record keeps of a pull request. */
export function pullRequestOf(facts: PullRequestFacts): RequestPullRequest {
  return { number: facts.number, url: facts.url, headSha: facts.headSha, branch: facts.headRef };
}
