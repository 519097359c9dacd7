import { resolve } from "node:path";
import type { ChangedFile } from "../domain/guardrail.ts";
import type { RepositoryFiles } from "../workflow/rendering/find-roots.ts";
import { readTextFile } from "./text-file.ts";

/**
 * The checked files, and what they refer to in the folder where the command runs. What is outside that folder is not
 * read: nothing that is built may take files from there.
 */
export function filesOnDisk(files: readonly ChangedFile[], cwd: string): RepositoryFiles {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  return {
    paths: files.flatMap(({ path, content }) =>
      content === undefined || path.startsWith("../") ? [] : [path],
    ),
    async read(path) {
      if (contents.has(path)) return contents.get(path);
      if (path.startsWith("../")) return undefined;
      const read = await readTextFile(resolve(cwd, path), path).catch(() => undefined);
      return read?.kind === "text" ? read.text : undefined;
    },
  };
}
