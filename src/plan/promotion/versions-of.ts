import type { ServiceInstance } from "../../domain/service.ts";
import { folderOf, type FileSet } from "../../yaml/file-set.ts";
import { valuesOfApplicationSource } from "./helm-versions.ts";
import { buildKustomization, kustomizationIn } from "./kustomize-tree.ts";
import { overridesIn, sourcesIn, valuesOfRelease, versionsInObject } from "./object-versions.ts";
import { ownDeployer, type OwnDeployer } from "./own-deployer.ts";
import { versionsInSource, type OnTop } from "./source-versions.ts";
import { textAt, type Traced } from "./traced.ts";
import type { Versioned } from "./versioned.ts";

/** Everything with a version in one environment of a service, as the files of one commit say it; each once. */
export function versionsOf(instance: ServiceInstance, files: FileSet): readonly Versioned[] {
  const own = ownDeployer(instance, files);
  const object = builtObject(own, files);
  const ofDeployer = object === undefined ? [] : versionsInObject(object);
  const ofSources = own.sources.flatMap((source, index) =>
    versionsInSource(source, files, onTopOf(object, index)),
  );
  const ofFlux = own.fluxSources.flatMap(versionsInObject);
  return withoutRepeats([...ofSources, ...ofDeployer, ...ofFlux]);
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
