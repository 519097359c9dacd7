import {
  isJsonObject,
  stringAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import { normaliseRepositoryUrl } from "../../repository-url.ts";

/** One source of an Application, as far as delivery needs it. */
export interface ApplicationSource {
  /** Its place in `spec.sources`, or undefined for the one `spec.source`. */
  readonly index: number | undefined;
  /** Normalised, to be compared. */
  readonly repository: string;
  readonly path: string | undefined;
  /** The start of the paths of all files below `path`: `""` for the root, else with a slash at the end. */
  readonly folder: string;
  /** Paths whose changes alone the Application is made anew for; undefined: all below its own. */
  readonly refreshPaths: readonly string[] | undefined;
  readonly chart: string | undefined;
  readonly ref: string | undefined;
  readonly targetRevision: string | undefined;
  /** `Directory`, `Kustomize`, `Helm` or `Plugin`, as Argo CD found it or the spec says. */
  readonly type: string;
  readonly recurse: boolean;
  readonly include: string | undefined;
  readonly exclude: string | undefined;
  readonly valueFiles: readonly string[];
  /** Set for a source hydrator's dry source: what is applied is another commit that it writes. */
  readonly hydrated: boolean;
}

/** An object from the cluster never changes, so what was read from it once holds as long as it does. */
const known = new WeakMap<KubernetesObject, readonly ApplicationSource[]>();

/** The sources of an Application in the order of its spec; of a hydrated one, its dry source. */
export function sourcesOf(application: KubernetesObject): readonly ApplicationSource[] {
  const sources = known.get(application) ?? readSources(application);
  known.set(application, sources);
  return sources;
}

function readSources(application: KubernetesObject): readonly ApplicationSource[] {
  const dry = valueAt(application, ["spec", "sourceHydrator", "drySource"]);
  if (isJsonObject(dry)) return [sourceOf(application, dry, undefined, true)];
  const many = valueAt(application, ["spec", "sources"]);
  if (Array.isArray(many) && many.length > 0) {
    return (many as readonly Json[]).flatMap((entry, index) =>
      isJsonObject(entry) ? [sourceOf(application, entry, index, false)] : [],
    );
  }
  const one = valueAt(application, ["spec", "source"]);
  return isJsonObject(one) ? [sourceOf(application, one, undefined, false)] : [];
}

function sourceOf(
  application: KubernetesObject,
  source: JsonObject,
  index: number | undefined,
  hydrated: boolean,
): ApplicationSource {
  const valueFiles = valueAt(source, ["helm", "valueFiles"]);
  const path = stringAt(source, ["path"]);
  return {
    index,
    repository: normaliseRepositoryUrl(stringAt(source, ["repoURL"]) ?? ""),
    path,
    folder: folderOf(path),
    refreshPaths: refreshPathsOf(application, path),
    chart: emptyAsAbsent(stringAt(source, ["chart"])),
    ref: stringAt(source, ["ref"]),
    targetRevision: stringAt(source, ["targetRevision"]),
    type: typeOf(application, source, index),
    recurse: valueAt(source, ["directory", "recurse"]) === true,
    include: emptyAsAbsent(stringAt(source, ["directory", "include"])),
    exclude: emptyAsAbsent(stringAt(source, ["directory", "exclude"])),
    valueFiles: Array.isArray(valueFiles)
      ? (valueFiles as readonly Json[]).filter((file) => typeof file === "string")
      : [],
    hydrated,
  };
}

const generatePathsAnnotation = "argocd.argoproj.io/manifest-generate-paths";

/** Relative ones are below the source's path (argo-cd util/app/path/path.go, GetAppRefreshPaths). */
function refreshPathsOf(
  application: KubernetesObject,
  path: string | undefined,
): readonly string[] | undefined {
  const listed = application.metadata.annotations?.[generatePathsAnnotation] ?? "";
  const paths = listed.split(";").filter((one) => one !== "");
  if (paths.length === 0) return undefined;
  return paths.map((one) => resolveParents(one.startsWith("/") ? one : `${path ?? ""}/${one}`));
}

function resolveParents(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** A folder as the start of the paths of the files in it. */
export function folderOf(path: string | undefined): string {
  const parts = (path ?? "").split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "" : `${parts.join("/")}/`;
}

function typeOf(
  application: KubernetesObject,
  source: JsonObject,
  index: number | undefined,
): string {
  if (isJsonObject(source["helm"])) return "Helm";
  if (isJsonObject(source["kustomize"])) return "Kustomize";
  if (isJsonObject(source["plugin"])) return "Plugin";
  if (isJsonObject(source["directory"])) return "Directory";
  const found =
    index === undefined
      ? stringAt(application, ["status", "sourceType"])
      : stringAt(application, ["status", "sourceTypes", index]);
  return emptyAsAbsent(found) ?? "Directory";
}

/** The revision of a source in a part of the status that has `revision` or, for several sources, `revisions`. */
export function revisionIn(
  holder: Json | undefined,
  source: ApplicationSource,
): string | undefined {
  const found =
    source.index === undefined
      ? stringAt(holder, ["revision"])
      : stringAt(holder, ["revisions", source.index]);
  return emptyAsAbsent(found);
}

function emptyAsAbsent(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
