import { describe, expect, it } from "vitest";
import { kindsToFollow } from "../../src/delivery/assess-delivery.ts";
import {
  assessService,
  serviceKindsToFollow,
  serviceRelatesTo,
} from "../../src/delivery/assess-service.ts";
import { argoCd } from "../../src/delivery/sources/argocd.ts";
import { flux } from "../../src/delivery/sources/flux.ts";
import type { ServiceTarget } from "../../src/domain/delivery.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import { trimObject } from "../../src/kubernetes/trim-object.ts";
import { commits, fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };

/** An Application of a fixture that manages what is in another file, all as the informers keep them. */
function managing(application: string, below: string): readonly KubernetesObject[] {
  const [object] = fixture(`argocd/${application}`);
  if (object === undefined) throw new Error("a fixture is missing");
  const objects = fixture(below);
  const managed = objects.filter(({ kind }) => kind !== "Pod").map((one) => entryOf(one));
  const status = { ...(object["status"] as JsonObject), resources: managed };
  return [{ ...object, status }, ...objects].map((one) => trimObject(one));
}

function entryOf(object: KubernetesObject): JsonObject {
  const { group, kind, namespace, name } = refOf(object);
  const version = object.apiVersion.slice(object.apiVersion.indexOf("/") + 1);
  return { group, version, kind, namespace, name, status: "Synced" };
}

function serviceOf(objects: readonly KubernetesObject[]): ServiceTarget {
  const [deployer] = objects;
  if (deployer === undefined) throw new Error("a fixture is missing");
  return {
    deployer: refOf(deployer),
    commitSha: commits.asked,
    descendants: new Set([commits.asked]),
    repositoryUrl: "https://github.com/myorg/platform-config",
    mergedAt: "2026-11-20T09:00:00Z",
  };
}

/** An Application whose last operation has a hook of that result, with the hook's Job and pods. */
function withHook(
  application: string,
  below: string,
  result: JsonObject,
): readonly KubernetesObject[] {
  const [object] = fixture(`argocd/${application}`);
  const [job, ...pods] = fixture(below);
  if (object === undefined || job === undefined) throw new Error("a fixture is missing");
  const status = object["status"] as JsonObject;
  const operationState = {
    ...(status["operationState"] as JsonObject),
    syncResult: { revision: commits.asked, resources: [{ ...entryOf(job), ...result }] },
  };
  const syncing = { ...object, status: { ...status, operationState } };
  return [syncing, job, ...pods].map((one) => trimObject(one));
}

function assess(objects: readonly KubernetesObject[], time = "09:05:00") {
  const now = new Date(`2026-11-20T${time}Z`);
  return assessService(serviceOf(objects), viewOf(objects), { now, settings });
}

describe("an Application with workloads in the view", () => {
  it.each([
    ["17-degraded", "workloads/crash-loop", "unhealthy", /exit code 1, saying "panic: DATABASE/],
    ["17-degraded-before", "workloads/image-pull", "unhealthy", /^ImagePullBackOff/],
    ["18-progressing", "workloads/image-pull", "progressing", /^ImagePullBackOff/],
    ["18-progressing", "workloads/quota", "progressing", /exceeded quota: shop/],
    ["17-degraded", "rollouts/analysis-failed", "unhealthy", /Metric "success-rate" assessed Fai/],
  ])("%s with %s: %s, and the cause is the object below", (application, below, state, message) => {
    const delivery = assess(managing(application, below));
    expect(delivery.state).toBe(state);
    expect(delivery.cause?.message).toMatch(message);
    expect(delivery.cause?.namespace).toBe("shop");
  });

  it("names the pod of the workload that Argo CD names", () => {
    const objects = managing("17-degraded", "workloads/crash-loop");
    const [application, deployment, ...pods] = objects;
    if (application === undefined || deployment === undefined) throw new Error("no fixture");
    const other = { ...deployment, metadata: { ...deployment.metadata, name: "fine" } };
    const resources = [
      entryOf(other),
      { ...entryOf(deployment), health: { status: "Degraded", message: "it is late" } },
    ];
    const status = { ...(application["status"] as JsonObject), resources };
    const all = [{ ...application, status }, other, deployment, ...pods];
    expect(assess(all).cause).toMatchObject({ kind: "Pod", name: "checkout-75dd4d49d5-x2x5p" });
  });

  it("does not blame a pod that only starts while it is under way", () => {
    expect(assess(managing("18-progressing", "workloads/starting")).cause).toBeUndefined();
  });

  it("does not blame workloads for a commit that never came", () => {
    const { state, cause } = assess(
      managing("09-not-there-yet", "workloads/crash-loop"),
      "09:30:00",
    );
    expect(state).toBe("failed");
    expect(cause).toBeUndefined();
  });

  it.each([
    ["rollouts/paused-at-step", "step 2 of 5, at 20 %: it goes on when someone promotes it"],
    ["rollouts/blue-green-waits", "takes over when someone promotes it"],
  ])("16-suspended with %s says what it waits for", (below, message) => {
    const [step] = assess(managing("16-suspended", below)).steps;
    expect(step?.assessment.state).toBe("paused");
    expect(step?.assessment.message).toContain(message);
  });

  it("says when a pause ends by itself", () => {
    const [step] = assess(managing("16-suspended", "rollouts/paused-for-a-time")).steps;
    expect(step?.assessment.recheckAt).toBe("2026-11-20T09:11:00.000Z");
  });

  it("names what keeps a hook from ending, while the sync waits for it and after it failed", () => {
    const hook = { hookType: "PreSync", hookPhase: "Running", syncPhase: "PreSync" };
    expect(assess(withHook("07-syncing", "workloads/job-running", hook))).toMatchObject({
      state: "syncing",
      cause: { kind: "Pod", message: expect.stringContaining("ImagePullBackOff") as unknown },
    });
    const failed = { ...hook, hookPhase: "Failed", message: "Job has reached the limit" };
    expect(assess(withHook("08-sync-failed", "workloads/job-failed", failed))).toMatchObject({
      state: "failed",
      cause: { kind: "Pod", message: "container migrate ended with exit code 3" },
    });
  });
});

/** A Kustomization of a fixture that has the Deployment of another file in its inventory. */
function kustomizing(name: string, below: string): readonly KubernetesObject[] {
  const [object, ...sources] = fixture(`flux/${name}`);
  if (object === undefined) throw new Error("a fixture is missing");
  const inventory = { entries: [{ id: "shop_checkout_apps_Deployment", v: "v1" }] };
  const status = { ...(object["status"] as JsonObject), inventory };
  return [{ ...object, status }, ...sources, ...fixture(below)];
}

describe("a Kustomization with workloads in the view", () => {
  it("names the pod because of which the health check failed", () => {
    expect(assess(kustomizing("health-check-failed", "workloads/crash-loop"))).toMatchObject({
      state: "failed",
      cause: { kind: "Pod", name: "checkout-75dd4d49d5-x2x5p" },
    });
  });

  it("keeps its own message where it could not be applied", () => {
    expect(assess(kustomizing("oci-failed", "workloads/crash-loop")).cause?.kind).toBe(
      "Kustomization",
    );
  });

  it("is concerned by its pods", () => {
    const objects = kustomizing("reconciling", "workloads/crash-loop");
    const view = viewOf(objects);
    const pod = objects.find(({ kind }) => kind === "Pod");
    if (pod === undefined) throw new Error("a fixture is missing");
    expect(flux.relatesTo(targetFor(), refOf(pod), view)).toBe(true);
    expect(serviceRelatesTo(serviceOf(objects), refOf(pod), view)).toBe(true);
  });
});

describe("which kinds are followed to explain", () => {
  const workloads = [
    { apiVersion: "apps/v1", kind: "Deployment" },
    { apiVersion: "v1", kind: "Pod" },
  ];

  it.each([
    ["18-progressing", workloads],
    ["17-degraded", workloads],
    ["15-deployed", []],
  ])("%s: %j", (application, expected) => {
    const [object] = managing(application, "workloads/image-pull");
    if (object === undefined) throw new Error("a fixture is missing");
    expect(serviceKindsToFollow(serviceOf([object]), viewOf([object]))).toEqual(expected);
    expect(kindsToFollow(targetFor(), viewOf([object]))).toEqual(expected);
  });

  it("follows Rollouts where one is below, and all workloads of a release whose parts are not known", () => {
    const [suspended] = managing("16-suspended", "rollouts/paused-at-step");
    const [release] = fixture("flux/helm-upgrading");
    if (suspended === undefined || release === undefined) throw new Error("a fixture is missing");
    expect(serviceKindsToFollow(serviceOf([suspended]), viewOf([suspended]))).toContainEqual({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
    });
    const kinds = serviceKindsToFollow(serviceOf([release]), viewOf([release]));
    expect(kinds.map(({ kind }) => kind)).toEqual([
      "Deployment",
      "StatefulSet",
      "DaemonSet",
      "Job",
      "Pod",
    ]);
  });
});

describe("which changes concern a delivery", () => {
  it("counts the workloads of its Application and their pods, and no others", () => {
    const objects = managing("17-degraded", "workloads/crash-loop");
    const view = viewOf(objects);
    const [, deployment, pod] = objects;
    if (deployment === undefined || pod === undefined) throw new Error("a fixture is missing");
    // The fixture's Application is called platform-claims; the Deployment says that checkout manages it.
    expect(argoCd.relatesTo(targetFor(), refOf(pod), view)).toBe(false);
    const annotations = {
      "argocd.argoproj.io/tracking-id": "platform-claims:apps/Deployment:shop/checkout",
    };
    const tracked = { ...deployment, metadata: { ...deployment.metadata, annotations } };
    const others = objects.filter((object) => object !== deployment);
    const second = viewOf([...others, tracked]);
    expect(argoCd.relatesTo(targetFor(), refOf(pod), second)).toBe(true);
    expect(argoCd.relatesTo(targetFor(), refOf(tracked), second)).toBe(true);
    expect(argoCd.relatesTo(targetFor(), { ...refOf(pod), name: "gone" }, second)).toBe(false);
    const target = serviceOf(objects);
    expect(serviceRelatesTo(target, refOf(pod), view)).toBe(true);
    expect(serviceRelatesTo(target, target.deployer, view)).toBe(true);
    expect(serviceRelatesTo(target, { ...refOf(deployment), name: "other" }, view)).toBe(false);
  });
});
