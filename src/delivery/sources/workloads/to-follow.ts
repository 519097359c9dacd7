import { stringAt } from "../../../domain/json.ts";
import {
  conditionsOf,
  groupOf,
  type KubernetesObject,
  type ObjectRef,
} from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import type { NamedKind } from "../../named-kind.ts";
import { workloadRefsOf } from "./below.ts";
import { isWorkloadKind, rollouts, workloadKinds } from "./kinds.ts";

const pods: NamedKind = { apiVersion: "v1", kind: "Pod" };

/**
 * The kinds of the workloads below a deployer that is not well, with their pods; none below one that is. A cluster has
 * many pods: they are followed only once something needs an explanation.
 */
export function workloadKindsToFollow(
  deployer: KubernetesObject,
  view: ClusterView,
): readonly NamedKind[] {
  if (isWell(deployer)) return [];
  const refs = workloadRefsOf(deployer, view);
  const isRelease = groupOf(deployer.apiVersion) === "helm.toolkit.fluxcd.io";
  if (refs.length === 0) return isRelease ? workloadKinds.map((kind) => namedKind(kind)) : [];
  const kinds = refs.filter((ref) => view.find(ref) === undefined).map((ref) => namedKindOf(ref));
  return [...kinds.filter((kind) => kind !== undefined), pods];
}

/** Of a target that is a workload itself: its kind and pods. */
export function workloadKindOf(ref: ObjectRef): readonly NamedKind[] {
  const kind = namedKindOf(ref);
  return kind === undefined ? [] : [kind, pods];
}

function namedKindOf({ group, kind }: ObjectRef): NamedKind | undefined {
  if (!isWorkloadKind(group, kind)) return undefined;
  const known = [...workloadKinds, rollouts].find(
    (one) => one.group === group && one.kind === kind,
  );
  return known === undefined ? undefined : namedKind(known);
}

function namedKind({
  group,
  version,
  kind,
}: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): NamedKind {
  return { apiVersion: group === "" ? version : `${group}/${version}`, kind };
}

function isWell(deployer: KubernetesObject): boolean {
  if (groupOf(deployer.apiVersion) === "argoproj.io") {
    const phase = stringAt(deployer, ["status", "operationState", "phase"]);
    const isDone = phase === undefined || phase === "Succeeded";
    return isDone && stringAt(deployer, ["status", "health", "status"]) === "Healthy";
  }
  return conditionsOf(deployer).some(({ type, status }) => type === "Ready" && status === "True");
}
