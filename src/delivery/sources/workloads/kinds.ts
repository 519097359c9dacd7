import { groupOf, type KubernetesObject, type ResourceKind } from "../../../domain/kubernetes.ts";

const deployments: ResourceKind = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
};

/** What runs containers, and is followed only where a delivery is not well: a cluster has many of them. */
export const workloadKinds: readonly ResourceKind[] = [
  deployments,
  { ...deployments, kind: "StatefulSet", plural: "statefulsets" },
  { ...deployments, kind: "DaemonSet", plural: "daemonsets" },
  { ...deployments, group: "batch", kind: "Job", plural: "jobs" },
  { ...deployments, group: "", kind: "Pod", plural: "pods" },
];

export const rollouts: ResourceKind = {
  group: "argoproj.io",
  version: "v1alpha1",
  kind: "Rollout",
  plural: "rollouts",
  namespaced: true,
};

const names: ReadonlySet<string> = new Set(
  [...workloadKinds, rollouts].map(({ group, kind }) => `${kind}.${group}`),
);

/** Whether a kind runs containers: one of Kubernetes' own, or a Rollout. */
export function isWorkloadKind(group: string, kind: string): boolean {
  return names.has(`${kind}.${group}`);
}

export function isRollout({ apiVersion, kind }: KubernetesObject): boolean {
  return kind === rollouts.kind && groupOf(apiVersion) === rollouts.group;
}
