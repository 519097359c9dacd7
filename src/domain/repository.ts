/** A GitHub repository. */
export interface RepositoryRef {
  readonly owner: string;
  readonly name: string;
}

/** `owner/name`, as GitHub writes it. */
export function repositoryName(repository: RepositoryRef): string {
  return `${repository.owner}/${repository.name}`;
}

/** GitHub's names are the same in any case. */
export function sameRepository(a: RepositoryRef, b: RepositoryRef): boolean {
  return repositoryName(a).toLowerCase() === repositoryName(b).toLowerCase();
}

/** The repository that `owner/name` names, or undefined when the text is not of that form. */
export function parseRepositoryName(text: string): RepositoryRef | undefined {
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/([A-Za-z0-9._-]{1,100})$/.exec(text);
  const [, owner, name] = match ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}

/** A file to write: its whole new content. */
export interface FileChange {
  readonly path: string;
  readonly content: string;
}

/**
 * The files of one commit. `paths` lists every file; contents are read on demand.
 * Immutable: a new commit is a new tree.
 */
export interface RepositoryTree {
  readonly repository: RepositoryRef;
  /** The branch whose newest commit it is: `main`. */
  readonly branch: string;
  readonly commitSha: string;
  readonly treeSha: string;
  /** Every file's path with the SHA of its blob. */
  readonly blobs: ReadonlyMap<string, string>;
}

/** One file of a commit, decoded as UTF-8. */
export interface RepositoryFile {
  readonly path: string;
  readonly content: string;
}
