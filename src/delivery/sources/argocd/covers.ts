import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import { matchesGlob } from "../../glob.ts";
import { normaliseRepositoryUrl } from "../../repository-url.ts";
import type { GitPlace } from "../../status-source.ts";
import { sourcesOf, type ApplicationSource } from "./application.ts";

/** The paths whose changes alone an Application is made anew for; relative ones are below its own path. */
const generatePathsAnnotation = "argocd.argoproj.io/manifest-generate-paths";

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
  return sourcesOf(application).filter(
    (source) =>
      source.chart === undefined && (repository === undefined || source.repository === repository),
  );
}

/** The source through which a file of a repository, given normalised, reaches the cluster, or undefined where none does. */
export function sourceOfFile(
  application: KubernetesObject,
  repository: string,
  file: string,
): ApplicationSource | undefined {
  const sources = sourcesIn(application, repository);
  // Argo CD takes no notice of a commit that touches none of these: it goes on with the manifests that it has.
  if (generatePathsOf(application) !== undefined)
    return sources.find((source) => dependsOn(application, source, file));
  return (
    sources.find((source) => coversFile(source, file)) ??
    sources.find((source) => carriesValues(application, source, file))
  );
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

/** A folder of a source as the start of a file's path: `""` for the root, else with a slash at the end. */
function folderOf(path: string | undefined): string {
  const parts = (path ?? "").split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "" : `${parts.join("/")}/`;
}

function coversFile(source: ApplicationSource, file: string): boolean {
  if (source.path === undefined) return false;
  const folder = folderOf(source.path);
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
  if (source.ref === undefined) return false;
  const wanted = `$${source.ref}/${file}`;
  return sourcesOf(application).some(({ valueFiles }) => valueFiles.includes(wanted));
}

function dependsOn(
  application: KubernetesObject,
  source: ApplicationSource,
  file: string,
): boolean {
  return (generatePathsOf(application) ?? [])
    .map((path) => (path.startsWith("/") ? path : `${source.path ?? ""}/${path}`))
    .map((path) => resolveParents(path))
    .some((path) => (/[*?[]/.test(path) ? matchesGlob(path, file) : isAtOrBelow(path, file)));
}

function isAtOrBelow(path: string, file: string): boolean {
  return file === path || file.startsWith(folderOf(path));
}

/** The paths of the annotation; undefined where there is none (argo-cd util/app/path/path.go, GetAppRefreshPaths). */
function generatePathsOf(application: KubernetesObject): readonly string[] | undefined {
  const listed = application.metadata.annotations?.[generatePathsAnnotation] ?? "";
  const paths = listed.split(";").filter((path) => path !== "");
  return paths.length === 0 ? undefined : paths;
}

function resolveParents(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
