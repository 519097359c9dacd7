import {
  clusterOf,
  isSameObject,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { workloadRefsOf, workloadsBelow } from "./below.ts";
import { isWorkloadKind, rollouts } from "./kinds.ts";
import { controllerOf } from "./pods-of.ts";

/**
 * The workload that a change is about: of a pod, the Deployment or other controller that made it. Undefined for other
 * objects, and for a pod that is gone.
 */
export function workloadObjectOf(ref: ObjectRef, view: ClusterView): KubernetesObject | undefined {
  if (!isWorkloadKind(ref.group, ref.kind)) return undefined;
  const object = view.find(ref);
  if (object === undefined || object.kind !== "Pod") return object;
  const owner = controllerOf(object);
  if (owner === undefined) return object;
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  const place = { ...namespace, ...clusterOf(object) };
  for (const [label, kind, group] of templateHashes) {
    const suffix = `-${object.metadata.labels?.[label] ?? ""}`;
    if (owner.kind !== "ReplicaSet" || suffix === "-" || !owner.name.endsWith(suffix)) continue;
    return view.find({ group, kind, ...place, name: owner.name.slice(0, -suffix.length) });
  }
  const group = owner.kind === "Job" ? "batch" : "apps";
  return view.find({ group, kind: owner.kind, ...place, name: owner.name });
}

/** The label with the hash of a ReplicaSet's template, and whose ReplicaSet it then is. */
const templateHashes = [
  ["rollouts-pod-template-hash", rollouts.kind, rollouts.group],
  ["pod-template-hash", "Deployment", "apps"],
] as const;

/** Whether a change is about a workload below a deployer, or a pod of one. */
export function isBelow(deployer: KubernetesObject, ref: ObjectRef, view: ClusterView): boolean {
  const workload = workloadObjectOf(ref, view);
  if (workload === undefined) return false;
  const wanted = refOf(workload);
  const listed = workloadRefsOf(deployer, view);
  return listed.length > 0
    ? listed.some((one) => isSameObject(one, wanted))
    : workloadsBelow(deployer, view).some((one) => isSameObject(refOf(one), wanted));
}

/**
 * The name of the Application that manages an object, by the mark that Argo CD leaves on it: the annotation
 * `<application>:<group>/<kind>:<namespace>/<name>`, where an Application outside of Argo CD's namespace is
 * `<namespace>_<application>`, or the label (argo-cd util/argo/resource_tracking.go).
 */
export function trackingApplication({ metadata }: KubernetesObject): string | undefined {
  const id = metadata.annotations?.["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  if (id !== undefined && id !== "") return id.slice(id.indexOf("_") + 1);
  return metadata.labels?.["app.kubernetes.io/instance"];
}
