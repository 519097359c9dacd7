import { posix } from "node:path";
import {
  isJsonObject,
  stringAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../../src/domain/json.ts";
import type { KubernetesObject } from "../../src/domain/kubernetes.ts";
import { readYaml } from "../../src/yaml/documents.ts";
import { objectsIn, type FolderObjects, type RepositorySnapshot } from "./repository-objects.ts";
import { entriesOf } from "./served-kinds.ts";

/** The objects of a folder as Argo CD makes them: with Kustomize where it has a kustomization, else as they are. */
export function manifestsIn(
  repository: RepositorySnapshot,
  folder: string,
  recurse: boolean,
): FolderObjects {
  const kustomization = repository.files.get(`${folder}/kustomization.yaml`);
  return kustomization === undefined
    ? objectsIn(repository, folder, recurse)
    : built(repository, folder, kustomization);
}

/** As much of Kustomize as the demo's files use: resources, a namespace, image tags. */
function built(repository: RepositorySnapshot, folder: string, text: string): FolderObjects {
  const value: Json = readYaml(text, `${folder}/kustomization.yaml`).documents[0]?.value ?? null;
  const objects: KubernetesObject[] = [];
  for (const resource of entriesOf(valueAt(value, ["resources"]))) {
    if (typeof resource !== "string") continue;
    const path = posix.normalize(`${folder}/${resource}`);
    const found = repository.files.has(path)
      ? objectsIn(only(repository, path), posix.dirname(path), false)
      : manifestsIn(repository, path, false);
    if (!found.ok) return found;
    objects.push(...found.objects);
  }
  const namespace = stringAt(value, ["namespace"]);
  const tags = new Map(
    entriesOf(valueAt(value, ["images"])).flatMap((image) => {
      const name = stringAt(image, ["name"]);
      const tag = stringAt(image, ["newTag"]);
      return name === undefined || tag === undefined ? [] : [[name, tag] as const];
    }),
  );
  return { ok: true, objects: objects.map((object) => changed(object, namespace, tags)) };
}

function only({ headSha, files }: RepositorySnapshot, path: string): RepositorySnapshot {
  return { headSha, files: new Map([[path, files.get(path) ?? ""]]) };
}

function changed(
  object: KubernetesObject,
  namespace: string | undefined,
  tags: ReadonlyMap<string, string>,
): KubernetesObject {
  const metadata = namespace === undefined ? object.metadata : { ...object.metadata, namespace };
  return { ...object, metadata, spec: withTags(object["spec"] ?? null, tags) };
}

function withTags(value: Json, tags: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withTags(item, tags));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key === "image" && typeof inner === "string" ? nameOf(inner) : undefined;
      const tag = name === undefined ? undefined : tags.get(name);
      return [key, tag === undefined ? withTags(inner ?? null, tags) : `${name}:${tag}`];
    }),
  );
}

function nameOf(image: string): string {
  return image.replace(/:[^:/]*$/, "");
}

/** The images that objects run, sorted. */
export function imagesOf(objects: readonly JsonObject[]): readonly string[] {
  const found = new Set<string>();
  const look = (value: Json | undefined): void => {
    if (Array.isArray(value)) value.forEach((item: Json) => look(item));
    if (!isJsonObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "image" && typeof inner === "string") found.add(inner);
      else look(inner);
    }
  };
  for (const object of objects) look(object["spec"]);
  return [...found].toSorted();
}
