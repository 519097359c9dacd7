import type { ProvisionRecord, RequestRecord } from "../domain/request.ts";
import { planProvision } from "../plan/provision.ts";
import type { StepResult } from "./step-result.ts";
import { claimName } from "./claim-name.ts";
import type { Ports } from "./ports.ts";
import { pullRequestOf } from "./pull-request-of.ts";
import { refused } from "./refuse.ts";
import { threadUrl } from "./thread-url.ts";
import { writeCheck } from "./write-check.ts";

/**
 * asked → open (or refused): plans the manifest, makes the branch, the commit, the pull request and its check run.
 * `fresh` says that nothing of this request can exist yet, which saves the look-ups.
 */
export async function openProvision(
  ports: Ports,
  record: ProvisionRecord,
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
  const { repository } = configuration.tree;
  const opened: RequestRecord = {
    ...planned,
    state: "open",
    pullRequest: pullRequestOf(ports, repository, facts),
  };
  await ports.store.requests.save(opened);
  if (!fresh || facts.state === "closed") return { record: opened, violations: [] };
  // For a fresh pull request the plan's files are the change: nothing needs to be read back.
  const { check, judgement } = await writeCheck(ports, configuration, {
    repository,
    headSha: facts.headSha,
    files: plan.files,
    skipped: [],
    mayExist: false,
  });
  return { record: { ...opened, check }, violations: judgement.violations };
}
