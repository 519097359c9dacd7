import {
  isSameObject,
  refOf,
  type KubernetesObject,
  type ObjectRef,
  type ResourceKind,
} from "../../domain/kubernetes.ts";
import type { ClusterView } from "../../domain/ports/cluster.ts";
import { questionOf, type Question, type StatusSource, type Verdict } from "../status-source.ts";
import { missingObject } from "./missing-object.ts";
import { rolloutVerdict } from "./rollouts/rollout.ts";
import { workloadObjectOf } from "./workloads/belongs.ts";
import { rollouts, workloadKinds } from "./workloads/kinds.ts";
import { workloadVerdict } from "./workloads/workload.ts";

/** Argo Rollouts: canaries and blue-green updates, paused, aborted by an analysis, or done. */
export const argoRollouts: StatusSource = sourceOf({
  name: "Argo Rollouts",
  kinds: [rollouts],
  verdict: (object, _question, view) => rolloutVerdict(object, view),
});

/**
 * Kubernetes' own workloads. As a Rollout, they are not followed from the start: a cluster has many, and the deployer says
 * how all is. They are followed once a delivery needs them (`kindsToFollow`).
 */
export const workloads: StatusSource = sourceOf({
  name: "Kubernetes",
  kinds: workloadKinds,
  verdict: workloadVerdict,
});

function sourceOf({
  name,
  kinds,
  verdict,
}: {
  readonly name: string;
  readonly kinds: readonly ResourceKind[];
  readonly verdict: (object: KubernetesObject, question: Question, view: ClusterView) => Verdict;
}): StatusSource {
  const isOurs = ({ group, kind }: ObjectRef): boolean =>
    kinds.some((one) => one.group === group && one.kind === kind);
  return {
    name,
    role: "provisioner",
    kinds: () => [],
    kindsOnDemand: kinds,
    assess(target, view, now, settings) {
      if (!isOurs(target.object)) return undefined;
      const question = questionOf(target, now, settings);
      const object = view.find(target.object);
      const said =
        object === undefined
          ? missingObject(target.object, question, view)
          : verdict(object, question, view);
      return { resource: target.object, ...said };
    },
    assessObject(object, question, view) {
      const resource = refOf(object);
      return isOurs(resource) ? { resource, ...verdict(object, question, view) } : undefined;
    },
    relatesTo: (target, ref, view) => isOurs(target.object) && isPart(target.object, ref, view),
    carriers: () => [],
    revisionsOf: () => [],
  };
}

function isPart(wanted: ObjectRef, ref: ObjectRef, view: ClusterView): boolean {
  if (isSameObject(wanted, ref)) return true;
  const workload = ref.kind === "Pod" ? workloadObjectOf(ref, view) : undefined;
  return workload !== undefined && isSameObject(refOf(workload), wanted);
}
