import { posix } from "node:path";
import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../../domain/json.ts";
import { readYaml } from "../../yaml/documents.ts";

/** The names that Kustomize looks for in a folder, in its order (konfig.RecognizedKustomizationFileNames). */
export const kustomizationNames = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization",
] as const;

/** Whether a path is a kustomization by its name. */
export function isKustomizationPath(path: string): boolean {
  return kustomizationNames.some((name) => posix.basename(path) === name);
}

/** What a kustomization refers to, relative to the repository's root. */
export interface Kustomization {
  readonly path: string;
  /** `resources`, `bases` and `components`: files, or folders with a kustomization of their own. */
  readonly members: readonly string[];
  /** Files that it reads besides: patches, files of generators, configurations. */
  readonly files: readonly string[];
  /** Of those, the patches: parts of objects, which no cluster takes by themselves. */
  readonly patches: readonly string[];
  /** Addresses from which a build would fetch. */
  readonly remote: readonly string[];
  /** Why a build would need more than Kustomize itself. */
  readonly needsHelm: boolean;
  /** A Component only changes what others bring: it is not built by itself. */
  readonly isComponent: boolean;
}

/** Lists of paths, or of objects with a path, that may name other kustomizations. */
const memberKeys = ["resources", "bases", "components"] as const;
const fileKeys = ["crds", "configurations", "generators", "transformers", "validators"] as const;

/** Reads a kustomization as far as it names other files. One that can't be read names none. */
export function readKustomization(content: string, path: string): Kustomization {
  const [document] = readYaml(content, path).documents;
  const value = isJsonObject(document?.value) ? document.value : {};
  const folder = posix.dirname(path);
  const members = memberKeys.flatMap((key) => textsIn(value[key]));
  const remote = members.filter(isRemote);
  const patches = patchesOf(value);
  const files = [
    ...fileKeys.flatMap((key) => textsIn(value[key])),
    ...generatorFiles(value),
    ...patches,
    ...objectsIn(value["replacements"]).flatMap((one) => textsIn([one["path"]])),
    ...textsIn([valueAt(value, ["openapi", "path"])]),
  ];
  const local = (paths: readonly string[]): readonly string[] => [
    ...new Set(paths.filter((one) => !isRemote(one)).flatMap((one) => inRepository(folder, one))),
  ];
  return {
    path,
    members: local(members),
    files: local(files),
    patches: local(patches),
    remote: [...remote, ...files.filter(isRemote)],
    needsHelm: objectsIn(value["helmCharts"]).length > 0 || isJsonObject(value["helmGlobals"]),
    isComponent: stringAt(value, ["kind"]) === "Component",
  };
}

function patchesOf(value: JsonObject): readonly string[] {
  const inline = /[\n{:]/;
  return [
    // A patch may stand right here instead of the name of its file.
    ...textsIn(value["patchesStrategicMerge"]).filter((text) => !inline.test(text)),
    ...["patches", "patchesJson6902"].flatMap((key) =>
      objectsIn(value[key]).flatMap((one) => textsIn([one["path"]])),
    ),
  ];
}

/** `files` may be `key=path`. */
function generatorFiles(value: JsonObject): readonly string[] {
  return ["configMapGenerator", "secretGenerator"]
    .flatMap((key) => objectsIn(value[key]))
    .flatMap((one) => [...textsIn(one["files"]), ...textsIn(one["envs"]), ...textsIn([one["env"]])])
    .map((text) => text.slice(text.indexOf("=") + 1));
}

/** As Kustomize tells a repository or an address from a path (api/internal/git/repospec.go). */
function isRemote(text: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:(?:\/\/|:)/i.test(text) ||
    /^[\w.-]+@[\w.-]+:/.test(text) ||
    /^(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)[/:]/i.test(text) ||
    /[?&](?:ref|version)=/.test(text)
  );
}

/** None where the path leads out of the repository. */
function inRepository(folder: string, path: string): readonly string[] {
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, "");
  return joined.startsWith("..") || path.startsWith("/") ? [] : [joined];
}

function textsIn(value: Json | undefined | readonly (Json | undefined)[]): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}
