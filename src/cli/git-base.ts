import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { errorMessage } from "../domain/errors.ts";
import { textOfBytes } from "./text-file.ts";

const run = promisify(execFile);
const mostOutput = 512_000_000;

/**
 * The text files under some paths as they were at a commit of the Git repository in a folder, by path relative to it.
 * Rejects with a readable message when there is no such commit, or no Git.
 */
export async function readGitBase(
  ref: string,
  paths: readonly string[],
  cwd: string,
): Promise<Map<string, string>> {
  const commit = await commitOf(ref, cwd);
  const listed = await git(["ls-tree", "-r", "-z", commit, "--", ...paths], cwd);
  const blobs = listed
    .toString("utf8")
    .split("\0")
    // Links and submodules are no files of one's own: only 100644 and 100755 are.
    .flatMap((line) => {
      const [, sha, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return sha === undefined || path === undefined ? [] : [{ sha, path }];
    });
  const contents = await readBlobs(
    blobs.map(({ sha }) => sha),
    cwd,
  );
  const files = new Map<string, string>();
  for (const [index, { path }] of blobs.entries()) {
    const read = textOfBytes(contents[index] ?? Buffer.alloc(0), path);
    if (read.kind === "text") files.set(path, read.text);
  }
  return files;
}

/** All in one process: `<sha> blob <size>`, a line end, the bytes, a line end, for each. */
async function readBlobs(shas: readonly string[], cwd: string): Promise<readonly Buffer[]> {
  if (shas.length === 0) return [];
  const asked = run("git", ["cat-file", "--batch"], {
    cwd,
    encoding: "buffer",
    maxBuffer: mostOutput,
  });
  asked.child.stdin?.end(`${shas.join("\n")}\n`);
  const { stdout } = await asked;
  const blobs: Buffer[] = [];
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf(0x0a, at);
    const size = Number(stdout.subarray(at, end).toString("utf8").split(" ")[2]);
    blobs.push(stdout.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}

async function commitOf(ref: string, cwd: string): Promise<string> {
  try {
    const asked = `${ref}^{commit}`;
    const found = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", asked], cwd);
    return found.toString("utf8").trim();
  } catch (error) {
    if (errorMessage(error).includes("ENOENT")) {
      throw new Error("--base git:… needs git, and git is not installed.", { cause: error });
    }
    throw new Error(`--base git:${ref}: there is no such commit, branch or tag here.`, {
      cause: error,
    });
  }
}

async function git(args: readonly string[], cwd: string): Promise<Buffer> {
  const { stdout } = await run("git", [...args], {
    cwd,
    encoding: "buffer",
    maxBuffer: mostOutput,
  });
  return stdout;
}
