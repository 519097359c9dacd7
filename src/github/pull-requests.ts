import { TerminalError } from "../domain/errors.ts";
import type { PullRequestPlan } from "../domain/plan.ts";
import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import { repositoryName, type RepositoryRef, type RepositoryTree } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import type { DefaultBranches } from "./default-branch.ts";
import { isRefusal, refusalOf } from "./errors.ts";
import type { FileContents } from "./file-contents.ts";
import type { Answer } from "./operations.ts";
import { readPages } from "./pages.ts";
import { assertWritable } from "./written-paths.ts";

type GitHubPullRequest =
  | Answer<"GET /repos/{owner}/{repo}/pulls/{pull_number}">
  | Answer<"GET /repos/{owner}/{repo}/pulls">[number];

/** GitHub's pull request → the port's facts. */
export function pullRequestFacts(pull: GitHubPullRequest): PullRequestFacts {
  // Before the merge, merge_commit_sha is that of a test merge and says nothing.
  const merged = pull.merged_at !== null;
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    author: pull.user?.login ?? "ghost",
    state: pull.state === "open" ? "open" : "closed",
    merged,
    ...(merged && pull.merge_commit_sha !== null ? { mergeCommitSha: pull.merge_commit_sha } : {}),
    headRef: pull.head.ref,
    headSha: pull.head.sha,
    baseRef: pull.base.ref,
    baseSha: pull.base.sha,
    draft: pull.draft ?? false,
    labels: pull.labels.flatMap(({ name }) => (name === undefined ? [] : [name])),
  };
}

/** Branches with one commit, and their pull requests. */
export class PullRequests {
  readonly #client: GitHubClient;
  readonly #files: FileContents;
  readonly #branches: DefaultBranches;

  constructor(client: GitHubClient, files: FileContents, branches: DefaultBranches) {
    this.#client = client;
    this.#files = files;
    this.#branches = branches;
  }

  async ensure(
    base: RepositoryTree,
    plan: PullRequestPlan,
    mayExist: boolean,
  ): Promise<PullRequestFacts> {
    assertWritable(plan.files);
    const { repository } = base;
    if (mayExist) {
      const known = await this.#find(repository, plan.branch);
      if (known !== undefined) return known;
      if (await this.#hasBranch(repository, plan.branch)) return this.#open(repository, plan);
    }
    const commitSha = await this.#commit(base, plan);
    const created = await this.#createBranch(repository, plan.branch, commitSha);
    if (!created) {
      const known = await this.#find(repository, plan.branch);
      if (known !== undefined) return known;
    }
    return this.#open(repository, plan);
  }

  async read(repository: RepositoryRef, number: number): Promise<PullRequestFacts> {
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/pulls/{pull_number}",
      { pull_number: number },
    );
    return pullRequestFacts(data);
  }

  async close(repository: RepositoryRef, number: number): Promise<void> {
    await this.#client.call(repository, "PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
      pull_number: number,
      state: "closed",
    });
  }

  async listOpen(repository: RepositoryRef): Promise<readonly PullRequestFacts[]> {
    const pulls = await readPages(async (page) => {
      const { data } = await this.#client.call(repository, "GET /repos/{owner}/{repo}/pulls", {
        state: "open",
        sort: "created",
        direction: "asc",
        ...page,
      });
      return data;
    });
    return pulls.map(pullRequestFacts);
  }

  /** The pull request of one of our branches: the open one, else the newest. */
  async #find(repository: RepositoryRef, branch: string): Promise<PullRequestFacts | undefined> {
    const { data } = await this.#client.call(repository, "GET /repos/{owner}/{repo}/pulls", {
      head: `${repository.owner}:${branch}`,
      state: "all",
      sort: "created",
      direction: "desc",
      per_page: 100,
    });
    // GitHub's filter by head has been seen to be ignored when it is not understood: check what came.
    const ours = data.filter(
      ({ head }) =>
        head.ref === branch &&
        head.repo?.full_name.toLowerCase() === repositoryName(repository).toLowerCase(),
    );
    const found = ours.find(({ state }) => state === "open") ?? ours[0];
    return found === undefined ? undefined : pullRequestFacts(found);
  }

  async #hasBranch(repository: RepositoryRef, branch: string): Promise<boolean> {
    try {
      await this.#client.call(repository, "GET /repos/{owner}/{repo}/git/ref/{ref}", {
        ref: `heads/${branch}`,
      });
      return true;
    } catch (error) {
      if (isRefusal(error, 404)) return false;
      throw error;
    }
  }

  /** A commit on top of the base. No author: then GitHub signs it as the App's own. */
  async #commit(base: RepositoryTree, plan: PullRequestPlan): Promise<string> {
    const { data: tree } = await this.#client.call(
      base.repository,
      "POST /repos/{owner}/{repo}/git/trees",
      {
        base_tree: base.treeSha,
        tree: plan.files.map(({ path, content }) => ({
          path,
          mode: "100644",
          type: "blob",
          content,
        })),
      },
    );
    for (const { content } of plan.files) this.#files.remember(content);
    const { data: commit } = await this.#client.call(
      base.repository,
      "POST /repos/{owner}/{repo}/git/commits",
      { message: plan.commitMessage, tree: tree.sha, parents: [base.commitSha] },
    );
    return commit.sha;
  }

  /** False when the branch is there already: then it is adopted as it is. */
  async #createBranch(repository: RepositoryRef, branch: string, sha: string): Promise<boolean> {
    try {
      await this.#client.call(repository, "POST /repos/{owner}/{repo}/git/refs", {
        ref: `refs/heads/${branch}`,
        sha,
      });
      return true;
    } catch (error) {
      if (isRefusal(error, 422) && /reference already exists/i.test(refusalOf(error)?.detail ?? ""))
        return false;
      throw error;
    }
  }

  async #open(repository: RepositoryRef, plan: PullRequestPlan): Promise<PullRequestFacts> {
    const base = await this.#branches.name(repository);
    try {
      const { data } = await this.#client.call(repository, "POST /repos/{owner}/{repo}/pulls", {
        title: plan.title,
        head: plan.branch,
        base,
        body: plan.body,
      });
      return pullRequestFacts(data);
    } catch (error) {
      const detail = refusalOf(error)?.detail ?? "";
      if (/pull request already exists/i.test(detail)) {
        const known = await this.#find(repository, plan.branch);
        if (known !== undefined) return known;
      }
      if (/no commits between/i.test(detail)) {
        throw new TerminalError(
          `The branch ${plan.branch} in ${repositoryName(repository)} has nothing that ${base} lacks, so it can have no pull request. Delete the branch and try again.`,
        );
      }
      throw error;
    }
  }
}
