import type { Offering } from "../domain/offering.ts";
import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import type { RequestPullRequest, RequestRecord } from "../domain/request.ts";
import { groupOf, type ObjectRef } from "../domain/kubernetes.ts";
import { manifestPath, planProvision } from "../plan/provision.ts";
import type { PullRequestPlan } from "../domain/plan.ts";
import type { StepResult } from "./step-result.ts";
import type { Configuration } from "./configuration.ts";
import type { Ports } from "./ports.ts";
import { refused } from "./refuse.ts";
import { nameTaken } from "./request-desk.ts";
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
  const planned = await claimPath(ports, configuration, { record, offering });
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

/**
 * Writes the path that this request will fill into its record before anything is made. Of two requests for one name,
 * each sees the other's claim; the one that was asked later gives way.
 */
async function claimPath(
  ports: Ports,
  configuration: Configuration,
  { record, offering }: { readonly record: RequestRecord; readonly offering: Offering },
): Promise<RequestRecord> {
  if (record.manifestPath !== undefined) return record;
  const { request } = record;
  const namespace = configuration.platform.teams.get(request.team)?.namespace ?? request.team;
  const claimed: RequestRecord = {
    ...record,
    manifestPath: manifestPath(request),
    object: objectOf(offering, namespace, request.name),
  };
  await ports.store.requests.save(claimed);
  const taken = await nameTaken(ports, configuration, request);
  return taken === undefined ? claimed : refused(ports, claimed, taken.message);
}

function objectOf(offering: Offering, namespace: string, name: string): ObjectRef {
  const { apiVersion, kind, namespaced } = offering.target;
  const ref = { group: groupOf(apiVersion), kind, name };
  return namespaced ? { ...ref, namespace } : ref;
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
