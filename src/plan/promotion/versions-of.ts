import type { ServiceInstance, ServiceSource, ValuePath } from "../../domain/service.ts";
import { folderOf, joinPath, type FileSet } from "../../yaml/file-set.ts";
import { isFixedRevision } from "./fixed-revision.ts";
import { valuesOfApplicationSource } from "./helm-versions.ts";
import { buildKustomization, kustomizationIn } from "./kustomize-tree.ts";
import { overridesIn, sourcesIn, valuesOfRelease, versionsInObject } from "./object-versions.ts";
import { ownDeployer, type OwnDeployer } from "./own-deployer.ts";
import { versionsInSource, type OnTop } from "./source-versions.ts";
import {
  itemsAt,
  layOver,
  replaceList,
  textAt,
  traceDocument,
  tracedAt,
  type Traced,
} from "./traced.ts";
import type { Versioned } from "./versioned.ts";

/** Everything with a version in one environment of a service, as the files of one commit say it; each once. */
export function versionsOf(instance: ServiceInstance, files: FileSet): readonly Versioned[] {
  const own = ownDeployer(instance, files);
  const object = withSourceFiles(builtObject(own, files), own, files);
  const ofDeployer = object === undefined ? [] : versionsInObject(object);
  const ofSources = own.sources.flatMap((source, index) =>
    versionsInSource(asOfHere(source), files, onTopOf(object, index)),
  );
  const ofFlux = own.fluxSources.flatMap(versionsInObject);
  return withoutRepeats([...ofSources, ...ofDeployer, ...ofFlux]);
}

/** A source that is held at a tag or a commit takes its files from there: what the files say here does not count for it. */
function asOfHere(source: ServiceSource): ServiceSource {
  const { targetRevision, chart } = source;
  const isHeld =
    chart === undefined && targetRevision !== undefined && isFixedRevision(targetRevision);
  return isHeld ? { ...source, here: false, valueFiles: [] } : source;
}

/** A HelmRelease is often a patch over a base: what counts is what the kustomization makes of both. */
function builtObject({ object, definedIn }: OwnDeployer, files: FileSet): Traced | undefined {
  if (object === undefined || definedIn === undefined) return object;
  const folder = folderOf(definedIn);
  if (kustomizationIn(folder, files) === undefined) return object;
  const built = buildKustomization(folder, files).objects.find(({ value }) =>
    [["kind"], ["metadata", "name"]].every((path) => textAt(value, path) === textAt(object, path)),
  );
  return built?.value ?? object;
}

/**
 * An Application with what `.argocd-source.yaml` and `.argocd-source-<name>.yaml` in its folder lay over its source
 * (argo-cd reposerver/repository, mergeSourceParameters): Argo CD Image Updater writes versions there.
 */
function withSourceFiles(
  object: Traced | undefined,
  { sources }: OwnDeployer,
  files: FileSet,
): Traced | undefined {
  if (object === undefined || textAt(object, ["kind"]) !== "Application") return object;
  const name = textAt(object, ["metadata", "name"]) ?? "";
  return sources.reduce<Traced>((application, { here, path }, index) => {
    const at = sourcePathOf(application, index);
    if (!here || path === undefined || at === undefined) return application;
    return [".argocd-source.yaml", `.argocd-source-${name}.yaml`].reduce<Traced>((all, file) => {
      const where = joinPath(path, file) ?? "";
      const [document] = files.documents(where);
      return document === undefined ? all : overAt(all, at, traceDocument(document, where));
    }, application);
  }, object);
}

function sourcePathOf(application: Traced, index: number): ValuePath | undefined {
  if (itemsAt(application, ["spec", "sources"]).length > 0) return ["spec", "sources", index];
  return tracedAt(application, ["spec", "source"]) === undefined ? undefined : ["spec", "source"];
}

function overAt(target: Traced, [step, ...rest]: ValuePath, over: Traced): Traced {
  if (step === undefined) return layOver(target, over, replaceList);
  if (target.kind === "list") {
    const items = target.items.map((item, index) =>
      index === step ? overAt(item, rest, over) : item,
    );
    return { kind: "list", items };
  }
  const child = tracedAt(target, [step]);
  if (target.kind !== "map" || child === undefined) return target;
  const entries = new Map(target.entries).set(String(step), overAt(child, rest, over));
  return { kind: "map", entries };
}

function onTopOf(object: Traced | undefined, index: number): OnTop {
  if (object === undefined) return { overrides: [], values: [] };
  const isRelease = textAt(object, ["kind"]) === "HelmRelease";
  return {
    overrides: overridesIn(object),
    values: isRelease
      ? valuesOfRelease(object)
      : valuesOfApplicationSource(sourcesIn(object)[index]),
  };
}

function withoutRepeats(found: readonly Versioned[]): readonly Versioned[] {
  const byPlace = new Map<string, Versioned>();
  for (const [index, one] of found.entries()) {
    const places = one.parts.flatMap(({ leaf: { origin } }) =>
      origin === undefined ? [] : [[origin.path, origin.document, origin.at, origin.inside]],
    );
    const key = places.length === 0 ? `${index}` : JSON.stringify(places);
    if (!byPlace.has(key)) byPlace.set(key, one);
  }
  return [...byPlace.values()];
}
