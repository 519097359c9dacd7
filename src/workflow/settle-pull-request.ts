import type { Decision } from "../domain/decision.ts";
import type { Violation } from "../domain/guardrail.ts";
import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import type { RequestCheck, RequestPullRequest, RequestRecord } from "../domain/request.ts";
import { mergeMessage } from "../plan/provision.ts";
import { checkFailedKind } from "../report/replies.ts";
import type { StepResult } from "./step-result.ts";
import type { Configuration } from "./configuration.ts";
import { decideMerge, defaultBranchOf } from "./decide-merge.ts";
import type { Ports } from "./ports.ts";
import { pullRequestOf, repositoryOf } from "./pull-request-of.ts";
import { writeCheck } from "./write-check.ts";

type OpenRecord = RequestRecord & { readonly pullRequest: RequestPullRequest };

/**
 * open → merged (or closed): judges the head commit if it was not judged by today's rules, decides by the rules of
 * the default branch, and merges. Otherwise the record says what it waits for.
 */
export async function settlePullRequest(
  ports: Ports,
  record: RequestRecord,
  fresh: boolean,
): Promise<StepResult> {
  if (record.pullRequest === undefined)
    throw new Error(`${record.request.id} is open without a pull request`);
  return settle(ports, { ...record, pullRequest: record.pullRequest }, fresh);
}

async function settle(ports: Ports, record: OpenRecord, fresh: boolean): Promise<StepResult> {
  const repository = repositoryOf(ports, record);
  const configuration = await ports.configuration.refresh();
  const facts = await ports.host.readPullRequest(repository, record.pullRequest.number);
  const branch = await defaultBranchOf(ports, configuration, repository);
  if (facts.merged && facts.baseRef !== branch) {
    const reason = `A person merged the pull request into ${facts.baseRef}. Only what is on ${branch} is brought to the cluster.`;
    return unjudged(closed(ports, record, reason));
  }
  if (facts.merged) return unjudged(merged(ports, record, facts.mergeCommitSha ?? facts.headSha));
  if (facts.state === "closed") return unjudged(closed(ports, record, closedByPerson));
  const { check, violations } = await checkOf(ports, configuration, { record, facts, fresh });
  const pullRequest = pullRequestOf(ports, repository, facts);
  const judged: OpenRecord = { ...record, pullRequest, check };
  // By what it was judged stands in the record before it is merged: afterwards nobody judges it again.
  if (check !== record.check) await ports.store.requests.save(judged);
  const decision = await decideMerge(ports, configuration, {
    record: judged,
    facts,
    branch,
    fresh,
  });
  const settled =
    decision.kind === "proceed" ? await merge(ports, judged, facts) : { ...judged, decision };
  return { record: settled, violations };
}

function unjudged(record: RequestRecord): StepResult {
  return { record, violations: [] };
}

function merged(ports: Ports, record: OpenRecord, mergeCommitSha: string): RequestRecord {
  const { decision: _, ...rest } = record;
  return { ...rest, state: "merged", mergeCommitSha, mergedAt: ports.clock.now().toISOString() };
}

const closedByPerson =
  "The pull request was closed without being merged. Nothing was changed. Ask again when you need it.";

function closed(ports: Ports, record: OpenRecord, reason: string): RequestRecord {
  return { ...record, state: "closed", reason, finishedAt: ports.clock.now().toISOString() };
}

async function checkOf(
  ports: Ports,
  configuration: Configuration,
  { record, facts, fresh }: { record: OpenRecord; facts: PullRequestFacts; fresh: boolean },
): Promise<{ readonly check: RequestCheck; readonly violations: readonly Violation[] }> {
  const known = record.check;
  if (known?.headSha === facts.headSha && known.rulesDigest === configuration.rulesDigest) {
    // What was found is not kept: when the process died before it was told, it must be found again to be named.
    const told =
      known.conclusion === "success" || Object.hasOwn(record.replies, checkFailedKind(known));
    if (fresh || told) return { check: known, violations: [] };
  }
  const repository = repositoryOf(ports, record);
  const change = await ports.host.readChange(repository, facts);
  const { check, judgement } = await writeCheck(ports, configuration, {
    repository,
    headSha: facts.headSha,
    pullRequest: facts.number,
    ...change,
    mayExist: true,
  });
  return { check, violations: judgement.violations };
}

async function merge(
  ports: Ports,
  record: OpenRecord,
  facts: PullRequestFacts,
): Promise<RequestRecord> {
  const repository = repositoryOf(ports, record);
  const { title, message } = mergeMessage(record.request, facts);
  const outcome = await ports.host.mergePullRequest(repository, facts.number, {
    headSha: facts.headSha,
    title,
    message,
  });
  if (outcome.kind === "retry")
    throw new Error(`GitHub did not merge #${facts.number} yet: ${outcome.message}`);
  if (outcome.kind === "blocked") {
    const decision: Decision = {
      kind: "wait",
      reasonCode: "conflict",
      message: `GitHub does not let it be merged: ${outcome.message}`,
    };
    return { ...record, decision };
  }
  await ports.host.deleteBranch(repository, facts.headRef).catch((error: unknown) => {
    ports.log.warn(
      { requestId: record.request.id, error: String(error) },
      "the merged branch could not be deleted",
    );
  });
  return merged(ports, record, outcome.commitSha);
}
