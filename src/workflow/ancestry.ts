import type { RepositoryHost } from "../domain/ports/repository-host.ts";
import { repositoryName, type RepositoryRef } from "../domain/repository.ts";

/** Which commits contain which, as GitHub says it. Answers never change, so they are remembered. */
export interface Ancestry {
  /** Of these revisions, those that contain the commit. The commit contains itself. */
  containing(
    repository: RepositoryRef,
    commitSha: string,
    revisions: readonly string[],
  ): Promise<ReadonlySet<string>>;
  /** What is known without asking. */
  known(repository: RepositoryRef, commitSha: string): ReadonlySet<string>;
}

const commitPattern = /^[0-9a-f]{40}$/;

function keyOf(repository: RepositoryRef, commitSha: string): string {
  return `${repositoryName(repository).toLowerCase()} ${commitSha}`;
}

export function createAncestry(host: Pick<RepositoryHost, "contains">): Ancestry {
  const answers = new Map<string, Map<string, boolean>>();

  function known(repository: RepositoryRef, commitSha: string): ReadonlySet<string> {
    const answered = answers.get(keyOf(repository, commitSha)) ?? [];
    const found = [...answered].filter(([, contains]) => contains);
    return new Set([commitSha, ...found.map(([revision]) => revision)]);
  }

  return {
    known,
    containing: async (repository, commitSha, revisions) => {
      const key = keyOf(repository, commitSha);
      const ofCommit = answers.get(key) ?? new Map<string, boolean>();
      answers.set(key, ofCommit);
      const unknown = revisions.filter(
        (revision) => commitPattern.test(revision) && !ofCommit.has(revision),
      );
      await Promise.all(
        unknown.map(async (revision) => {
          ofCommit.set(revision, await host.contains(repository, revision, commitSha));
        }),
      );
      return known(repository, commitSha);
    },
  };
}
