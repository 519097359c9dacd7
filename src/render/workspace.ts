import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize, sep } from "node:path";

/** A folder of the machine that holds some files of a commit, for as long as one tool works on them. */
export interface Workspace {
  /** Holds everything, also what the tool may write. */
  readonly home: string;
  /** Holds the files, by their paths in the repository. */
  readonly repository: string;
}

/** Writes files into a folder of their own, lets something work there, and removes it. */
export async function inWorkspace<T>(
  files: ReadonlyMap<string, string>,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "causeway-render-"));
  try {
    const repository = join(home, "repository");
    await mkdir(repository);
    for (const [path, content] of files) await writeInside(repository, path, content);
    return await work({ home, repository });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Paths come from Git, which has no `..`; a path that leads out is a mistake of ours and nothing is written. */
async function writeInside(folder: string, path: string, content: string): Promise<void> {
  const target = normalize(join(folder, path));
  if (!target.startsWith(`${folder}${sep}`)) throw new Error(`${path} leads out of the repository`);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}
