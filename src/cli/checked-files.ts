import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { ChangedFile, Violation } from "../domain/guardrail.ts";
import { isManifestPath, unreadFinding } from "../policies/unread-files.ts";
import { readGitBase } from "./git-base.ts";
import { readTextFile } from "./text-file.ts";

/** Folders that hold no files of one's own. */
const passedOver = new Set([".git", "node_modules"]);

interface Found {
  /** As it is shown: relative to where the command runs, with forward slashes. */
  readonly shown: string;
  readonly absolute: string;
  /** Relative to the folder that was given; the file's own name when a file was given. */
  readonly inside: string;
}

/** What was found on disk. */
export interface CheckedFiles {
  readonly files: readonly ChangedFile[];
  /** Files with manifests that can't be read: too large, or no UTF-8. */
  readonly unread: readonly Violation[];
}

/**
 * The files that were named, and all in the folders that were named, with what they were under `base`: a folder, a
 * file, or `git:` with a commit, branch or tag. Files that are only in `base` are removed ones. Rejects with a readable
 * message when a path is not there.
 */
export async function readChangedFiles(
  paths: readonly string[],
  base: string | undefined,
  cwd: string,
): Promise<CheckedFiles> {
  const before = base === undefined ? undefined : await readBase(base, paths, cwd);
  const files: ChangedFile[] = [];
  const unread: Violation[] = [];
  for (const found of await findAll(paths, cwd)) {
    const read = await readTextFile(found.absolute, found.shown);
    const key = [found.shown, found.inside].find((name) => before?.files.has(name) === true);
    const baseContent = before?.single ?? (key === undefined ? undefined : before?.files.get(key));
    if (key !== undefined) before?.files.delete(key);
    if (read.kind === "unread") {
      if (isManifestPath(found.shown))
        unread.push(unreadFinding(found.shown, read.why, read.location));
      continue;
    }
    files.push({
      path: found.shown,
      content: read.text,
      ...(baseContent === undefined ? {} : { baseContent }),
    });
  }
  const removed = before?.single === undefined ? [...(before?.files ?? [])] : [];
  return {
    files: [...files, ...removed.map(([path, baseContent]) => ({ path, baseContent }))],
    unread,
  };
}

/**
 * Files with rules: every YAML and JSON file that was named or is in a folder that was named. Rejects when one of them
 * can't be read: to judge by a part of the rules would let things pass.
 */
export async function readRuleFiles(
  paths: readonly string[],
  cwd: string,
): Promise<readonly { readonly path: string; readonly content: string }[]> {
  const files: { path: string; content: string }[] = [];
  for (const { shown, absolute } of await findAll(paths, cwd)) {
    if (!/\.(?:ya?ml|json)$/i.test(shown)) continue;
    const read = await readTextFile(absolute, shown);
    if (read.kind === "unread") throw new Error(`${shown} can't be read: ${read.why}.`);
    files.push({ path: shown, content: read.text });
  }
  return files;
}

interface Base {
  readonly files: Map<string, string>;
  /** When one file was given, it is what each checked file was. */
  readonly single?: string;
}

async function readBase(base: string, paths: readonly string[], cwd: string): Promise<Base> {
  if (base.startsWith("git:")) {
    return { files: await readGitBase(base.slice("git:".length), paths, cwd) };
  }
  const files = new Map<string, string>();
  for (const { inside, absolute, shown } of await findAll([base], cwd)) {
    const read = await readTextFile(absolute, shown);
    if (read.kind === "text") files.set(inside, read.text);
  }
  const isFile = (await stat(resolve(cwd, base))).isFile();
  const [single] = isFile ? files.values() : [];
  return single === undefined ? { files } : { files, single };
}

async function findAll(paths: readonly string[], cwd: string): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  for (const path of paths) {
    for (const file of await findIn(path, cwd)) found.set(file.absolute, file);
  }
  return [...found.values()];
}

async function findIn(path: string, cwd: string): Promise<readonly Found[]> {
  const absolute = resolve(cwd, path);
  const info = await stat(absolute).catch(() => undefined);
  if (info === undefined) throw new Error(`${path}: there is no such file or folder.`);
  const toFound = (file: string, inside: string): Found => ({
    absolute: file,
    shown: slashed(relative(cwd, file)),
    inside: slashed(inside),
  });
  if (info.isFile()) return [toFound(absolute, basename(absolute))];
  if (!info.isDirectory()) throw new Error(`${path} is neither a file nor a folder.`);
  const files = await walk(absolute);
  return files.map((file) => toFound(file, relative(absolute, file)));
}

/** Links are not followed: they may lead out of the folder, or in circles. */
async function walk(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push(path);
    if (entry.isDirectory() && !passedOver.has(entry.name)) files.push(...(await walk(path)));
  }
  return files;
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
