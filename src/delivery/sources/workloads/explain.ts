import type { Cause } from "../../../domain/delivery.ts";
import { groupOf, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import type { Verdict } from "../../status-source.ts";
import { pausedVerdict } from "../rollouts/rollout.ts";
import { workloadsBelow } from "./below.ts";
import { destinationOf } from "./destination.ts";
import { isRollout, isWorkloadKind } from "./kinds.ts";
import { troubleOf } from "./trouble.ts";

/**
 * A deployer's verdict on what it has applied, with the reason that the workloads below it give, as far as the view holds
 * them: the pod that does not start instead of the Application that waits for it, the step at which a Rollout is paused.
 * A verdict that something is under way gets only what is an error in itself. A cause that names some object that is no
 * workload stays: the deployer knows what it could not do.
 */
export function explained(
  verdict: Verdict,
  deployer: KubernetesObject,
  view: ClusterView,
): Verdict {
  const { state, cause } = verdict;
  // A Kustomization that is suspended says so; a Rollout below has nothing to do with it.
  if (verdict.reasonCode === "PAUSED") return withPause(verdict, deployer, view);
  const isUnderWay = state === "progressing" || state === "syncing";
  if (!isUnderWay && state !== "failed" && state !== "unhealthy") return verdict;
  const named = cause === undefined ? undefined : workloadAt(cause, deployer, view);
  if (cause !== undefined && named === undefined && !isItself(cause, deployer)) return verdict;
  const candidates = named === undefined ? workloadsBelow(deployer, view) : [named];
  const found = firstCause(candidates, view, isUnderWay);
  return found === undefined ? verdict : { ...verdict, cause: found };
}

/** A verdict whose cause is a workload, with that workload's own reason: of a failed hook, its pod's. */
export function deepened(verdict: Verdict, deployer: KubernetesObject, view: ClusterView): Verdict {
  const { cause: said } = verdict;
  const named = said === undefined ? undefined : workloadAt(said, deployer, view);
  const cause = named === undefined ? undefined : firstCause([named], view, false);
  return cause === undefined ? verdict : { ...verdict, cause };
}

/** The first of several workloads that has trouble says why. */
export function firstCause(
  workloads: readonly KubernetesObject[],
  view: ClusterView,
  onlyErrors: boolean,
): Cause | undefined {
  for (const workload of workloads) {
    const trouble = troubleOf(workload, view);
    if (trouble !== undefined && (trouble.isError || !onlyErrors)) return trouble.cause;
  }
  return undefined;
}

function withPause(verdict: Verdict, deployer: KubernetesObject, view: ClusterView): Verdict {
  const rollouts = workloadsBelow(deployer, view).filter((workload) => isRollout(workload));
  const paused = rollouts.flatMap((rollout) => pausedVerdict(rollout) ?? [])[0];
  if (paused === undefined) return verdict;
  const { message, recheckAt } = paused;
  return { ...verdict, message, ...(recheckAt === undefined ? {} : { recheckAt }) };
}

function workloadAt(
  { apiVersion, kind, name, namespace }: Cause,
  deployer: KubernetesObject,
  view: ClusterView,
): KubernetesObject | undefined {
  const group = groupOf(apiVersion);
  const destination = destinationOf(deployer, view);
  if (!isWorkloadKind(group, kind) || destination === undefined) return undefined;
  const place = namespace === undefined ? {} : { namespace };
  return view.find({ group, kind, name, ...place, ...destination });
}

function isItself(cause: Cause, { kind, metadata }: KubernetesObject): boolean {
  return cause.kind === kind && cause.name === metadata.name;
}
