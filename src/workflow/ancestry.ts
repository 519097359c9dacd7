import type { RepositoryHost } from "../domain/ports/repository-host.ts";
import type { RepositoryRef } from "../domain/repository.ts";

/** Which commits contain which, as GitHub says it. Answers never change, so they are remembered. */
export interface Ancestry {
  /** Of these revisions, those that contain the commit. The commit contains itself. */
  containing(commitSha: string, revisions: readonly string[]): Promise<ReadonlySet<string>>;
  /** What is known without asking. */
  known(commitSha: string): ReadonlySet<string>;
}

const commitPattern = /^[0-9a-f]{40}$/;

export function createAncestry(host: RepositoryHost, repository: RepositoryRef): Ancestry {
  const answers = new Map<string, Map<string, boolean>>();

  function known(commitSha: string): ReadonlySet<string> {
    const found = [...(answers.get(commitSha) ?? [])].filter(([, contains]) => contains);
    return new Set([commitSha, ...found.map(([revision]) => revision)]);
  }

  return {
    known,
    containing: async (commitSha, revisions) => {
      const ofCommit = answers.get(commitSha) ?? new Map<string, boolean>();
      answers.set(commitSha, ofCommit);
      const unknown = revisions.filter(
        (revision) => commitPattern.test(revision) && !ofCommit.has(revision),
      );
      await Promise.all(
        unknown.map(async (revision) => {
          ofCommit.set(revision, await host.contains(repository, revision, commitSha));
        }),
      );
      return known(commitSha);
    },
  };
}
