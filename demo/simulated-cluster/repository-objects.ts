import { isJsonObject, stringAt } from "../../src/domain/json.ts";
import type { KubernetesObject } from "../../src/domain/kubernetes.ts";
import { parseObject } from "../../src/kubernetes/parse-object.ts";
import { readYaml } from "../../src/yaml/documents.ts";

/** The configuration repository at the head of its default branch. */
export interface RepositorySnapshot {
  readonly headSha: string;
  readonly files: ReadonlyMap<string, string>;
}

/** What a folder of the repository holds, or why it can't be read. */
export type FolderObjects =
  | { readonly ok: true; readonly objects: readonly KubernetesObject[] }
  | { readonly ok: false; readonly message: string };

/** Argo CD's repository server remembers what it made of a file, too: a repository of a thousand claims is read often. */
const known = new Map<string, ReturnType<typeof readYaml>>();

function readOnce(content: string, path: string): ReturnType<typeof readYaml> {
  const key = `${path}\0${content}`;
  const read = known.get(key) ?? readYaml(content, path);
  if (known.size > 20_000) known.clear();
  known.set(key, read);
  return read;
}

/** The objects in the YAML files of a folder, as Argo CD's directory source reads them. */
export function objectsIn(
  repository: RepositorySnapshot,
  folder: string,
  recurse: boolean,
): FolderObjects {
  const prefix = folder === "" || folder === "." ? "" : `${folder.replace(/\/+$/, "")}/`;
  const objects: KubernetesObject[] = [];
  for (const [path, content] of repository.files) {
    const rest = path.slice(prefix.length);
    const isInside = path.startsWith(prefix) && (recurse || !rest.includes("/"));
    if (!isInside || !/\.(?:ya?ml|json)$/.test(path)) continue;
    const { documents, problems } = readOnce(content, path);
    const [problem] = problems;
    if (problem !== undefined) {
      const message = `Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = Failed to unmarshal "${rest}": ${problem.message}`;
      return { ok: false, message };
    }
    for (const { value } of documents) {
      const object = isJsonObject(value)
        ? parseObject(value, { apiVersion: "", kind: "" })
        : undefined;
      const isComplete = object !== undefined && object.apiVersion !== "" && object.kind !== "";
      if (isComplete) objects.push(object);
    }
  }
  return { ok: true, objects };
}

/** Whether an object is a definition that the platform team installs: an XRD or a Composition. */
export function isDefinition(object: KubernetesObject): boolean {
  return (
    (stringAt(object, ["apiVersion"]) ?? "").startsWith("apiextensions.crossplane.io/") &&
    (object.kind === "CompositeResourceDefinition" || object.kind === "Composition")
  );
}
