import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { ChangedFile } from "../domain/guardrail.ts";

/** Folders that hold no files of one's own. */
const passedOver = new Set([".git", "node_modules"]);

/** A longer file is no manifest; the checks would refuse it too. */
const mostBytes = 4_000_000;

interface Found {
  /** As it is shown: relative to where the command runs, with forward slashes. */
  readonly shown: string;
  readonly absolute: string;
  /** Relative to the folder that was given; the file's own name when a file was given. */
  readonly inside: string;
}

/**
 * The files that were named, and all in the folders that were named, with what they were under `base`. Files that are
 * only in `base` are removed ones. Rejects with a readable message when a path is not there.
 */
export async function readChangedFiles(
  paths: readonly string[],
  base: string | undefined,
  cwd: string,
): Promise<readonly ChangedFile[]> {
  const before = base === undefined ? undefined : await readBase(base, cwd);
  const files: ChangedFile[] = [];
  for (const found of await findAll(paths, cwd)) {
    const content = await readText(found.absolute);
    if (content === undefined) continue;
    const key = [found.inside, found.shown].find((name) => before?.files.has(name) === true);
    const baseContent = before?.single ?? (key === undefined ? undefined : before?.files.get(key));
    if (key !== undefined) before?.files.delete(key);
    files.push({
      path: found.shown,
      content,
      ...(baseContent === undefined ? {} : { baseContent }),
    });
  }
  const removed = before?.single === undefined ? [...(before?.files ?? [])] : [];
  return [...files, ...removed.map(([path, baseContent]) => ({ path, baseContent }))];
}

/** Files with rules: every YAML and JSON file that was named or is in a folder that was named. */
export async function readRuleFiles(
  paths: readonly string[],
  cwd: string,
): Promise<readonly { readonly path: string; readonly content: string }[]> {
  const files: { path: string; content: string }[] = [];
  for (const { shown, absolute } of await findAll(paths, cwd)) {
    if (!/\.(?:ya?ml|json)$/i.test(shown)) continue;
    const content = await readText(absolute);
    if (content !== undefined) files.push({ path: shown, content });
  }
  return files;
}

async function readBase(
  base: string,
  cwd: string,
): Promise<{ readonly files: Map<string, string>; readonly single?: string }> {
  const files = new Map<string, string>();
  for (const { inside, absolute } of await findAll([base], cwd)) {
    const content = await readText(absolute);
    if (content !== undefined) files.set(inside, content);
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

/** Undefined for what is too large or no text. */
async function readText(path: string): Promise<string | undefined> {
  const { size } = await lstat(path);
  if (size > mostBytes) return undefined;
  const bytes = await readFile(path);
  return bytes.includes(0) ? undefined : bytes.toString("utf8");
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
