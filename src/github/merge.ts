import type { MergeOutcome } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { refusalOf, type Refusal } from "./errors.ts";

interface Merge {
  readonly headSha: string;
  readonly title: string;
  readonly message: string;
}

/** Squashes a pull request if its head is still `headSha`. What GitHub refuses is explained by how it stands now. */
export async function mergePullRequest(
  client: GitHubClient,
  repository: RepositoryRef,
  number: number,
  merge: Merge,
): Promise<MergeOutcome> {
  try {
    const { data } = await client.call(
      repository,
      "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
      {
        pull_number: number,
        merge_method: "squash",
        sha: merge.headSha,
        commit_title: merge.title,
        commit_message: merge.message,
      },
    );
    return { kind: "merged", commitSha: data.sha };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined || ![405, 409, 422].includes(refusal.status)) throw error;
    return explain(client, repository, { number, headSha: merge.headSha, refusal });
  }
}

async function explain(
  client: GitHubClient,
  repository: RepositoryRef,
  tried: { readonly number: number; readonly headSha: string; readonly refusal: Refusal },
): Promise<MergeOutcome> {
  const { data: pull } = await client.call(
    repository,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    { pull_number: tried.number },
  );
  const { detail } = tried.refusal;
  if (pull.merged && pull.merge_commit_sha !== null)
    return { kind: "merged", commitSha: pull.merge_commit_sha };
  if (pull.state === "closed")
    return { kind: "blocked", message: "The pull request was closed without being merged." };
  if (pull.head.sha !== tried.headSha)
    return { kind: "retry", message: "New commits were pushed to the pull request meanwhile." };
  if (/(?:base|head) branch was modified/i.test(detail))
    return { kind: "retry", message: `GitHub says: ${detail}` };
  // null: GitHub has not computed yet whether it can be merged.
  if (pull.mergeable === null)
    return { kind: "retry", message: "GitHub is still computing whether it can be merged." };
  if (!pull.mergeable || pull.mergeable_state === "dirty")
    return {
      kind: "blocked",
      message: "It conflicts with the base branch. Update the branch, or close it and ask again.",
    };
  return { kind: "blocked", message: `GitHub does not merge it: ${detail}` };
}
