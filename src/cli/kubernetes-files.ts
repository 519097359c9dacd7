import { isJsonObject, stringAt, valueAt, type Json } from "../domain/json.ts";
import {
  objectKey,
  refOf,
  type KubernetesMetadata,
  type KubernetesObject,
} from "../domain/kubernetes.ts";
import { formatProblem } from "../domain/location.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import { readYaml } from "../yaml/documents.ts";

/**
 * The objects of a YAML or JSON file; a List counts as its items. What can't be read is given back as text, a line for
 * each problem with its place.
 */
export function objectsOfFile(text: string, path: string): readonly KubernetesObject[] | string {
  const { documents, problems } = readYaml(text, path);
  if (problems.length > 0) return problems.map((problem) => formatProblem(problem)).join("\n");
  const objects: KubernetesObject[] = [];
  for (const document of documents) {
    for (const item of itemsOf(document.value)) {
      const object = asObject(item);
      if (object === undefined) {
        const message =
          "This is no Kubernetes object: it needs apiVersion, kind and metadata.name.";
        return formatProblem({ location: document.locate([]), message });
      }
      objects.push(object);
    }
  }
  return objects;
}

function itemsOf(value: Json): readonly Json[] {
  const items = valueAt(value, ["items"]);
  const isList = (stringAt(value, ["kind"]) ?? "").endsWith("List") && Array.isArray(items);
  return isList ? (items as readonly Json[]) : [value];
}

function asObject(value: Json): KubernetesObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return hasName(metadata) ? { ...value, apiVersion, kind, metadata } : undefined;
}

function hasName(metadata: Json | undefined): metadata is KubernetesMetadata {
  return isJsonObject(metadata) && typeof metadata["name"] === "string";
}

/** A cluster that holds just these objects. */
export function viewOfObjects(objects: readonly KubernetesObject[]): ClusterView {
  const byKey = new Map(objects.map((object) => [objectKey(refOf(object)), object]));
  return {
    synced: true,
    find: (ref) => byKey.get(objectKey(ref)),
    list: (group, kind) =>
      objects.filter((object) => refOf(object).group === group && object.kind === kind),
    isForbidden: () => false,
  };
}
