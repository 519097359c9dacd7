import { normaliseRepositoryUrl } from "../../delivery/repository-url.ts";
import { sourcesOf } from "../../delivery/sources/argocd/application.ts";
import { stringAt, valueAt, type Json } from "../../domain/json.ts";
import { groupOf, type KubernetesObject } from "../../domain/kubernetes.ts";
import type { ServiceSource } from "../../domain/service.ts";
import { folderOf, joinPath, type FileSet } from "../../yaml/file-set.ts";
import { generatorsOf, originsInGenerator, type ArtifactOrigin } from "./artifact-generator.ts";
import { argoGroup } from "./deployer.ts";
import type { WrittenObject } from "./deployers-in.ts";

/** What is known when the sources of a deployer are looked up. */
export interface SourceContext {
  readonly files: FileSet;
  readonly fluxSources: readonly WrittenObject[];
  /** Whether a repository is the one that the files are of; undefined: nobody said which one that is. */
  readonly isHere: ((url: string) => boolean) | undefined;
}

/** The sources of a deployer. Those of a Flux object are found through the source objects that it names. */
export function sourcesOfDeployer(
  object: KubernetesObject,
  definedIn: string | undefined,
  context: SourceContext,
): readonly ServiceSource[] {
  if (groupOf(object.apiVersion) === argoGroup) return applicationSources(object, context);
  return object.kind === "HelmRelease"
    ? helmReleaseSources(object, definedIn, context)
    : kustomizationSources(object, definedIn, context);
}

function applicationSources(
  object: KubernetesObject,
  context: SourceContext,
): readonly ServiceSource[] {
  const sources = sourcesOf(object);
  const hereOf = (repository: string, folder: string): boolean =>
    context.isHere?.(repository) ?? context.files.hasFolder(folder);
  return sources.map((source): ServiceSource => {
    const path = folderPath(source.path);
    const here =
      source.chart === undefined &&
      (path === undefined
        ? context.isHere?.(source.repository) === true
        : hereOf(source.repository, path));
    const at = source.index === undefined ? ["spec", "source"] : ["spec", "sources", source.index];
    const valueFiles = source.valueFiles.flatMap((file) => {
      const [, ref, rest] = /^\$([^/]+)\/(.+)$/.exec(file) ?? [];
      if (ref === undefined || rest === undefined) {
        const own =
          here && path !== undefined ? joinPath(file.startsWith("/") ? "" : path, file) : undefined;
        return own === undefined ? [] : [own];
      }
      const lender = sources.find((one) => one.ref === ref);
      const isLent =
        lender !== undefined && (context.isHere?.(lender.repository) ?? context.files.has(rest));
      return isLent ? [rest] : [];
    });
    return {
      repository: source.repository,
      here,
      ...(path === undefined || source.chart !== undefined ? {} : { path }),
      ...present("targetRevision", source.targetRevision),
      ...present("chart", source.chart),
      valueFiles,
      images: textsOf(valueAt(object, [...at, "kustomize", "images"])),
      recurse: source.recurse,
    };
  });
}

function kustomizationSources(
  object: KubernetesObject,
  definedIn: string | undefined,
  context: SourceContext,
): readonly ServiceSource[] {
  const folder = folderPath(stringAt(object, ["spec", "path"]) ?? "") ?? "";
  const generated = generatedFrom(object, folder, definedIn, context);
  const source =
    generated === undefined
      ? fluxSourceOf(object, ["spec", "sourceRef"], definedIn, context.fluxSources)
      : context.fluxSources.find(
          ({ object: { metadata } }) => metadata.name === generated.sourceName,
        );
  const path = generated?.path ?? folder;
  return [
    {
      repository: repositoryOf(source?.object),
      here: isHereSource(source?.object, context, path),
      path,
      ...present("targetRevision", revisionOf(source?.object)),
      valueFiles: [],
      images: [],
      recurse: true,
    },
  ];
}

/** The folder that an ArtifactGenerator copies to a Kustomization's folder; undefined where none does. */
function generatedFrom(
  object: KubernetesObject,
  folder: string,
  definedIn: string | undefined,
  { files, fluxSources }: SourceContext,
): ArtifactOrigin | undefined {
  const reference = valueAt(object, ["spec", "sourceRef"]);
  const artifact = stringAt(reference, ["name"]);
  if (stringAt(reference, ["kind"]) !== "ExternalArtifact" || artifact === undefined)
    return undefined;
  return nearestFirst(generatorsOf(artifact, fluxSources), definedIn)
    .flatMap((generator) => originsInGenerator(generator.object, artifact, folder))
    .find(({ path }) => files.hasFolder(path));
}

function helmReleaseSources(
  object: KubernetesObject,
  definedIn: string | undefined,
  context: SourceContext,
): readonly ServiceSource[] {
  const chartSpec = ["spec", "chart", "spec"];
  const source =
    fluxSourceOf(object, [...chartSpec, "sourceRef"], definedIn, context.fluxSources) ??
    fluxSourceOf(object, ["spec", "chartRef"], definedIn, context.fluxSources);
  const chart = stringAt(object, [...chartSpec, "chart"]);
  // Flux takes no notice of the version where the chart is a folder.
  const version = stringAt(object, [...chartSpec, "version"]) ?? revisionOf(source?.object);
  const isFolder = chart !== undefined && source?.object.kind === "GitRepository";
  const path = isFolder ? folderPath(chart) : undefined;
  const here = path !== undefined && isHereSource(source?.object, context, path);
  const valueFiles = textsOf(valueAt(object, [...chartSpec, "valuesFiles"]));
  return [
    {
      repository: repositoryOf(source?.object),
      here,
      ...present("path", path),
      ...present("targetRevision", isFolder ? revisionOf(source.object) : version),
      ...(isFolder ? {} : present("chart", chart)),
      valueFiles: here ? valueFiles.flatMap((file) => joinPath("", file) ?? []) : [],
      images: [],
      recurse: false,
    },
  ];
}

/**
 * The source that a Flux object names. Clusters often give theirs the same name (`flux-system`): the one that is written
 * nearest to the object is its own.
 */
export function fluxSourceOf(
  object: KubernetesObject,
  at: readonly string[],
  definedIn: string | undefined,
  sources: readonly WrittenObject[],
): WrittenObject | undefined {
  const reference = valueAt(object, at);
  const kind = stringAt(reference, ["kind"]);
  const name = stringAt(reference, ["name"]);
  const namespace = stringAt(reference, ["namespace"]) ?? object.metadata.namespace;
  const candidates = sources.filter(
    ({ object: { kind: itsKind, metadata } }) =>
      itsKind === kind &&
      metadata.name === name &&
      (metadata.namespace === undefined ||
        namespace === undefined ||
        metadata.namespace === namespace),
  );
  return nearestFirst(candidates, definedIn)[0];
}

/** Those that are written nearest to a file come first. */
function nearestFirst(
  objects: readonly WrittenObject[],
  file: string | undefined,
): readonly WrittenObject[] {
  const from = folderOf(file ?? "").split("/");
  return objects.toSorted((a, b) => nearness(b.path, from) - nearness(a.path, from));
}

function nearness(path: string, from: readonly string[]): number {
  const steps = folderOf(path).split("/");
  const apart = from.findIndex((step, index) => steps[index] !== step);
  return apart === -1 ? from.length : apart;
}

function isHereSource(
  source: KubernetesObject | undefined,
  { isHere, files }: SourceContext,
  path: string,
): boolean {
  const url = stringAt(source, ["spec", "url"]);
  if (url === undefined || isHere === undefined) return files.hasFolder(path);
  // A cluster that Flux was bootstrapped in names its own repository so; an OCI artifact is made from one.
  return isHere(url) || (source?.kind === "OCIRepository" && files.hasFolder(path));
}

function repositoryOf(source: KubernetesObject | undefined): string {
  return normaliseRepositoryUrl(stringAt(source, ["spec", "url"]) ?? "");
}

function revisionOf(source: KubernetesObject | undefined): string | undefined {
  const ref = valueAt(source, ["spec", "ref"]);
  // In the order in which the source-controller takes them.
  return ["digest", "commit", "semver", "tag", "name", "branch"]
    .map((key) => stringAt(ref, [key]))
    .find((found) => found !== undefined);
}

function folderPath(path: string | undefined): string | undefined {
  return path === undefined ? undefined : joinPath("", path);
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly Json[]).filter((each) => typeof each === "string")
    : [];
}

function present<Key extends string>(
  key: Key,
  value: string | undefined,
): { readonly [each in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [each in Key]: string });
}
