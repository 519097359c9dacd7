import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import { matchesGlob } from "../../glob.ts";
import { normaliseRepositoryUrl } from "../../repository-url.ts";
import type { GitPlace } from "../../status-source.ts";
import { folderOf, sourcesOf, type ApplicationSource } from "./application.ts";

/** Files that a plain directory source reads (argo-cd reposerver/repository, manifestFile). */
const manifestFile = /\.(?:ya?ml|json|jsonnet)$/;

/**
 * The sources of an Application that are in a repository, given normalised, or in any where it is undefined. A Helm chart
 * from a registry is in none.
 */
export function sourcesIn(
  application: KubernetesObject,
  repository: string | undefined,
): readonly ApplicationSource[] {
  const sources = sourcesOf(application);
  const isIn = (source: ApplicationSource): boolean =>
    source.chart === undefined && (repository === undefined || source.repository === repository);
  // Ten thousand Applications are looked through for one file: most have one source, which needs no list of its own.
  return sources.every((source) => isIn(source))
    ? sources
    : sources.filter((source) => isIn(source));
}

/** The source through which a file of a repository, given normalised, reaches the cluster, or undefined where none does. */
export function sourceOfFile(
  application: KubernetesObject,
  repository: string,
  file: string,
): ApplicationSource | undefined {
  const sources = sourcesIn(application, repository);
  return (
    sources.find((source) => takesFile(source, file)) ??
    sources.find((source) => carriesValues(application, source, file))
  );
}

/** Argo CD takes no notice of a commit that touches none of the listed paths: it goes on with the manifests that it has. */
function takesFile(source: ApplicationSource, file: string): boolean {
  const { refreshPaths } = source;
  return refreshPaths === undefined ? coversFile(source, file) : isListed(refreshPaths, file);
}

/**
 * The source that a question is about: the one through which its file comes, or, where no file is known, the first in its
 * repository that makes manifests, before one that only lends its files.
 */
export function sourceAt(
  application: KubernetesObject,
  { repositoryUrl, manifestPath }: GitPlace,
): ApplicationSource | undefined {
  const repository =
    repositoryUrl === undefined ? undefined : normaliseRepositoryUrl(repositoryUrl);
  if (manifestPath !== undefined && repository !== undefined)
    return sourceOfFile(application, repository, manifestPath);
  const sources = sourcesIn(application, repository);
  return sources.find(({ path }) => path !== undefined) ?? sources[0];
}

function coversFile(source: ApplicationSource, file: string): boolean {
  if (source.path === undefined) return false;
  const { folder } = source;
  if (!file.startsWith(folder)) return false;
  if (source.type !== "Directory") return true;
  const rest = file.slice(folder.length);
  if (!manifestFile.test(rest)) return false;
  if (!source.recurse && rest.includes("/")) return false;
  if (source.exclude !== undefined && matchesGlob(source.exclude, rest)) return false;
  return source.include === undefined || matchesGlob(source.include, rest);
}

/** `$values/env/dev.yaml` in another source's Helm value files, where this source is `ref: values`. */
function carriesValues(
  application: KubernetesObject,
  source: ApplicationSource,
  file: string,
): boolean {
  if (source.ref === undefined || source.refreshPaths !== undefined) return false;
  const wanted = `$${source.ref}/${file}`;
  return sourcesOf(application).some(({ valueFiles }) => valueFiles.includes(wanted));
}

/** A path of the annotation may be a pattern. */
function isListed(paths: readonly string[], file: string): boolean {
  return paths.some((path) =>
    /[*?[]/.test(path) ? matchesGlob(path, file) : file === path || file.startsWith(folderOf(path)),
  );
}
