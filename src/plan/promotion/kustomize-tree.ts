import { folderOf, joinPath, type FileSet } from "../../yaml/file-set.ts";
import { overrideOfEntry, type ImageOverride } from "./image-parts.ts";
import { applyPatch, type Patch } from "./kustomize-patches.ts";
import {
  itemsAt,
  leafAt,
  textAt,
  traceDocument,
  traceInside,
  type Traced,
  type TracedLeaf,
} from "./traced.ts";

/** A layer of a Kustomize build: the images that one kustomization puts in. */
export interface ImageLayer {
  /** The kustomization's folder. */
  readonly folder: string;
  readonly overrides: readonly ImageOverride[];
}

export interface BuiltObject {
  readonly value: Traced;
  /** The layers that it goes through, the innermost first. */
  readonly layers: readonly ImageLayer[];
}

/** What a folder with a kustomization makes, as far as versions need it. */
export interface KustomizeTree {
  readonly objects: readonly BuiltObject[];
  /** All layers, the innermost first. */
  readonly layers: readonly ImageLayer[];
  /** Entries of `helmCharts`. */
  readonly charts: readonly Traced[];
  /** Bases in other repositories: `https://github.com/acme/base?ref=v1.4.2`. */
  readonly remotes: readonly TracedLeaf[];
  /** Which kustomization's folder brought a file in. */
  readonly loadedBy: ReadonlyMap<string, string>;
}

const fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The kustomization of a folder, if there is one. */
export function kustomizationIn(folder: string, files: FileSet): string | undefined {
  return fileNames
    .map((name) => (folder === "" ? name : `${folder}/${name}`))
    .find((path) => files.has(path));
}

/** Bases deeper than this are a circle. */
const deepest = 20;

/**
 * Follows a kustomization to its bases, components and patches. What it makes of names, labels and replacements is left
 * out: no version is in them.
 */
export function buildKustomization(folder: string, files: FileSet): KustomizeTree {
  const collected: Collected = { charts: [], remotes: [], layers: [], loadedBy: new Map() };
  const objects = build(folder, { files, collected, depth: 0 });
  return { objects, ...collected };
}

interface Collected {
  readonly charts: Traced[];
  readonly remotes: TracedLeaf[];
  readonly layers: ImageLayer[];
  readonly loadedBy: Map<string, string>;
}

interface Walk {
  readonly files: FileSet;
  readonly collected: Collected;
  readonly depth: number;
}

function build(folder: string, walk: Walk): readonly BuiltObject[] {
  const { files, depth, collected } = walk;
  const path = kustomizationIn(folder, files);
  const [document] = path === undefined ? [] : files.documents(path);
  if (path === undefined || document === undefined || depth > deepest) return [];
  const kustomization = traceDocument(document, path);
  const resources = [
    ...itemsAt(kustomization, ["resources"]),
    ...itemsAt(kustomization, ["bases"]),
  ];
  const objects = resources.flatMap((entry) => resourceObjects(entry, folder, walk));
  collected.charts.push(...itemsAt(kustomization, ["helmCharts"]));
  const withComponents = itemsAt(kustomization, ["components"]).reduce<readonly BuiltObject[]>(
    (all, entry) => addComponent(all, entry, folder, walk),
    objects,
  );
  return layered(withComponents, { kustomization, folder, layer: folder }, walk);
}

/** A component is a kustomization that works on what its parent has so far. */
function addComponent(
  objects: readonly BuiltObject[],
  entry: Traced,
  parent: string,
  walk: Walk,
): readonly BuiltObject[] {
  const folder = entry.kind === "leaf" ? joinPath(parent, entry.text) : undefined;
  const path = folder === undefined ? undefined : kustomizationIn(folder, walk.files);
  const [document] = path === undefined ? [] : walk.files.documents(path);
  if (folder === undefined || path === undefined || document === undefined) return objects;
  const kustomization = traceDocument(document, path);
  const own = itemsAt(kustomization, ["resources"]).flatMap((one) =>
    resourceObjects(one, folder, walk),
  );
  return layered([...objects, ...own], { kustomization, folder, layer: parent }, walk);
}

function resourceObjects(entry: Traced, folder: string, walk: Walk): readonly BuiltObject[] {
  if (entry.kind !== "leaf") return [];
  if (/:\/\/|\?ref=|^(?:git@|github\.com\/)/.test(entry.text)) {
    walk.collected.remotes.push(entry);
    return [];
  }
  const path = joinPath(folder, entry.text);
  if (path === undefined) return [];
  if (!walk.files.has(path)) return build(path, { ...walk, depth: walk.depth + 1 });
  walk.collected.loadedBy.set(path, folder);
  return walk.files
    .documents(path)
    .map((document) => ({ value: traceDocument(document, path), layers: [] }));
}

interface Layering {
  readonly kustomization: Traced;
  /** From where its paths are meant. */
  readonly folder: string;
  /** The folder whose layer it is: a component's is its parent's. */
  readonly layer: string;
}

/** What a kustomization does to the objects below it: first its patches, then its images. */
function layered(
  objects: readonly BuiltObject[],
  { kustomization, folder, layer: owner }: Layering,
  { files, collected }: Walk,
): readonly BuiltObject[] {
  let values = objects.map(({ value }) => value);
  for (const patch of patchesOf(kustomization, folder, files)) {
    for (const path of patch.paths) collected.loadedBy.set(path, owner);
    values = [...applyPatch(values, patch)];
  }
  const overrides = itemsAt(kustomization, ["images"]).flatMap(
    (entry) => overrideOfEntry(entry) ?? [],
  );
  const layer = { folder: owner, overrides };
  collected.layers.push(layer);
  return values.map((value, index) => ({
    value,
    layers: [...(objects[index]?.layers ?? []), layer],
  }));
}

interface LoadedPatch extends Patch {
  readonly paths: readonly string[];
}

function patchesOf(kustomization: Traced, folder: string, files: FileSet): readonly LoadedPatch[] {
  const modern = ["patches", "patchesJson6902"].flatMap((key) => itemsAt(kustomization, [key]));
  const old = itemsAt(kustomization, ["patchesStrategicMerge"]);
  const ofEntry = (entry: Traced): readonly LoadedPatch[] => {
    const target = targetOf(entry);
    const aimed = target === undefined ? {} : { target };
    const inline = leafAt(entry, ["patch"]);
    const inside = inline === undefined ? undefined : traceInside(inline);
    if (inside !== undefined) {
      const path = inline?.origin?.path;
      return [{ value: inside, ...aimed, paths: path === undefined ? [] : [path] }];
    }
    const path = joinPath(folder, textAt(entry, ["path"]) ?? "");
    return path === undefined ? [] : patchesOfFile(path, aimed);
  };
  const patchesOfFile = (path: string, aimed: Pick<Patch, "target">): readonly LoadedPatch[] =>
    files
      .documents(path)
      .map((document) => ({ value: traceDocument(document, path), ...aimed, paths: [path] }));
  const oldPatches = old.flatMap((entry) => {
    const path = entry.kind === "leaf" ? joinPath(folder, entry.text) : undefined;
    return path === undefined ? [] : patchesOfFile(path, {});
  });
  return [...oldPatches, ...modern.flatMap(ofEntry)];
}

function targetOf(entry: Traced): Patch["target"] {
  const kind = textAt(entry, ["target", "kind"]);
  const name = textAt(entry, ["target", "name"]);
  if (kind === undefined && name === undefined) return undefined;
  return { ...(kind === undefined ? {} : { kind }), ...(name === undefined ? {} : { name }) };
}

/** The layers that work on a value of an object: from the one that brought its file in, outwards. */
export function layersOver(
  leaf: TracedLeaf,
  { layers }: BuiltObject,
  { loadedBy }: KustomizeTree,
): readonly ImageLayer[] {
  const path = leaf.origin?.path;
  const folder = path === undefined ? undefined : (loadedBy.get(path) ?? folderOf(path));
  const from = layers.findIndex((layer) => layer.folder === folder);
  return from === -1 ? layers : layers.slice(from);
}
