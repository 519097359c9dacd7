import { stringAt, valueAt, type Json } from "../../domain/json.ts";
import type { KubernetesObject } from "../../domain/kubernetes.ts";
import type { WrittenObject } from "./deployers-in.ts";
import { joinPath } from "../../yaml/file-set.ts";

/** Where the content of a folder in a generated artifact comes from. */
export interface ArtifactOrigin {
  /** The folder in the repository. */
  readonly path: string;
  /** The name of the source that it is copied from, as an ArtifactGenerator lists it. */
  readonly sourceName: string;
}

/**
 * Follows a Flux ArtifactGenerator back: the folders of the repository that it copies to a folder of an artifact
 * (source-watcher, `spec.artifacts[].copy`: from `@<alias>/<folder>/**` to `@artifact/<folder>/`).
 */
export function originsInGenerator(
  generator: KubernetesObject,
  artifact: string,
  folder: string,
): readonly ArtifactOrigin[] {
  const sources = listAt(generator, ["spec", "sources"]);
  const made = listAt(generator, ["spec", "artifacts"]).find(
    (one) => stringAt(one, ["name"]) === artifact,
  );
  return listAt(made, ["copy"]).flatMap((rule): readonly ArtifactOrigin[] => {
    const [, alias, from] = /^@([^/]+)\/(.*)$/.exec(stringAt(rule, ["from"]) ?? "") ?? [];
    const [, to] = /^@artifact\/(.*)$/.exec(stringAt(rule, ["to"]) ?? "") ?? [];
    const source = sources.find((one) => stringAt(one, ["alias"]) === alias);
    const sourceName = stringAt(source, ["name"]);
    if (from === undefined || to === undefined || sourceName === undefined) return [];
    const [base = "", target] = [joinPath("", from.replace(/\*.*$/, "")), joinPath("", to)];
    const isInside = target === "" || folder === target || folder.startsWith(`${target}/`);
    if (target === undefined || !isInside) return [];
    const rest = target === "" ? folder : folder.slice(target.length + 1);
    const path = joinPath(base, rest);
    return path === undefined ? [] : [{ path, sourceName }];
  });
}

/** The ArtifactGenerators that make an artifact of this name. */
export function generatorsOf(
  artifact: string,
  sources: readonly WrittenObject[],
): readonly WrittenObject[] {
  return sources.filter(
    ({ object }) =>
      object.kind === "ArtifactGenerator" &&
      listAt(object, ["spec", "artifacts"]).some((one) => stringAt(one, ["name"]) === artifact),
  );
}

function listAt(value: Json | undefined, path: readonly string[]): readonly Json[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}
