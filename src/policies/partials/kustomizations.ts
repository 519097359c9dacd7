import { posix } from "node:path";
import { isJsonObject, stringAt, valueAt, type Json } from "../../domain/json.ts";
import { readYaml } from "../../yaml/documents.ts";
import { subjectsOf, type Subject } from "../subject.ts";

/** What the kustomization files of a repository use their other files for. */
export interface Kustomizations {
  /** The kustomization that lists a file as a patch. */
  patchedBy(path: string): string | undefined;
  /** The kustomization that takes a file as data: for a generator, as values of a chart, as its own settings. */
  readBy(path: string): string | undefined;
  /** Whether a kustomization lists a file as a resource: a whole object. */
  lists(path: string): boolean;
}

/** The names that Kustomize looks for (sigs.k8s.io/kustomize/api/konfig). */
const fileName = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

export function isKustomization(path: string): boolean {
  return fileName.test(path);
}

interface TextFile {
  readonly path: string;
  readonly content: string;
}

/** Reads the kustomizations among some files; of several files with the same path the first counts. */
export function readKustomizations(files: Iterable<TextFile>): Kustomizations {
  const patches = new Map<string, string>();
  const data = new Map<string, string>();
  const resources = new Set<string>();
  const seen = new Set<string>();
  for (const { path, content } of files) {
    if (!isKustomization(path) || seen.has(path)) continue;
    seen.add(path);
    const folder = posix.dirname(path);
    const within = (name: string): string => posix.normalize(posix.join(folder, name));
    for (const { value } of readYaml(content, path).documents) {
      for (const name of resourceNames(value)) resources.add(within(name));
      for (const name of patchNames(value)) patches.set(within(name), path);
      for (const name of dataNames(value)) data.set(within(name), path);
    }
  }
  return {
    patchedBy: (path) => (resources.has(path) ? undefined : patches.get(path)),
    readBy: (path) => (resources.has(path) ? undefined : data.get(path)),
    lists: (path) => resources.has(path),
  };
}

/** The kustomizations among some files as objects: Kustomize takes them without apiVersion and kind, too. */
export function kustomizationsIn(files: readonly TextFile[]): readonly Subject[] {
  return files
    .filter(({ path }) => isKustomization(path))
    .flatMap(({ path, content }) =>
      readYaml(content, path).documents.flatMap((document) => {
        const { value } = document;
        const identity = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
        const whole = isJsonObject(value) ? { ...identity, ...value } : value;
        return subjectsOf({ ...document, value: whole }, path);
      }),
    );
}

function resourceNames(value: Json): readonly string[] {
  return ["resources", "bases", "crds"].flatMap((field) => texts(valueAt(value, [field])));
}

function patchNames(value: Json): readonly string[] {
  const named = ["patches", "patchesJson6902"].flatMap((field) =>
    items(valueAt(value, [field])).map((patch) => stringAt(patch, ["path"])),
  );
  // An entry of patchesStrategicMerge is a path, or the patch itself.
  const merged = texts(valueAt(value, ["patchesStrategicMerge"]));
  return [...named.filter((name) => name !== undefined), ...merged].filter(isPath);
}

function dataNames(value: Json): readonly string[] {
  const generated = ["configMapGenerator", "secretGenerator"].flatMap((field) =>
    items(valueAt(value, [field])).flatMap((generator) => [
      ...texts(valueAt(generator, ["files"])).map((file) => file.replace(/^[^=]*=/, "")),
      ...texts(valueAt(generator, ["envs"])),
      ...texts([valueAt(generator, ["env"]) ?? null]),
    ]),
  );
  const charts = items(valueAt(value, ["helmCharts"])).flatMap((chart) => [
    ...texts([valueAt(chart, ["valuesFile"]) ?? null]),
    ...texts(valueAt(chart, ["additionalValuesFiles"])),
  ]);
  const replaced = items(valueAt(value, ["replacements"])).map((entry) =>
    stringAt(entry, ["path"]),
  );
  const own = ["configurations", "transformers", "generators", "validators"].flatMap((field) =>
    texts(valueAt(value, [field])),
  );
  const named = replaced.filter((name) => name !== undefined);
  return [...generated, ...charts, ...named, ...own].filter(isPath);
}

function isPath(name: string): boolean {
  return name !== "" && !name.includes("\n");
}

function items(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function texts(value: Json | undefined): readonly string[] {
  return items(value).filter((item) => typeof item === "string");
}
