import { describe, expect, it } from "vitest";
import { argoRollouts, workloads } from "../../src/delivery/sources/workloads.ts";
import { durationMs } from "../../src/delivery/sources/rollouts/duration.ts";
import type { Assessment } from "../../src/domain/delivery.ts";
import { refOf } from "../../src/domain/kubernetes.ts";
import { trimObject } from "../../src/kubernetes/trim-object.ts";
import { fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };

/** The verdict on the first object of a file, of all as the informers keep them. */
function assess(name: string, time = "09:05:00"): Assessment | undefined {
  const objects = fixture(name).map((object) => trimObject(object));
  const [object] = objects;
  if (object === undefined) throw new Error("a fixture is missing");
  const question = { ...targetFor(), now: new Date(`2026-11-20T${time}Z`), settings };
  const view = viewOf(objects);
  return (
    argoRollouts.assessObject(object, question, view) ??
    workloads.assessObject(object, question, view)
  );
}

function summary(verdict: Assessment | undefined): string {
  return `${verdict?.state} ${verdict?.reasonCode}${verdict?.final === true ? ", final" : ""}`;
}

describe("Argo Rollouts", () => {
  it.each([
    ["healthy", "deployed HEALTHY, final", "runs its present version everywhere"],
    ["progressing", "progressing PROGRESSING", "more replicas need to be updated"],
    ["not-observed", "progressing NOT_OBSERVED", "has not looked at the present spec"],
    ["paused-at-step", "paused PAUSED_AT_STEP", "step 2 of 5, at 20 %: it goes on when someone"],
    ["paused-for-a-time", "paused PAUSED_AT_STEP", "step 4 of 5, at 60 %: it goes on by itself"],
    ["paused-by-hand", "paused PAUSED", "paused by hand"],
    ["paused-inconclusive", "paused INCONCLUSIVE", "its analysis came to no result"],
    ["blue-green-waits", "paused WAIT_PROMOTION", "as a preview"],
    ["analysis-failed", "failed ABORTED, final", "the version from before runs on"],
    ["analysis-failed-before-1-6", "failed ABORTED, final", "the version from before runs on"],
    ["aborted-by-hand", "failed ABORTED, final", "the version from before runs on"],
    ["progress-deadline", "unhealthy DEGRADED", "is not healthy"],
    ["invalid-spec", "unhealthy INVALID_SPEC", "its spec is not valid"],
  ])("%s is %s", (name, expected, message) => {
    const verdict = assess(`rollouts/${name}`);
    expect(summary(verdict)).toBe(expected);
    expect(verdict?.message).toContain(message);
    expect(verdict?.message).toContain("Rollout checkout");
  });

  it.each([
    ["analysis-failed", /Metric "success-rate" assessed Failed due to failed \(4\)/],
    ["analysis-failed-before-1-6", /received non 2xx response code: 404/],
    ["paused-inconclusive", /Metric "success-rate" assessed Inconclusive/],
    ["aborted-by-hand", /^RolloutAborted: Rollout aborted update to revision 4$/],
    ["progress-deadline", /ReplicaSet "checkout-7c8d6f9b54" has timed out progressing/],
    ["invalid-spec", /setWeight: Invalid value: 120/],
  ])("%s says why", (name, message) => {
    const cause = assess(`rollouts/${name}`)?.cause;
    expect(cause).toMatchObject({ kind: "Rollout", name: "checkout", namespace: "shop" });
    expect(cause?.message).toMatch(message);
  });

  it("is looked at again when its pause is over", () => {
    expect(assess("rollouts/paused-for-a-time")?.recheckAt).toBe("2026-11-20T09:11:00.000Z");
    expect(assess("rollouts/paused-at-step")?.recheckAt).toBeUndefined();
  });

  it.each([
    [30, 30_000],
    ["30", 30_000],
    ["1h30m", 5_400_000],
    ["1.5m", 90_000],
    ["soon", undefined],
    [null, undefined],
  ])("reads the pause %j as %s ms", (duration, expected) => {
    expect(durationMs(duration)).toBe(expected);
  });
});

describe("Kubernetes' workloads", () => {
  it.each([
    ["ready", "deployed READY, final"],
    ["starting", "progressing PROGRESSING"],
    ["image-pull", "progressing PROGRESSING"],
    ["crash-loop", "unhealthy PROGRESS_DEADLINE"],
    ["paused", "paused PAUSED"],
    ["stateful-set-stuck", "progressing PROGRESSING"],
    ["stateful-set-ready", "deployed READY, final"],
    ["daemon-set-rolling", "progressing PROGRESSING"],
    ["daemon-set-ready", "deployed READY, final"],
    ["job-complete", "deployed COMPLETE, final"],
    ["job-failed", "failed FAILED, final"],
    ["job-running", "progressing PROGRESSING"],
    ["pod-evicted", "failed FAILED, final"],
  ])("%s is %s", (name, expected) => {
    expect(summary(assess(`workloads/${name}`))).toBe(expected);
  });

  it("is late when it starts for longer than a delivery may take", () => {
    expect(summary(assess("workloads/image-pull", "09:15:00"))).toBe("failed TIMEOUT, final");
    expect(assess("workloads/image-pull", "09:15:00")?.cause?.kind).toBe("Pod");
  });

  it.each([
    [
      "image-pull",
      "Pod",
      'ImagePullBackOff: Back-off pulling image "ghcr.io/myorg/checkout:1.5.0": ErrImagePull: failed to pull and unpack image "ghcr.io/myorg/checkout:1.5.0": not found',
    ],
    [
      "crash-loop",
      "Pod",
      'CrashLoopBackOff: container checkout ended with exit code 1, saying "panic: DATABASE_URL is not set", and is started again, 3 times so far',
    ],
    [
      "out-of-memory",
      "Pod",
      "CrashLoopBackOff: container checkout ended with exit code 137 (OOMKilled) and is started again, 1 time so far",
    ],
    [
      "init-crash",
      "Pod",
      'CrashLoopBackOff: container migrate ended with exit code 1, saying "panic: DATABASE_URL is not set", and is started again, 3 times so far',
    ],
    [
      "unschedulable",
      "Pod",
      "Unschedulable: 0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    ],
    ["config-error", "Pod", 'CreateContainerConfigError: secret "checkout-database" not found'],
    [
      "quota",
      "Deployment",
      'FailedCreate: pods "checkout-75dd4d49d5-9xk2m" is forbidden: exceeded quota: shop, requested: limits.memory=1Gi, used: limits.memory=8Gi, limited: limits.memory=8Gi',
    ],
    [
      "not-ready",
      "Pod",
      "container checkout runs and is not ready: its readiness probe has not succeeded",
    ],
    [
      "deadline-without-pods",
      "Deployment",
      'ProgressDeadlineExceeded: ReplicaSet "checkout-75dd4d49d5" has timed out progressing.',
    ],
    [
      "stateful-set-stuck",
      "Pod",
      'SchedulerError: running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
    ],
    ["job-failed", "Pod", "container migrate ended with exit code 3"],
    [
      "job-failed-without-pods",
      "Job",
      "BackoffLimitExceeded: Job has reached the specified backoff limit",
    ],
    [
      "pod-evicted",
      "Pod",
      "Evicted: The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi. ",
    ],
  ])("%s names a %s", (name, kind, message) => {
    expect(assess(`workloads/${name}`)?.cause).toMatchObject({ kind, message });
  });

  it("gives no cause for a pod that only starts", () => {
    expect(assess("workloads/starting")?.cause).toBeUndefined();
  });

  it("waits for a target that is not there, and relates it to its pods", () => {
    const objects = fixture("workloads/image-pull");
    const [deployment, pod, old] = objects;
    if (deployment === undefined || pod === undefined || old === undefined)
      throw new Error("a fixture is missing");
    const target = targetFor({ object: refOf(deployment) });
    const now = new Date("2026-11-20T09:05:00Z");
    const view = viewOf(objects);
    expect(workloads.assess(target, viewOf([]), now, settings)?.state).toBe("waiting");
    expect(workloads.assess(target, view, now, settings)?.state).toBe("progressing");
    expect(workloads.assess(targetFor(), view, now, settings)).toBeUndefined();
    expect(workloads.relatesTo(target, refOf(pod), view)).toBe(true);
    expect(workloads.relatesTo(target, refOf(deployment), view)).toBe(true);
    expect(workloads.relatesTo(target, { ...refOf(pod), name: "other" }, view)).toBe(false);
    expect(workloads.relatesTo(targetFor(), refOf(pod), view)).toBe(false);
  });
});
