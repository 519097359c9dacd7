import type { Decision } from "../domain/decision.ts";
import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import { sameRepository, type RepositoryRef } from "../domain/repository.ts";
import { isServiceRecord, type RequestRecord } from "../domain/request.ts";
import { mayMerge, type MergeFacts } from "../plan/may-merge.ts";
import type { Configuration } from "./configuration.ts";
import { decideMove } from "./decide-move.ts";
import { approvalRule, mayApprove } from "./may-approve.ts";
import type { Ports } from "./ports.ts";
import { repositoryOf } from "./pull-request-of.ts";

/** What is known of an open pull request when it is decided whether it may be merged. */
interface Open {
  readonly record: RequestRecord;
  readonly facts: PullRequestFacts;
  /** The default branch of the pull request's repository. */
  readonly branch: string;
  /** Nobody can have reviewed it yet. */
  readonly fresh: boolean;
}

/** Whether a request's pull request may be merged now, by the rules of the default branch for its kind. */
export async function decideMerge(
  ports: Ports,
  configuration: Configuration,
  open: Open,
): Promise<Decision> {
  const { record, facts, branch, fresh } = open;
  const { needed, approvers } = approvalRule(configuration, record);
  const reviews = fresh ? [] : await eligibleReviews(ports, configuration, { record, facts });
  const decision = mayMerge({
    headSha: facts.headSha,
    requesterLogin: record.request.requester.githubLogin,
    baseRef: facts.baseRef,
    defaultBranch: branch,
    draft: facts.draft,
    labels: facts.labels,
    checkConclusion: record.check?.conclusion,
    approvalsNeeded: needed,
    ...(approvers === undefined ? {} : { approvers }),
    reviews,
  });
  if (decision.kind !== "proceed" || !isServiceRecord(record)) return decision;
  return decideMove(ports, configuration, { record, reviews, headSha: facts.headSha });
}

/** Only what is on the default branch is brought to a cluster. */
export async function defaultBranchOf(
  ports: Ports,
  configuration: Configuration,
  repository: RepositoryRef,
): Promise<string> {
  if (sameRepository(repository, configuration.tree.repository)) return configuration.tree.branch;
  return (await ports.host.readDefaultBranch(repository)).branch;
}

async function eligibleReviews(
  ports: Ports,
  configuration: Configuration,
  { record, facts }: Pick<Open, "record" | "facts">,
): Promise<MergeFacts["reviews"]> {
  const reviews = await ports.host.listReviews(repositoryOf(ports, record), facts.number);
  return Promise.all(
    reviews.map(async (review) => ({
      ...review,
      eligible: await mayApprove(ports, configuration, { record, login: review.login }),
    })),
  );
}
