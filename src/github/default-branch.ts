import { repositoryName, type RepositoryRef, type RepositoryTree } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { isRefusal } from "./errors.ts";
import type { FileContents } from "./file-contents.ts";

/** Reads the default branch's newest commit: one call when its files are known already. */
export class DefaultBranches {
  readonly #client: GitHubClient;
  readonly #files: FileContents;
  readonly #names = new Map<string, string>();
  readonly #trees = new Map<string, RepositoryTree>();

  constructor(client: GitHubClient, files: FileContents) {
    this.#client = client;
    this.#files = files;
  }

  /** The default branch's name, learned once. */
  async name(repository: RepositoryRef): Promise<string> {
    const key = repositoryName(repository);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const { data } = await this.#client.call(repository, "GET /repos/{owner}/{repo}", {});
    this.#names.set(key, data.default_branch);
    return data.default_branch;
  }

  /** The same tree object as long as the branch did not move. */
  async read(repository: RepositoryRef): Promise<RepositoryTree> {
    const key = repositoryName(repository);
    const branch = await this.#branch(repository);
    const known = this.#trees.get(key);
    if (known?.commitSha === branch.commitSha) return known;
    const files = await this.#files.list(repository, branch.treeSha);
    const blobs = new Map([...files].map(([path, { sha }]) => [path, sha]));
    const tree: RepositoryTree = { repository, ...branch, blobs };
    this.#trees.set(key, tree);
    return tree;
  }

  async #branch(repository: RepositoryRef) {
    const wasKnown = this.#names.has(repositoryName(repository));
    try {
      return await this.#tip(repository);
    } catch (error) {
      if (!wasKnown || !isRefusal(error, 404)) throw error;
      // The default branch was renamed, perhaps.
      this.#names.delete(repositoryName(repository));
      return await this.#tip(repository);
    }
  }

  async #tip(repository: RepositoryRef) {
    const branch = await this.name(repository);
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/branches/{branch}",
      { branch },
    );
    return { branch, commitSha: data.commit.sha, treeSha: data.commit.commit.tree.sha };
  }
}
