import { isJsonObject, stringAt, valueAt, type Json } from "../../../domain/json.ts";
import {
  clusterOf,
  groupOf,
  objectKey,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";

/** How deep composites of composites are followed, and how many objects in all: references are data from outside. */
const limits = { depth: 8, nodes: 500 } as const;

/** A reference from one object to another, as Crossplane writes it. */
interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** One object below a claim or composite resource, in the order of a walk that goes down first. */
export interface TreeNode {
  readonly depth: number;
  readonly ref: ObjectRef;
  readonly reference: Reference;
  /** Undefined when it is not in the view: not made yet, or its kind is not followed. */
  readonly object: KubernetesObject | undefined;
}

/**
 * A claim or composite resource with all that it is made of: claim → composite (`spec.resourceRef`) → composed objects
 * (`spec.resourceRefs`, in Crossplane v2 `spec.crossplane.resourceRefs`), and further where those are composites.
 */
export function treeOf(root: KubernetesObject, view: ClusterView): readonly TreeNode[] {
  const { apiVersion, kind, metadata } = root;
  const { name, namespace } = metadata;
  const reference = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
  const nodes: TreeNode[] = [];
  const seen = new Set<string>();
  const open: TreeNode[] = [{ depth: 0, ref: refOf(root), reference, object: root }];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const key = objectKey(node.ref);
    if (seen.has(key) || nodes.length >= limits.nodes) continue;
    seen.add(key);
    nodes.push(node);
    if (node.object === undefined || node.depth >= limits.depth) continue;
    const { depth, object } = node;
    const children = referencesOf(object).map((child) => findNode(child, object, depth + 1, view));
    open.push(...children.toReversed());
  }
  return nodes;
}

/** What an object says it is made of. */
function referencesOf(object: KubernetesObject): readonly Reference[] {
  const places = [
    valueAt(object, ["spec", "resourceRef"]),
    valueAt(object, ["spec", "resourceRefs"]),
    valueAt(object, ["spec", "crossplane", "resourceRefs"]),
  ];
  return places
    .flatMap((place): readonly Json[] => (Array.isArray(place) ? place : [place ?? null]))
    .flatMap((entry) => parseReference(entry));
}

function parseReference(entry: Json): readonly Reference[] {
  if (!isJsonObject(entry)) return [];
  const apiVersion = stringAt(entry, ["apiVersion"]);
  const kind = stringAt(entry, ["kind"]);
  const name = stringAt(entry, ["name"]);
  const namespace = stringAt(entry, ["namespace"]);
  // A composed object that has no name yet is listed by its kind only.
  if (apiVersion === undefined || kind === undefined || name === undefined || name === "")
    return [];
  const isNamespaced = namespace !== undefined && namespace !== "";
  return [{ apiVersion, kind, name, ...(isNamespaced ? { namespace } : {}) }];
}

/** What a namespaced composite is made of lives in its own namespace, unless its kind is cluster-scoped. */
function findNode(
  reference: Reference,
  parent: KubernetesObject,
  depth: number,
  view: ClusterView,
): TreeNode {
  const { apiVersion, kind, name } = reference;
  const plain: ObjectRef = { group: groupOf(apiVersion), kind, name, ...clusterOf(parent) };
  const namespace = reference.namespace ?? parent.metadata.namespace;
  const namespaced = namespace === undefined ? undefined : { ...plain, namespace };
  const found = namespaced === undefined ? undefined : view.find(namespaced);
  if (namespaced !== undefined && found !== undefined) {
    return { depth, ref: namespaced, reference, object: found };
  }
  const object = view.find(plain);
  const isMissing = object === undefined && reference.namespace !== undefined;
  return { depth, ref: isMissing && namespaced ? namespaced : plain, reference, object };
}
