import {
  isJsonObject,
  stringAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../../../domain/json.ts";
import { conditionsOf, type KubernetesObject } from "../../../domain/kubernetes.ts";
import { entriesAt } from "../../entries-at.ts";

/** What keeps a pod from running. */
export interface PodTrouble {
  /** For people: Kubernetes' own reason and message. */
  readonly message: string;
  /** Whether it is an error in itself; otherwise it may only be that the pod needs more time. */
  readonly isError: boolean;
}

/**
 * Why a pod does not run, from what kubelet and scheduler write into its status: a container that can't be started or
 * ends again and again (with the exit code of its last run), no node for it, a failed pod, a container that runs and is
 * not ready. Undefined for a pod that is well, or gone already.
 */
export function podTrouble(pod: KubernetesObject): PodTrouble | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined;
  const containers = [
    ...entriesAt(pod, ["status", "initContainerStatuses"]),
    ...entriesAt(pod, ["status", "containerStatuses"]),
  ];
  return (
    firstOf(containers, stuckContainer) ??
    unscheduled(pod) ??
    failedPod(pod, containers) ??
    firstOf(containers, restartedContainer) ??
    notReady(pod, containers)
  );
}

function firstOf(
  containers: readonly JsonObject[],
  look: (container: JsonObject) => PodTrouble | undefined,
): PodTrouble | undefined {
  for (const container of containers) {
    const trouble = look(container);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

/** Reasons to wait that are errors, as Argo CD tells them apart (gitops-engine pkg/health/health_pod.go). */
const waitingErrors = /^Err|Error$|BackOff$|^InvalidImageName$|^ImageInspectError$/;

function stuckContainer(container: JsonObject): PodTrouble | undefined {
  const reason = stringAt(container, ["state", "waiting", "reason"]) ?? "";
  if (!waitingErrors.test(reason)) return undefined;
  const said = stringAt(container, ["state", "waiting", "message"]) ?? "";
  if (reason === "CrashLoopBackOff") {
    const count = valueAt(container, ["restartCount"]);
    const times =
      typeof count === "number" ? `, ${count} ${count === 1 ? "time" : "times"} so far` : "";
    const ended = endOf(valueAt(container, ["lastState", "terminated"]));
    return error(
      `CrashLoopBackOff: ${nameOf(container)} ${ended ?? "ended"} and is started again${times}`,
    );
  }
  const image = stringAt(container, ["image"]) ?? "";
  const about = said === "" ? `${nameOf(container)} can't be started (${image})` : said;
  return error(`${reason}: ${about}`);
}

/** `ended with exit code 137 (OOMKilled)`, with the last words that it left, if any. */
function endOf(terminated: Json | undefined): string | undefined {
  if (!isJsonObject(terminated)) return undefined;
  const { exitCode, reason, message } = terminated;
  const why =
    typeof reason === "string" && reason !== "Error" && reason !== "" ? ` (${reason})` : "";
  const words = typeof message === "string" ? message.trim() : "";
  const said = words === "" ? "" : `, saying "${words.slice(0, 300)}",`;
  return typeof exitCode === "number" ? `ended with exit code ${exitCode}${why}${said}` : undefined;
}

function unscheduled(pod: KubernetesObject): PodTrouble | undefined {
  const condition = conditionsOf(pod).find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  if (condition === undefined) return undefined;
  const reason = condition.reason ?? "Unschedulable";
  const trouble = error(`${reason}: ${condition.message ?? "no node takes the pod"}`);
  // A pod behind a scheduling gate waits on purpose.
  return reason === "SchedulingGated" ? { ...trouble, isError: false } : trouble;
}

function failedPod(
  pod: KubernetesObject,
  containers: readonly JsonObject[],
): PodTrouble | undefined {
  if (stringAt(pod, ["status", "phase"]) !== "Failed") return undefined;
  const reason = stringAt(pod, ["status", "reason"]);
  const message = stringAt(pod, ["status", "message"]);
  if (message !== undefined && message !== "") {
    return error(reason === undefined ? message : `${reason}: ${message}`);
  }
  const ended = containers.flatMap((container) => {
    const end = endOf(valueAt(container, ["state", "terminated"]));
    const isBad = valueAt(container, ["state", "terminated", "exitCode"]) !== 0;
    return end === undefined || !isBad ? [] : [`${nameOf(container)} ${end}`];
  });
  return error(ended[0] ?? reason ?? "the pod failed");
}

/** It runs again, or for a moment does not: what its last run ended with says why it is not ready. */
function restartedContainer(container: JsonObject): PodTrouble | undefined {
  if (valueAt(container, ["ready"]) === true) return undefined;
  const last =
    valueAt(container, ["state", "terminated"]) ?? valueAt(container, ["lastState", "terminated"]);
  if (!isJsonObject(last) || last["exitCode"] === 0) return undefined;
  const end = endOf(last);
  return end === undefined ? undefined : error(`${nameOf(container)} ${end}`);
}

function notReady(
  pod: KubernetesObject,
  containers: readonly JsonObject[],
): PodTrouble | undefined {
  if (stringAt(pod, ["status", "phase"]) !== "Running") return undefined;
  const waiting = containers.find(
    (container) =>
      valueAt(container, ["ready"]) === false &&
      valueAt(container, ["state", "running"]) !== undefined,
  );
  if (waiting === undefined) return undefined;
  return {
    message: `${nameOf(waiting)} runs and is not ready: its readiness probe has not succeeded`,
    isError: false,
  };
}

function error(message: string): PodTrouble {
  return { message, isError: true };
}

function nameOf(container: JsonObject): string {
  return `container ${stringAt(container, ["name"]) ?? ""}`.trim();
}
