import { stringAt, valueAt, type JsonObject } from "../../../domain/json.ts";
import { conditionsOf, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { entriesAt } from "../../entries-at.ts";
import type { Verdict } from "../../status-source.ts";
import { parseTime, recheckAt } from "../../time-limits.ts";
import { analysisOf, causeAt, troubleOf } from "../workloads/trouble.ts";
import { durationMs } from "./duration.ts";

/**
 * What a Rollout says of its present spec (argo-rollouts utils/rollout/rolloututil.go GetRolloutPhase). One that was
 * aborted stays where it is until someone retries it or a new revision comes: so that is final.
 */
export function rolloutVerdict(rollout: KubernetesObject, view: ClusterView): Verdict {
  const title = `Rollout ${rollout.metadata.name}`;
  return (
    deleted(rollout, title) ??
    notObserved(rollout, title) ??
    degraded(rollout, title, view) ??
    pausedVerdict(rollout) ??
    underWay(rollout, title, view)
  );
}

function deleted(rollout: KubernetesObject, title: string): Verdict | undefined {
  if (rollout.metadata.deletionTimestamp === undefined) return undefined;
  return { state: "gone", final: true, reasonCode: "GONE", message: `${title} is being deleted.` };
}

/** Since 1.0 the observed generation is a number, written as text; before, a hash that says nothing here. */
function notObserved(rollout: KubernetesObject, title: string): Verdict | undefined {
  const { generation } = rollout.metadata;
  const observed = Number(stringAt(rollout, ["status", "observedGeneration"]) ?? "");
  const isBehind = generation !== undefined && Number.isInteger(observed) && observed < generation;
  if (!isBehind && rollout["status"] !== undefined) return undefined;
  return {
    state: "progressing",
    final: false,
    reasonCode: "NOT_OBSERVED",
    message: `Argo Rollouts has not looked at the present spec of ${title} yet.`,
  };
}

function degraded(
  rollout: KubernetesObject,
  title: string,
  view: ClusterView,
): Verdict | undefined {
  const message = stringAt(rollout, ["status", "message"]) ?? "";
  const isInvalid = conditionsOf(rollout).some(
    ({ type, status }) => type === "InvalidSpec" && status === "True",
  );
  const isAborted = valueAt(rollout, ["status", "abort"]) === true;
  if (phaseOf(rollout) !== "Degraded" && !isInvalid && !isAborted) return undefined;
  const cause = troubleOf(rollout, view)?.cause;
  const said = cause === undefined ? {} : { cause };
  if (isAborted || message.startsWith("RolloutAborted")) {
    return {
      state: "failed",
      final: true,
      reasonCode: "ABORTED",
      message: `The update of ${title} was aborted: the version from before runs on.`,
      ...said,
    };
  }
  return {
    state: "unhealthy",
    final: false,
    reasonCode: isInvalid || message.startsWith("InvalidSpec") ? "INVALID_SPEC" : "DEGRADED",
    message: isInvalid
      ? `${title} can't be rolled out: its spec is not valid.`
      : `${title} is not healthy.`,
    ...said,
  };
}

/** What a paused Rollout waits for, or undefined for one that is not paused. */
export function pausedVerdict(rollout: KubernetesObject): Verdict | undefined {
  if (phaseOf(rollout) !== "Paused") return undefined;
  const title = `Rollout ${rollout.metadata.name}`;
  const [pause] = entriesAt(rollout, ["status", "pauseConditions"]);
  const verdict = { state: "paused", final: false } as const;
  const reason = stringAt(pause, ["reason"]);
  if (reason?.startsWith("Inconclusive") === true) {
    return {
      ...verdict,
      reasonCode: "INCONCLUSIVE",
      message: `${title} is paused: its analysis came to no result, so someone must promote or abort it.`,
      cause: causeAt(rollout, analysisOf(rollout, reason)),
    };
  }
  switch (reason) {
    case "CanaryPauseStep":
      return { ...verdict, reasonCode: "PAUSED_AT_STEP", ...atStep(rollout, title, pause) };
    case "BlueGreenPause":
      return {
        ...verdict,
        reasonCode: "WAIT_PROMOTION",
        message: `${title} has the new version ready as a preview: it takes over when someone promotes it.`,
      };
    default:
      return {
        ...verdict,
        reasonCode: "PAUSED",
        message: `${title} was paused by hand: it goes on when someone resumes it.`,
      };
  }
}

/** `step 2 of 6, at 20 %`, and when it goes on by itself, if it does. */
function atStep(
  rollout: KubernetesObject,
  title: string,
  pause: JsonObject | undefined,
): Pick<Verdict, "message" | "recheckAt"> {
  const steps = entriesAt(rollout, ["spec", "strategy", "canary", "steps"]);
  const index = valueAt(rollout, ["status", "currentStepIndex"]);
  const at = typeof index === "number" ? index : 0;
  const weight = steps
    .slice(0, at)
    .map((step) => step["setWeight"])
    .findLast((value) => typeof value === "number");
  const share = typeof weight === "number" ? `, at ${weight} %` : "";
  const place = `${title} is paused at step ${at + 1} of ${steps.length}${share}`;
  const duration = durationMs(valueAt(steps[at], ["pause", "duration"]));
  const since = parseTime(stringAt(pause, ["startTime"]));
  if (duration === undefined || since === undefined)
    return { message: `${place}: it goes on when someone promotes it.` };
  const until = since + duration;
  return {
    message: `${place}: it goes on by itself at ${new Date(until).toISOString()}.`,
    ...recheckAt(until),
  };
}

function underWay(rollout: KubernetesObject, title: string, view: ClusterView): Verdict {
  const phase = phaseOf(rollout);
  if (phase === "Healthy") {
    return {
      state: "deployed",
      final: true,
      reasonCode: "HEALTHY",
      message: `${title} runs its present version everywhere.`,
    };
  }
  const trouble = troubleOf(rollout, view);
  const said = stringAt(rollout, ["status", "message"]) ?? "";
  return {
    state: "progressing",
    final: false,
    reasonCode: "PROGRESSING",
    message: `${title} is being rolled out${said === "" ? "" : ` (${said})`}.`,
    ...(trouble?.isError === true ? { cause: trouble.cause } : {}),
  };
}

/** `status.phase` since 1.0; of an older one, what its conditions and its spec say. */
function phaseOf(rollout: KubernetesObject): string {
  const phase = stringAt(rollout, ["status", "phase"]);
  if (phase !== undefined && phase !== "") return phase;
  const progressing = conditionsOf(rollout).find(({ type }) => type === "Progressing");
  if (progressing?.status === "False") return "Degraded";
  const isPaused = entriesAt(rollout, ["status", "pauseConditions"]).length > 0;
  if (isPaused || valueAt(rollout, ["spec", "paused"]) === true) return "Paused";
  const current = stringAt(rollout, ["status", "currentPodHash"]);
  const stable = stringAt(rollout, ["status", "stableRS"]);
  return current !== undefined && current === stable ? "Healthy" : "Progressing";
}
