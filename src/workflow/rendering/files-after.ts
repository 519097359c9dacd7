import type { ChangedFile } from "../../domain/guardrail.ts";
import type { RepositoryHost } from "../../domain/ports/repository-host.ts";
import type { RepositoryTree } from "../../domain/repository.ts";
import type { RepositoryFiles } from "./find-roots.ts";

/**
 * A branch's files as they will be when a change is merged: its own and the changed ones. What is read is kept by the
 * host, by its SHA.
 */
export function filesAfter(
  host: Pick<RepositoryHost, "readFile">,
  tree: RepositoryTree,
  files: readonly ChangedFile[],
): RepositoryFiles {
  const changed = new Map(files.map(({ path, content }) => [path, content]));
  const kept = [...tree.blobs.keys()].filter((path) => !changed.has(path));
  const written = files.flatMap(({ path, content }) => (content === undefined ? [] : [path]));
  return {
    paths: [...kept, ...written].toSorted(),
    read: async (path) =>
      // A file that is too large is none that anything is built from; the build says what it misses.
      changed.has(path) ? changed.get(path) : host.readFile(tree, path).catch(() => undefined),
  };
}
