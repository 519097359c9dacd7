import type { Cause } from "../../../domain/delivery.ts";
import { stringAt } from "../../../domain/json.ts";
import { conditionsOf, type Condition, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { isRollout } from "./kinds.ts";
import { podTrouble } from "./pod-trouble.ts";
import { podsOf } from "./pods-of.ts";

/** Why a workload does not get on. */
export interface WorkloadTrouble {
  readonly cause: Cause;
  /** Whether it is an error in itself; otherwise it may only need more time. */
  readonly isError: boolean;
}

/**
 * The deepest reason that a workload gives for not being well: a Rollout's own verdict on its update, a pod's error, what
 * its controller says (a quota that is used up, a deadline that is over), a pod that is not ready. Undefined for one that
 * is well, as far as the view shows.
 */
export function troubleOf(
  workload: KubernetesObject,
  view: ClusterView,
): WorkloadTrouble | undefined {
  const aborted = isRollout(workload) ? rolloutError(workload) : undefined;
  if (aborted !== undefined) return aborted;
  const pods = podsOf(workload, view).flatMap((pod) => {
    const trouble = podTrouble(pod);
    return trouble === undefined ? [] : [{ pod, trouble }];
  });
  const failing = pods.find(({ trouble }) => trouble.isError);
  const condition = conditionTrouble(workload);
  if (failing !== undefined) {
    return { cause: causeAt(failing.pod, failing.trouble.message), isError: true };
  }
  // A controller that only says that time is up knows less than a pod that is not ready.
  const [unready] = pods;
  if (condition?.isVague === true && unready !== undefined)
    return { cause: causeAt(unready.pod, unready.trouble.message), isError: true };
  if (condition !== undefined)
    return { cause: causeAt(workload, condition.message), isError: true };
  return unready === undefined
    ? undefined
    : { cause: causeAt(unready.pod, unready.trouble.message), isError: false };
}

/**
 * An aborted or invalid Rollout says so itself, with the metric's message, and its new pods are gone already
 * (argo-rollouts utils/rollout/rolloututil.go).
 */
function rolloutError(rollout: KubernetesObject): WorkloadTrouble | undefined {
  if (stringAt(rollout, ["status", "phase"]) !== "Degraded") return undefined;
  const message = stringAt(rollout, ["status", "message"]) ?? "";
  if (!/^(?:RolloutAborted|InvalidSpec)\b/.test(message)) return undefined;
  return { cause: causeAt(rollout, analysisOf(rollout, message)), isError: true };
}

/** Where the message names no metric, what the failed analysis says of itself. */
export function analysisOf(rollout: KubernetesObject, message: string): string {
  if (/\bmetric\b/i.test(message)) return message;
  const places = [
    ["canary", "currentStepAnalysisRunStatus"],
    ["canary", "currentBackgroundAnalysisRunStatus"],
    ["blueGreen", "prePromotionAnalysisRunStatus"],
    ["blueGreen", "postPromotionAnalysisRunStatus"],
  ];
  for (const place of places) {
    const status = stringAt(rollout, ["status", ...place, "status"]) ?? "";
    const said = stringAt(rollout, ["status", ...place, "message"]) ?? "";
    if (/^(?:Failed|Error|Inconclusive)$/.test(status) && said !== "") return `${message}: ${said}`;
  }
  return message;
}

interface ConditionTrouble {
  readonly message: string;
  /** Says that something is late, and not why. */
  readonly isVague: boolean;
}

function conditionTrouble(workload: KubernetesObject): ConditionTrouble | undefined {
  const conditions = conditionsOf(workload);
  const of = (type: string, status: string): Condition | undefined =>
    conditions.find((one) => one.type === type && one.status === status);
  // ReplicaSets and their like can't make pods: a quota, an admission webhook, a service account that is missing.
  const refused = of("ReplicaFailure", "True");
  if (refused !== undefined) return { message: told(refused), isVague: false };
  const failedJob = workload.kind === "Job" ? of("Failed", "True") : undefined;
  if (failedJob !== undefined) return { message: told(failedJob), isVague: true };
  const late = of("Progressing", "False");
  if (late?.reason !== "ProgressDeadlineExceeded") return undefined;
  return { message: told(late), isVague: true };
}

function told({ type, reason, message }: Condition): string {
  const why = reason ?? type;
  return message === undefined || message === "" ? why : `${why}: ${message}`;
}

/** An object as a cause. */
export function causeAt({ apiVersion, kind, metadata }: KubernetesObject, message: string): Cause {
  const { name, namespace } = metadata;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name, message };
}
