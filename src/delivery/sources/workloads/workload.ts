import { stringAt, valueAt } from "../../../domain/json.ts";
import { conditionsOf, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { orLate } from "../deployer.ts";
import type { Question, Verdict } from "../../status-source.ts";
import { troubleOf, type WorkloadTrouble } from "./trouble.ts";

/**
 * What a Deployment, StatefulSet, DaemonSet, Job or Pod says of its present spec, by the rules of `kubectl rollout status`
 * (kubernetes kubectl pkg/polymorphichelpers/rollout_status.go). They know no commit: the deployer above does.
 */
export function workloadVerdict(
  workload: KubernetesObject,
  question: Question,
  view: ClusterView,
): Verdict {
  const title = `${workload.kind} ${workload.metadata.name}`;
  const trouble = troubleOf(workload, view);
  return (
    deleted(workload, title) ??
    paused(workload, title) ??
    finished(workload, title, trouble) ??
    gaveUp(workload, title, trouble) ??
    complete(workload, title) ??
    orLate(question, {
      state: "progressing",
      final: false,
      reasonCode: "PROGRESSING",
      message: `${title} is starting${countOf(workload)}.`,
      ...(trouble?.isError === true ? { cause: trouble.cause } : {}),
    })
  );
}

function deleted(workload: KubernetesObject, title: string): Verdict | undefined {
  if (workload.metadata.deletionTimestamp === undefined) return undefined;
  return { state: "gone", final: true, reasonCode: "GONE", message: `${title} is being deleted.` };
}

function paused(workload: KubernetesObject, title: string): Verdict | undefined {
  const isPaused = valueAt(workload, ["spec", "paused"]) === true;
  const isSuspended = valueAt(workload, ["spec", "suspend"]) === true;
  if (!isPaused && !isSuspended) return undefined;
  return {
    state: "paused",
    final: false,
    reasonCode: "PAUSED",
    message: `${title} is paused: it goes on when someone resumes it.`,
  };
}

/** Jobs, and pods that are not restarted: they end. */
function finished(
  workload: KubernetesObject,
  title: string,
  trouble: WorkloadTrouble | undefined,
): Verdict | undefined {
  const phase = workload.kind === "Pod" ? stringAt(workload, ["status", "phase"]) : undefined;
  const isJob = workload.kind === "Job";
  if (phase === "Succeeded" || (isJob && isTrue(workload, "Complete"))) {
    return { state: "deployed", final: true, reasonCode: "COMPLETE", message: `${title} is done.` };
  }
  if (phase !== "Failed" && !(isJob && isTrue(workload, "Failed"))) return undefined;
  return {
    state: "failed",
    final: true,
    reasonCode: "FAILED",
    message: `${title} failed.`,
    ...(trouble === undefined ? {} : { cause: trouble.cause }),
  };
}

/** Its controller does not expect it to get on. It still tries, so this may pass. */
function gaveUp(
  workload: KubernetesObject,
  title: string,
  trouble: WorkloadTrouble | undefined,
): Verdict | undefined {
  const isLate = conditionsOf(workload).some(
    ({ type, status, reason }) =>
      type === "Progressing" && status === "False" && reason === "ProgressDeadlineExceeded",
  );
  if (!isLate || lagsBehind(workload)) return undefined;
  return {
    state: "unhealthy",
    final: false,
    reasonCode: "PROGRESS_DEADLINE",
    message: `${title} did not become ready within its progress deadline.`,
    ...(trouble === undefined ? {} : { cause: trouble.cause }),
  };
}

function complete(workload: KubernetesObject, title: string): Verdict | undefined {
  if (lagsBehind(workload) || !isComplete(workload)) return undefined;
  return {
    state: "deployed",
    final: true,
    reasonCode: "READY",
    message: `${title} is ready${countOf(workload)}.`,
  };
}

function isComplete(workload: KubernetesObject): boolean {
  const status = (key: string): number => countAt(workload, ["status", key]) ?? 0;
  const wanted = countAt(workload, ["spec", "replicas"]) ?? 1;
  switch (workload.kind) {
    case "Deployment":
      return (
        status("updatedReplicas") >= wanted &&
        status("replicas") <= status("updatedReplicas") &&
        status("availableReplicas") >= status("updatedReplicas")
      );
    case "StatefulSet":
      return status("readyReplicas") >= wanted && isUpdated(workload, wanted);
    case "DaemonSet": {
      const desired = status("desiredNumberScheduled");
      const onDelete = stringAt(workload, ["spec", "updateStrategy", "type"]) === "OnDelete";
      const isThere = status("numberAvailable") >= desired;
      return isThere && (onDelete || status("updatedNumberScheduled") >= desired);
    }
    case "Pod":
      return isTrue(workload, "Ready");
    default:
      return false;
  }
}

/** With a partition only the pods above it are updated; with OnDelete none by itself. */
function isUpdated(workload: KubernetesObject, wanted: number): boolean {
  const strategy = valueAt(workload, ["spec", "updateStrategy"]);
  if (stringAt(strategy, ["type"]) === "OnDelete") return true;
  const partition =
    countAt(workload, ["spec", "updateStrategy", "rollingUpdate", "partition"]) ?? 0;
  if (partition > 0)
    return (countAt(workload, ["status", "updatedReplicas"]) ?? 0) >= wanted - partition;
  const revision = stringAt(workload, ["status", "updateRevision"]);
  return revision === stringAt(workload, ["status", "currentRevision"]);
}

function lagsBehind(workload: KubernetesObject): boolean {
  const { generation } = workload.metadata;
  const observed = countAt(workload, ["status", "observedGeneration"]);
  if (workload.kind === "Pod" || workload.kind === "Job") return false;
  return generation !== undefined && (observed ?? 0) < generation;
}

function isTrue(workload: KubernetesObject, wanted: string): boolean {
  return conditionsOf(workload).some(({ type, status }) => type === wanted && status === "True");
}

function countAt(workload: KubernetesObject, path: readonly string[]): number | undefined {
  const value = valueAt(workload, path);
  return typeof value === "number" ? value : undefined;
}

/** ` (2 of 3 pods)`, where it says how many there should be. */
function countOf(workload: KubernetesObject): string {
  const isDaemon = workload.kind === "DaemonSet";
  const wanted = isDaemon
    ? countAt(workload, ["status", "desiredNumberScheduled"])
    : countAt(workload, ["spec", "replicas"]);
  if (wanted === undefined) return "";
  const isStateful = workload.kind === "StatefulSet";
  const key = isDaemon ? "numberAvailable" : isStateful ? "readyReplicas" : "availableReplicas";
  const ready = countAt(workload, ["status", key]) ?? 0;
  return ` (${ready} of ${wanted} ${wanted === 1 ? "pod" : "pods"})`;
}
