import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import type { DefinitionPlace, ValuePath } from "../../domain/service.ts";
import { folderOf, type FileSet } from "../../yaml/file-set.ts";
import { pathMatcher } from "./path-glob.ts";

/** Where a parameter's value is written. */
export interface ParameterOrigin {
  readonly path: string;
  readonly document: number;
  readonly at: ValuePath;
}

/** One set of parameters that a generator makes: one Application. */
export interface ParameterSet {
  /** As the template sees them: nested with Go templates, dotted names without. */
  readonly values: JsonObject;
  /** By dotted name; a parameter that Argo CD computes has none. */
  readonly origins: ReadonlyMap<string, ParameterOrigin>;
  readonly place: DefinitionPlace;
}

/** An ApplicationSet's document, and the files that its generators may read. */
export interface SetSource {
  readonly path: string;
  readonly document: number;
  readonly files: FileSet;
  /** Whether a repository is the one that the files are of. */
  isHere(url: string): boolean;
}

/**
 * The parameters of one generator, as far as files tell: `list`, `git` (files and directories) of this repository, and a
 * `matrix` of them (argo-cd applicationset/generators). Undefined for what only Argo CD knows, such as `clusters`.
 */
export function parametersOf(
  generator: Json,
  at: ValuePath,
  source: SetSource,
): readonly ParameterSet[] | undefined {
  if (!isJsonObject(generator)) return undefined;
  if (isJsonObject(generator["list"])) return listParameters(generator["list"], at, source);
  if (isJsonObject(generator["git"])) return gitParameters(generator["git"], at, source);
  if (isJsonObject(generator["matrix"])) return matrixParameters(generator["matrix"], at, source);
  return undefined;
}

function listParameters(
  list: JsonObject,
  at: ValuePath,
  source: SetSource,
): readonly ParameterSet[] {
  const { path, document } = source;
  return jsonList(list["elements"]).flatMap((element, index) => {
    if (!isJsonObject(element)) return [];
    const where = [...at, "list", "elements", index];
    const origins = originsOf(element, { path, document, at: where });
    return [{ values: element, origins, place: { path, document, at: where } }];
  });
}

function gitParameters(
  git: JsonObject,
  at: ValuePath,
  source: SetSource,
): readonly ParameterSet[] | undefined {
  if (!source.isHere(stringAt(git, ["repoURL"]) ?? "")) return undefined;
  const place = { path: source.path, document: source.document, at };
  const fixed = isJsonObject(git["values"]) ? git["values"] : undefined;
  const withValues = (values: JsonObject): JsonObject =>
    fixed === undefined ? values : { ...values, values: fixed };
  const fromFiles = matchesOf(git["files"], source.files.paths).flatMap((path) => {
    const [document] = source.files.documents(path);
    if (document === undefined) return [];
    const entries = Array.isArray(document.value)
      ? (document.value as readonly Json[])
      : [document.value];
    return entries.flatMap((values, index): readonly ParameterSet[] => {
      if (!isJsonObject(values)) return [];
      const origin = {
        path,
        document: document.index,
        at: Array.isArray(document.value) ? [index] : [],
      };
      const all = withValues({ ...values, path: pathParameters(folderOf(path), path) });
      return [{ values: all, origins: originsOf(values, origin), place: origin }];
    });
  });
  const folders = [...new Set(source.files.paths.flatMap(foldersAbove))];
  const fromFolders = matchesOf(git["directories"], folders).map((folder) => ({
    values: withValues({ path: pathParameters(folder) }),
    origins: new Map<string, ParameterOrigin>(),
    place,
  }));
  return [...fromFiles, ...fromFolders];
}

function matrixParameters(
  matrix: JsonObject,
  at: ValuePath,
  source: SetSource,
): readonly ParameterSet[] | undefined {
  const [first, second] = jsonList(matrix["generators"]).map((generator, index) =>
    parametersOf(generator, [...at, "matrix", "generators", index], source),
  );
  if (first === undefined || second === undefined) return undefined;
  return first.flatMap((one) =>
    second.map((two) => ({
      values: { ...one.values, ...two.values },
      origins: new Map([...one.origins, ...two.origins]),
      place: one.origins.size > 0 ? one.place : two.place,
    })),
  );
}

/** `path` with all that Argo CD derives from it; read as `path`, `path.basename` or `path[0]`, or `.path.path`. */
function pathParameters(folder: string, file?: string): JsonObject {
  const segments = folder.split("/");
  const basename = segments.at(-1) ?? "";
  return {
    path: folder,
    basename,
    basenameNormalized: basename.toLowerCase().replaceAll(/[^a-z0-9.-]/g, "-"),
    segments,
    ...(file === undefined ? {} : { filename: file.slice(file.lastIndexOf("/") + 1) }),
  };
}

function originsOf(
  values: JsonObject,
  origin: ParameterOrigin,
): ReadonlyMap<string, ParameterOrigin> {
  const found = new Map<string, ParameterOrigin>();
  const open: { readonly value: Json | undefined; readonly steps: ValuePath }[] = [
    { value: values, steps: [] },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, steps } = next;
    if (typeof value === "object" && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        open.push({ value: child, steps: [...steps, Array.isArray(value) ? Number(key) : key] });
      }
    } else {
      found.set(steps.join("."), { ...origin, at: [...origin.at, ...steps] });
    }
  }
  return found;
}

/** The paths that a list of `{path: glob, exclude?}` means: `*` stays in one folder, `**` does not (doublestar). */
function matchesOf(patterns: Json | undefined, paths: readonly string[]): readonly string[] {
  const rules = jsonList(patterns).flatMap((entry) => {
    const glob = stringAt(entry, ["path"]);
    const matches = glob === undefined ? undefined : pathMatcher(glob);
    return matches === undefined ? [] : [{ matches, isOut: valueAt(entry, ["exclude"]) === true }];
  });
  return paths.filter(
    (path) =>
      rules.some(({ matches, isOut }) => !isOut && matches(path)) &&
      !rules.some(({ matches, isOut }) => isOut && matches(path)),
  );
}

function foldersAbove(path: string): readonly string[] {
  const steps = path.split("/").slice(0, -1);
  return steps.map((_step, index) => steps.slice(0, index + 1).join("/"));
}

function jsonList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
