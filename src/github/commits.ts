import type { CommitFacts } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";

/** GitHub gives at most so many commits of a comparison on one page. */
const pageSize = 100;

/** The newest commits of a comparison. GitHub lists the oldest first, so the last pages are read. */
export async function listCommitsBetween(
  client: GitHubClient,
  repository: RepositoryRef,
  { base, head, limit }: { readonly base: string; readonly head: string; readonly limit: number },
): Promise<{ readonly commits: readonly CommitFacts[]; readonly total: number }> {
  const read = async (page: number) => {
    const { data } = await client.call(repository, "GET /repos/{owner}/{repo}/compare/{basehead}", {
      basehead: `${base}...${head}`,
      per_page: pageSize,
      page,
    });
    return data;
  };
  const first = await read(1);
  const total = first.total_commits;
  const lastPage = Math.max(1, Math.ceil(total / pageSize));
  const last = lastPage === 1 ? first : await read(lastPage);
  const before = lastPage > 2 ? await read(lastPage - 1) : lastPage === 2 ? first : undefined;
  const commits = [...(before?.commits ?? []), ...last.commits].slice(-limit).toReversed();
  return { commits: commits.map(commitFacts), total };
}

type ComparedCommit = {
  readonly sha: string;
  readonly html_url: string;
  readonly commit: { readonly message: string; readonly author: { readonly name?: string } | null };
  readonly author?: { readonly login?: string } | null;
};

function commitFacts({ sha, html_url, commit, author }: ComparedCommit): CommitFacts {
  return {
    sha,
    url: html_url,
    title: commit.message.split("\n", 1)[0] ?? "",
    author: author?.login ?? commit.author?.name ?? "unknown",
  };
}
