import type { Review } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { readPages } from "./pages.ts";

interface GitHubReview {
  readonly state: string;
  readonly commit_id: string | null;
  readonly user: { readonly login: string } | null;
}

/** All reviews of a pull request, oldest first → the last of each person that decides. */
export function lastDecidingReviews(reviews: readonly GitHubReview[]): readonly Review[] {
  const last = new Map<string, Review | undefined>();
  for (const { state, commit_id, user } of reviews) {
    if (user === null) continue;
    const decided = decisionOf(state);
    // A comment takes back nothing; a dismissal takes back what it dismisses.
    if (decided === undefined) continue;
    const review =
      decided === "dismissed" || commit_id === null
        ? undefined
        : { login: user.login, state: decided, commitSha: commit_id };
    last.set(user.login.toLowerCase(), review);
  }
  return [...last.values()].filter((review) => review !== undefined);
}

function decisionOf(state: string): Review["state"] | "dismissed" | undefined {
  switch (state.toUpperCase()) {
    case "APPROVED":
      return "approved";
    case "CHANGES_REQUESTED":
      return "changesRequested";
    case "DISMISSED":
      return "dismissed";
    default:
      return undefined;
  }
}

export async function listReviews(
  client: GitHubClient,
  repository: RepositoryRef,
  number: number,
): Promise<readonly Review[]> {
  const reviews = await readPages(async (page) => {
    const { data } = await client.call(
      repository,
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
      { pull_number: number, ...page },
    );
    return data;
  });
  return lastDecidingReviews(reviews);
}
