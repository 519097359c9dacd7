import { isExactVersion, isFixedRevision } from "./fixed-revision.ts";
import { imagesInValues, valuesOfApplicationSource } from "./helm-versions.ts";
import { ownText, overrideOfEntry, overrideOfText, type ImageOverride } from "./image-parts.ts";
import {
  entriesAt,
  itemsAt,
  leafAt,
  textAt,
  tracedAt,
  type Traced,
  type TracedLeaf,
} from "./traced.ts";
import type { Versioned } from "./versioned.ts";

/** `kind` of a traced object, with its group. */
export function kindOf(object: Traced): { readonly group: string; readonly kind: string } {
  const apiVersion = textAt(object, ["apiVersion"]) ?? "";
  const slash = apiVersion.indexOf("/");
  return {
    group: slash === -1 ? "" : apiVersion.slice(0, slash),
    kind: textAt(object, ["kind"]) ?? "",
  };
}

/** The sources of an Application with their paths, as `sourcesOf` of the delivery numbers them. */
export function sourcesIn(application: Traced): readonly Traced[] {
  const dry = tracedAt(application, ["spec", "sourceHydrator", "drySource"]);
  if (dry !== undefined) return [dry];
  const many = itemsAt(application, ["spec", "sources"]);
  const one = tracedAt(application, ["spec", "source"]);
  return many.length > 0 || one === undefined ? many : [one];
}

/** What an object that deploys says about versions by itself: charts, revisions, variables. Images are apart. */
export function versionsInObject(object: Traced): readonly Versioned[] {
  const { group, kind } = kindOf(object);
  if (group === "argoproj.io" && kind === "Application") {
    return sourcesIn(object).flatMap((source, index) => sourceVersion(source, index) ?? []);
  }
  if (group === "helm.toolkit.fluxcd.io" && kind === "HelmRelease") return chartOfRelease(object);
  if (group === "kustomize.toolkit.fluxcd.io" && kind === "Kustomization") return variables(object);
  if (group === "source.toolkit.fluxcd.io") return referenceOf(object);
  return compositionOf(object);
}

/** The images that a deployer's own values and overrides name, without what its sources hold. */
export function ownImages(object: Traced): readonly Versioned[] {
  const { kind } = kindOf(object);
  if (kind === "HelmRelease") return imagesInValues(valuesOfRelease(object));
  if (kind !== "Application") return [];
  return sourcesIn(object).flatMap((source) => imagesInValues(valuesOfApplicationSource(source)));
}

/** The values that a HelmRelease gives itself. */
export function valuesOfRelease(object: Traced): readonly Traced[] {
  const values = tracedAt(object, ["spec", "values"]);
  return values === undefined ? [] : [values];
}

/** The images that an Application or a Flux Kustomization puts in the place of those in the manifests. */
export function overridesIn(object: Traced): readonly ImageOverride[] {
  if (kindOf(object).kind === "Application") {
    return sourcesIn(object)
      .flatMap((source) => itemsAt(source, ["kustomize", "images"]))
      .flatMap((entry) => (entry.kind === "leaf" ? (overrideOfText(entry) ?? []) : []));
  }
  return itemsAt(object, ["spec", "images"]).flatMap((entry) => overrideOfEntry(entry) ?? []);
}

function sourceVersion(source: Traced, index: number): Versioned | undefined {
  const revision = leafAt(source, ["targetRevision"]);
  if (revision === undefined) return undefined;
  const chart = textAt(source, ["chart"]);
  const slot = `source ${index}`;
  const leaf = ownText(revision);
  if (chart !== undefined && chart !== "") {
    if (!isExactVersion(revision.text)) return undefined;
    return { kind: "chart", names: chart, slot, parts: [{ aspect: "chartVersion", leaf }] };
  }
  if (!isFixedRevision(revision.text)) return undefined;
  const names = textAt(source, ["repoURL"]) ?? "the repository";
  return { kind: "revision", names, slot, parts: [{ aspect: "revision", leaf }] };
}

function chartOfRelease(release: Traced): readonly Versioned[] {
  const at = ["spec", "chart", "spec"];
  const leaf = leafAt(release, [...at, "version"]);
  if (leaf === undefined || !isExactVersion(leaf.text)) return [];
  const names = textAt(release, [...at, "chart"]) ?? "the chart";
  return [{ kind: "chart", names, slot: "release", parts: [{ aspect: "chartVersion", leaf }] }];
}

/** The chart versions in a Chart.yaml's dependencies, for charts that only wrap others. */
export function dependenciesOf(chart: Traced): readonly Versioned[] {
  return itemsAt(chart, ["dependencies"]).flatMap((dependency) =>
    chartEntry(dependency, "dependency"),
  );
}

/** An entry with a chart's `name` and `version`. */
export function chartEntry(entry: Traced, slot: string): readonly Versioned[] {
  const leaf = leafAt(entry, ["version"]);
  const names = textAt(entry, ["name"]);
  if (leaf === undefined || names === undefined || !isExactVersion(leaf.text)) return [];
  return [{ kind: "chart", names, slot, parts: [{ aspect: "chartVersion", leaf }] }];
}

/**
 * Variables that Flux puts in after the build, as far as both name and value look like a version's. `region_image_count`
 * and `shared_cidr` are none.
 */
function variables(kustomization: Traced): readonly Versioned[] {
  return entriesAt(kustomization, ["spec", "postBuild", "substitute"]).flatMap(([name, leaf]) => {
    const words = name.toLowerCase().split(/[_-]+/);
    const isNamed =
      words.some((word) => versionWords.has(word)) || /(?:[tT]ag|[vV]ersion)$/.test(name);
    const isVersion =
      leaf.kind === "leaf" &&
      isNamed &&
      (isFixedRevision(leaf.text) || /^sha256:|^v?\d+[.\d]*$|[:@-]v?\d+\.\d/.test(leaf.text));
    if (!isVersion) return [];
    return [
      { kind: "variable", names: name, slot: name, parts: [{ aspect: "variable", leaf }] } as const,
    ];
  });
}

const versionWords = new Set(["tag", "version", "digest", "image", "revision", "release"]);

/** The `ref` of a Flux source. What is no single version is left out. */
function referenceOf(source: Traced): readonly Versioned[] {
  const names =
    textAt(source, ["spec", "url"]) ?? textAt(source, ["metadata", "name"]) ?? "the source";
  const isOci = kindOf(source).kind === "OCIRepository";
  return ["digest", "commit", "tag", "semver"].flatMap((key) => {
    const leaf = leafAt(source, ["spec", "ref", key]);
    if (leaf === undefined) return [];
    const isFixed =
      key === "semver"
        ? isExactVersion(leaf.text)
        : key !== "tag" || !isOci || /\d/.test(leaf.text);
    return isFixed
      ? [
          {
            kind: "revision",
            names,
            slot: `ref ${key}`,
            parts: [{ aspect: "revision", leaf }],
          } as const,
        ]
      : [];
  });
}

/** A composite or a claim: the revision that it is pinned to, and a composition whose name ends in a version. */
function compositionOf(object: Traced): readonly Versioned[] {
  const places = [
    ["spec", "compositionRevisionRef", "name"],
    ["spec", "crossplane", "compositionRevisionRef", "name"],
    ["spec", "compositionRef", "name"],
    ["spec", "crossplane", "compositionRef", "name"],
  ];
  const { kind } = kindOf(object);
  return places.flatMap((place): readonly Versioned[] => {
    const leaf = leafAt(object, place);
    const key = place.at(-2) ?? "";
    if (leaf === undefined || !isVersionedName(leaf, key)) return [];
    // The name of a composition that is chosen by size or cloud is no version: it must be the same up to its version.
    const stem = key === "compositionRef" ? ` ${leaf.text.replace(/[-.]v?\d[\w.-]*$/, "")}` : "";
    return [
      {
        kind: "composition",
        names: `${kind}${stem}`,
        slot: `${textAt(object, ["metadata", "name"]) ?? ""} ${key}`,
        parts: [{ aspect: "composition", leaf }],
      },
    ];
  });
}

function isVersionedName({ text }: TracedLeaf, key: string): boolean {
  return key === "compositionRevisionRef" || /[-.]v?\d[\w.-]*$/.test(text);
}
