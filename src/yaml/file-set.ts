import type { RepositoryFile } from "../domain/repository.ts";
import { readYaml, type YamlDocument, type YamlFile } from "./documents.ts";

/** The files of a repository, to look up by path; YAML is read when it is asked for, and once. */
export interface FileSet {
  has(path: string): boolean;
  text(path: string): string | undefined;
  /** The documents that could be read; none where there is no such file. */
  documents(path: string): readonly YamlDocument[];
  /** The YAML and JSON files in a folder, by path; those in folders below too when asked. `""` is the root. */
  manifestsIn(folder: string, recurse: boolean): readonly string[];
  /** Whether any file is in the folder or below. */
  hasFolder(folder: string): boolean;
  readonly paths: readonly string[];
}

/** Many questions are asked about the same files: each list of files is read once. */
const known = new WeakMap<readonly RepositoryFile[], FileSet>();

/**
 * Looks up files by their paths, which are relative to the repository's root with forward slashes. The same list gives
 * the same set, so the list must not change.
 */
export function fileSetOf(files: readonly RepositoryFile[]): FileSet {
  const found =
    known.get(files) ?? fromTexts(new Map(files.map((file) => [file.path, file.content])));
  known.set(files, found);
  return found;
}

/** The set with other texts for some of its files; what is as it was is not read again. */
export function withTexts(base: FileSet, texts: ReadonlyMap<string, string>): FileSet {
  const all = base.paths.map((path) => [path, texts.get(path) ?? base.text(path) ?? ""] as const);
  const edited = fromTexts(new Map(all));
  return {
    ...edited,
    documents: (path) => (texts.has(path) ? edited : base).documents(path),
  };
}

function fromTexts(texts: ReadonlyMap<string, string>): FileSet {
  const paths = [...texts.keys()].toSorted();
  const read = new Map<string, YamlFile>();
  const fileOf = (path: string): YamlFile | undefined => {
    const text = texts.get(path);
    const file = read.get(path) ?? (text === undefined ? undefined : readYaml(text, path));
    if (file !== undefined) read.set(path, file);
    return file;
  };
  return {
    paths,
    has: (path) => texts.has(path),
    text: (path) => texts.get(path),
    documents: (path) => fileOf(path)?.documents ?? [],
    manifestsIn: (folder, recurse) =>
      paths.filter((path) => /\.(?:ya?ml|json)$/i.test(path) && isIn(path, folder, recurse)),
    hasFolder: (folder) => paths.some((path) => isIn(path, folder, true)),
  };
}

function isIn(path: string, folder: string, recurse: boolean): boolean {
  const start = folder === "" ? "" : `${folder}/`;
  return path.startsWith(start) && (recurse || !path.slice(start.length).includes("/"));
}

/**
 * A path as it is meant from a folder: `../base` from `overlays/dev` is `overlays/base`. Undefined where it leads out of
 * the repository.
 */
export function joinPath(folder: string, path: string): string | undefined {
  const steps: string[] = path.startsWith("/") ? [] : folder.split("/").filter((one) => one !== "");
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join("/");
}

/** The folder that a file is in; `""` for the root. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}
