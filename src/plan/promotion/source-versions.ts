import type { ServiceSource } from "../../domain/service.ts";
import { folderOf, joinPath, type FileSet } from "../../yaml/file-set.ts";
import { isFixedRevision } from "./fixed-revision.ts";
import { imagesInValues } from "./helm-versions.ts";
import type { ImageOverride } from "./image-parts.ts";
import {
  buildKustomization,
  kustomizationIn,
  type BuiltObject,
  type KustomizeTree,
} from "./kustomize-tree.ts";
import { imagesInObjects } from "./manifest-images.ts";
import {
  chartEntry,
  dependenciesOf,
  ownImages,
  overridesIn,
  versionsInObject,
} from "./object-versions.ts";
import { textAt, traceDocument, tracedAt, type Traced, type TracedLeaf } from "./traced.ts";
import type { Versioned } from "./versioned.ts";

/** What a deployer itself says on top of its source. */
export interface OnTop {
  readonly overrides: readonly ImageOverride[];
  /** Helm values, the weakest first. */
  readonly values: readonly Traced[];
}

/** The versions that a source's files say: of a chart, of a kustomization, or of plain manifests. */
export function versionsInSource(
  source: ServiceSource,
  files: FileSet,
  onTop: OnTop,
): readonly Versioned[] {
  const folder = source.here ? source.path : undefined;
  const chartFile = folder === undefined ? undefined : joinPath(folder, "Chart.yaml");
  const isChart = chartFile !== undefined && files.has(chartFile);
  if (isChart || source.chart !== undefined || source.valueFiles.length > 0) {
    const defaults = isChart && folder !== undefined ? [joinPath(folder, "values.yaml") ?? ""] : [];
    const layers = [...defaults, ...source.valueFiles].flatMap((path) => tracedFile(path, files));
    const chart = isChart ? tracedFile(chartFile, files) : [];
    return [...imagesInValues([...layers, ...onTop.values]), ...chart.flatMap(dependenciesOf)];
  }
  const given = imagesInValues(onTop.values);
  if (folder === undefined || !files.hasFolder(folder)) {
    return [...given, ...imagesInObjects(emptyTree, onTop.overrides)];
  }
  return [...given, ...versionsInFolder(folder, source.recurse, files, onTop.overrides)];
}

const emptyTree: KustomizeTree = {
  objects: [],
  layers: [],
  charts: [],
  remotes: [],
  loadedBy: new Map(),
};

function versionsInFolder(
  folder: string,
  recurse: boolean,
  files: FileSet,
  overrides: readonly ImageOverride[],
): readonly Versioned[] {
  const trees = treesIn(folder, recurse, files);
  return trees.flatMap((tree) => [
    ...imagesInObjects(tree, overrides),
    ...tree.objects.flatMap(({ value }) => [
      ...versionsInObject(value),
      ...ownImages(value),
      ...imagesInObjects(emptyTree, overridesIn(value)),
    ]),
    ...tree.charts.flatMap((chart) => chartsOfKustomize(chart, folder, files)),
    ...tree.remotes.flatMap(remoteBase),
  ]);
}

/** A folder with a kustomization is built as one; without, its manifests count, and with Flux the folders below too. */
function treesIn(folder: string, recurse: boolean, files: FileSet): readonly KustomizeTree[] {
  if (kustomizationIn(folder, files) !== undefined) return [buildKustomization(folder, files)];
  const paths = files.manifestsIn(folder, recurse);
  const built = recurse
    ? [...new Set(paths.map(folderOf))].filter((one) => kustomizationIn(one, files) !== undefined)
    : [];
  const tops = built.filter((one) => !built.some((other) => one.startsWith(`${other}/`)));
  const plain = paths.filter((path) => !tops.some((top) => path.startsWith(`${top}/`)));
  const objects = plain.flatMap((path) =>
    files.documents(path).map((document): BuiltObject => ({
      value: traceDocument(document, path),
      layers: [],
    })),
  );
  return [{ ...emptyTree, objects }, ...tops.map((top) => buildKustomization(top, files))];
}

function chartsOfKustomize(chart: Traced, folder: string, files: FileSet): readonly Versioned[] {
  const file = textAt(chart, ["valuesFile"]);
  const path = file === undefined ? undefined : joinPath(folder, file);
  const inline = tracedAt(chart, ["valuesInline"]);
  const layers = [
    ...(path === undefined ? [] : tracedFile(path, files)),
    ...(inline === undefined ? [] : [inline]),
  ];
  return [...chartEntry(chart, "helmCharts"), ...imagesInValues(layers)];
}

/** `https://github.com/acme/base?ref=v1.4.2`: the revision is a part of the address. */
function remoteBase(leaf: TracedLeaf): readonly Versioned[] {
  const [, before, revision, after] = /^(.*[?&]ref=)([^&]+)(.*)$/.exec(leaf.text) ?? [];
  const { origin } = leaf;
  if (before === undefined || revision === undefined || origin === undefined) return [];
  if (!isFixedRevision(revision)) return [];
  const part = {
    aspect: "revision",
    leaf: { ...leaf, text: revision, origin: { ...origin, before, after: after ?? "" } },
  } as const;
  const names = before.replace(/[?&]ref=$/, "");
  return [{ kind: "revision", names, slot: "remote base", parts: [part] }];
}

function tracedFile(path: string, files: FileSet): readonly Traced[] {
  return files
    .documents(path)
    .slice(0, 1)
    .map((document) => traceDocument(document, path));
}
