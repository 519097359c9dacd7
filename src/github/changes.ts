import type { ChangedFile } from "../domain/guardrail.ts";
import type { PullRequestFacts } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { GitHubClient } from "./client.ts";
import { maxFileBytes, textOf, type FileContents, type TreeFile } from "./file-contents.ts";
import { readPages } from "./pages.ts";

/** GitHub lists at most 3,000 changed files of a pull request. */
const maxPages = 30;

/** The blobs of one path before and after. */
interface ChangedPath {
  readonly path: string;
  readonly headSha?: string;
  /** Whether the file was there before. Its SHA then is looked up at the merge base: GitHub does not tell it. */
  readonly hasBase: boolean;
}

/** Why a blob is not read. */
const skip = Symbol("skip");

/** Reads what a pull request changes, with both contents. */
export class Changes {
  readonly #client: GitHubClient;
  readonly #files: FileContents;

  constructor(client: GitHubClient, files: FileContents) {
    this.#client = client;
    this.#files = files;
  }

  /**
   * The changed files, as they are at the head and at the merge base. Symbolic links, submodules, binary files and
   * files over {@link maxFileBytes} are named in `skipped`.
   */
  async read(repository: RepositoryRef, pull: PullRequestFacts) {
    const paths = await this.#changedPaths(repository, pull);
    const foreign = paths.some(
      ({ headSha }) => headSha !== undefined && !this.#files.knows(headSha),
    );
    // The list of changed files tells neither sizes nor modes: the head's tree does.
    const headTree = foreign ? await this.#files.list(repository, pull.headSha) : undefined;
    const needsBase = paths.some(({ hasBase }) => hasBase);
    const baseTree = needsBase ? await this.#mergeBaseTree(repository, pull) : undefined;
    const files: ChangedFile[] = [];
    const skipped: string[] = [];
    for (const changed of paths) {
      const file = await this.#readOne(repository, changed, { headTree, baseTree });
      if (file === skip) skipped.push(changed.path);
      else files.push(file);
    }
    return { files, skipped };
  }

  async #changedPaths(
    repository: RepositoryRef,
    { number }: PullRequestFacts,
  ): Promise<readonly ChangedPath[]> {
    const entries = await readPages(async (page) => {
      const { data } = await this.#client.call(
        repository,
        "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
        { pull_number: number, ...page },
      );
      return data;
    }, maxPages);
    return entries.flatMap(({ filename, status, sha, previous_filename }): ChangedPath[] => {
      if (sha === null) return [{ path: filename, hasBase: false, headSha: "" }];
      if (status === "removed") return [{ path: filename, hasBase: true }];
      if (status === "added" || status === "copied")
        return [{ path: filename, headSha: sha, hasBase: false }];
      if (status !== "renamed" || previous_filename === undefined)
        return [{ path: filename, headSha: sha, hasBase: true }];
      return [
        { path: previous_filename, hasBase: true },
        { path: filename, headSha: sha, hasBase: false },
      ];
    });
  }

  async #mergeBaseTree(
    repository: RepositoryRef,
    pull: PullRequestFacts,
  ): Promise<ReadonlyMap<string, TreeFile>> {
    const { data } = await this.#client.call(
      repository,
      "GET /repos/{owner}/{repo}/compare/{basehead}",
      { basehead: `${pull.baseSha}...${pull.headSha}`, per_page: 1 },
    );
    return this.#files.list(repository, data.merge_base_commit.commit.tree.sha);
  }

  async #readOne(
    repository: RepositoryRef,
    { path, headSha, hasBase }: ChangedPath,
    trees: {
      readonly headTree: ReadonlyMap<string, TreeFile> | undefined;
      readonly baseTree: ReadonlyMap<string, TreeFile> | undefined;
    },
  ): Promise<ChangedFile | typeof skip> {
    const content =
      headSha === undefined
        ? undefined
        : await this.#text(repository, headSha, trees.headTree?.get(path));
    if (content === skip) return skip;
    const before = hasBase ? trees.baseTree?.get(path) : undefined;
    const baseContent =
      before === undefined ? undefined : await this.#text(repository, before.sha, before);
    return {
      path,
      ...(content === undefined ? {} : { content }),
      // What can't be read of the base is left out: the file then counts as new, and is judged whole.
      ...(baseContent === undefined || baseContent === skip ? {} : { baseContent }),
    };
  }

  /** `listed` is the file in its tree: absent there, it is no regular file, unless its blob is ours. */
  async #text(
    repository: RepositoryRef,
    sha: string,
    listed: TreeFile | undefined,
  ): Promise<string | typeof skip> {
    if (!this.#files.knows(sha) && (listed === undefined || listed.size > maxFileBytes))
      return skip;
    const bytes = await this.#files.bytes(repository, sha);
    return bytes.length > maxFileBytes ? skip : (textOf(bytes) ?? skip);
  }
}
