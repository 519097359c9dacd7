import { lstat, mkdir, realpath, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";

/** A file that may not be written, and why: a whole sentence. */
export class RefusedToWriteError extends Error {
  override readonly name = "RefusedToWriteError";
}

/**
 * Writes a new file under a folder, and makes the folders that it needs. Never writes outside of the folder, also not
 * through a link, and never over a file.
 * @param path relative, with forward slashes.
 * Rejects with {@link RefusedToWriteError}.
 */
export async function writeNewFile(folder: string, path: string, content: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const root = await realpath(folder);
  const target = resolve(root, path);
  if (!isInside(root, target))
    throw new RefusedToWriteError(`${path} would be outside of ${folder}.`);
  let parent = root;
  for (const step of dirname(path)
    .split("/")
    .filter((one) => one !== ".")) {
    parent = join(parent, step);
    await makeFolder(parent);
    const real = await realpath(parent);
    if (isInside(root, real)) continue;
    throw new RefusedToWriteError(
      `${path} would be outside of ${folder}: a link leads to ${real}.`,
    );
  }
  try {
    await writeFile(target, content, { flag: "wx" });
  } catch (error) {
    if (!isExisting(error)) throw error;
    throw new RefusedToWriteError(`${join(folder, path)} is there already. Nothing was written.`);
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!isExisting(error)) throw error;
    const { isFile } = await lstat(path).then((info) => ({ isFile: info.isFile() }));
    if (isFile) throw new RefusedToWriteError(`${path} is a file, and a folder is needed there.`);
  }
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
