import { isJsonObject, stringAt, valueAt, type Json } from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { isRollout } from "./kinds.ts";

/**
 * The pods of a workload that are in the view, the newest first. Those of a Deployment or Rollout belong to a ReplicaSet,
 * which is named after it and the hash of the pods' template: so no ReplicaSet must be read.
 */
export function podsOf(workload: KubernetesObject, view: ClusterView): readonly KubernetesObject[] {
  const { kind, metadata, fromCluster } = workload;
  if (kind === "Pod") return [workload];
  return view
    .list("", "Pod")
    .filter(
      (pod) => pod.metadata.namespace === metadata.namespace && pod.fromCluster === fromCluster,
    )
    .filter((pod) => isOwnedBy(pod, workload))
    .toSorted((a, b) => createdAt(b).localeCompare(createdAt(a)));
}

function isOwnedBy(pod: KubernetesObject, workload: KubernetesObject): boolean {
  const owner = controllerOf(pod);
  if (owner === undefined) return false;
  const { kind, metadata } = workload;
  if (kind !== "Deployment" && !isRollout(workload))
    return owner.kind === kind && owner.name === metadata.name;
  const label = isRollout(workload) ? "rollouts-pod-template-hash" : "pod-template-hash";
  const hash = pod.metadata.labels?.[label];
  return (
    hash !== undefined && owner.kind === "ReplicaSet" && owner.name === `${metadata.name}-${hash}`
  );
}

/** What made a pod, as it says itself: the owner that is its controller. */
export function controllerOf(
  pod: KubernetesObject,
): { readonly kind: string; readonly name: string } | undefined {
  const owners = valueAt(pod, ["metadata", "ownerReferences"]);
  if (!Array.isArray(owners)) return undefined;
  for (const owner of owners as readonly Json[]) {
    if (!isJsonObject(owner) || owner["controller"] !== true) continue;
    const { kind, name } = owner;
    if (typeof kind === "string" && typeof name === "string") return { kind, name };
  }
  return undefined;
}

function createdAt(pod: KubernetesObject): string {
  return stringAt(pod, ["metadata", "creationTimestamp"]) ?? "";
}
