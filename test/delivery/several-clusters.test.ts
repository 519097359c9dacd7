import { describe, expect, it } from "vitest";
import { assessDelivery } from "../../src/delivery/assess-delivery.ts";
import { assessService } from "../../src/delivery/assess-service.ts";
import { destinationOf } from "../../src/delivery/sources/workloads/destination.ts";
import { statusSources } from "../../src/delivery/status-sources.ts";
import type { Delivery } from "../../src/domain/delivery.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import type { ClusterState, ClusterView } from "../../src/domain/ports/cluster.ts";
import { mergedView } from "../../src/kubernetes/connect-clusters.ts";
import { commits, fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };
const ownServer = "https://kubernetes.default.svc";

/** Clusters by name, each with what is in it. */
function clusters(
  parts: Readonly<Record<string, readonly KubernetesObject[]>>,
  states: Readonly<Record<string, Partial<ClusterState>>> = {},
): ClusterView {
  const views = Object.entries(parts).map(([name, objects]) => {
    const marked = objects.map((object) => ({ ...object, fromCluster: name }));
    const state = { name, server: `https://${name}.example.com:443/`, ...states[name] };
    return [name, { ...viewOf(marked), clusters: [state] }] as const;
  });
  return mergedView(new Map(views));
}

function degraded(destination: JsonObject): KubernetesObject {
  const [object] = fixture("argocd/17-degraded");
  if (object === undefined) throw new Error("a fixture is missing");
  const spec = { ...(object["spec"] as JsonObject), destination };
  const resources = [
    { group: "apps", version: "v1", kind: "Deployment", namespace: "shop", name: "checkout" },
  ];
  const status = { ...(object["status"] as JsonObject), resources };
  return { ...object, spec, status };
}

function assess(view: ClusterView, time = "09:05:00"): Delivery {
  const now = new Date(`2026-11-20T${time}Z`);
  return assessDelivery(statusSources, targetFor(), view, { now, settings });
}

describe("an Application and its destination", () => {
  const workloads = fixture("workloads/crash-loop");

  it.each([
    ["by name", { name: "eu", namespace: "shop" }],
    ["by address", { server: "https://eu.example.com", namespace: "shop" }],
  ])("that is another cluster, %s: the pod there is the cause", (_how, destination) => {
    const view = clusters({ management: [degraded(destination)], eu: workloads });
    expect(assess(view).cause).toMatchObject({ kind: "Pod", name: "checkout-75dd4d49d5-x2x5p" });
  });

  it.each([
    ["its own cluster", { server: ownServer }],
    ["a cluster that is not read", { server: "https://asia.example.com" }],
    ["a name that no cluster has", { name: "asia" }],
  ])("that is %s: pods of the same name elsewhere are not blamed", (_what, destination) => {
    const view = clusters({ management: [degraded(destination)], eu: workloads });
    expect(assess(view).cause?.kind).toBe("Application");
  });

  it("takes the one cluster of a kubeconfig for its own when the addresses say so", () => {
    const [application] = fixture("argocd/15-deployed");
    if (application === undefined) throw new Error("a fixture is missing");
    const at = (destination: JsonObject, server: string) => {
      const view = { ...viewOf([]), clusters: [{ name: "only", server }] };
      return destinationOf({ ...application, spec: { destination } }, view);
    };
    expect(at({ server: "https://a.example.com" }, "https://a.example.com/")).toEqual({});
    expect(at({ server: "https://b.example.com" }, "https://a.example.com")).toBeUndefined();
    expect(at({ name: "in-cluster" }, "https://a.example.com")).toEqual({});
    expect(destinationOf(application, viewOf([]))).toEqual({});
  });

  it("is followed from a Kustomization to another cluster only where that is its own", () => {
    const [kustomization] = fixture("flux/healthy");
    if (kustomization === undefined) throw new Error("a fixture is missing");
    const remote = { kubeConfig: { secretRef: { name: "eu" } } };
    const spec = { ...(kustomization["spec"] as JsonObject), ...remote };
    expect(destinationOf(kustomization, viewOf([]))).toEqual({});
    expect(destinationOf({ ...kustomization, spec }, viewOf([]))).toBeUndefined();
  });
});

describe("objects that refer to each other", () => {
  it("are looked for in the same cluster", () => {
    const [kustomization, source] = fixture("flux/healthy");
    if (kustomization === undefined || source === undefined) throw new Error("no fixture");
    const spec = { ...(source["spec"] as JsonObject), url: "https://github.com/myorg/other" };
    const elsewhere = { ...source, spec };
    const here = clusters({ eu: [elsewhere], us: [kustomization, source] });
    expect(assess(here).steps[0]?.assessment).toMatchObject({
      state: "deployed",
      resource: { cluster: "us" },
    });
    const there = clusters({ eu: [source], us: [kustomization, elsewhere] });
    expect(assess(there).steps.filter((step) => step.source === "Flux")).toEqual([]);
  });

  it("are one claim with all below it in whichever cluster has it", () => {
    const claim = fixture("crossplane/managed-resource-error");
    const view = clusters({ management: fixture("argocd/15-deployed"), eu: claim });
    const delivery = assess(view);
    expect(delivery.state).toBe("unhealthy");
    expect(delivery.cause?.kind).toBe("Account");
  });
});

describe("a cluster that does not answer", () => {
  const since = "2026-11-20T09:03:00.000Z";

  it("stops the clock of its deliveries: nothing gets late, and nothing settles", () => {
    const away = { eu: { notReadSince: since } };
    for (const time of ["09:04:00", "09:15:00", "10:03:00"]) {
      const late = assess(clusters({ eu: fixture("argocd/09-not-there-yet") }, away), time);
      expect(late).toMatchObject({ state: "waiting", notReadSince: since });
      expect(late.steps[0]?.assessment).not.toHaveProperty("recheckAt");
    }
    const first = assess(clusters({ eu: fixture("argocd/09-not-there-yet") }, away), "09:04:00");
    const hour = assess(clusters({ eu: fixture("argocd/09-not-there-yet") }, away), "10:03:00");
    expect(hour).toEqual(first);
    const back = assess(clusters({ eu: fixture("argocd/09-not-there-yet") }), "10:03:00");
    expect(back).toMatchObject({ state: "failed" });
    expect(back).not.toHaveProperty("notReadSince");
  });

  it("does not stop the clock of what is in the others", () => {
    const parts = {
      eu: [...fixture("argocd/15-deployed"), ...fixture("crossplane/claim-ready")],
      us: [],
    };
    const away = { us: { notReadSince: since } };
    expect(assess(clusters(parts, away))).not.toHaveProperty("notReadSince");
  });

  it("may be where an object is that was not found: no deadline passes for it", () => {
    const parts = { eu: fixture("argocd/15-deployed"), us: [] };
    const away = { us: { notReadSince: since } };
    expect(assess(clusters(parts, away), "19:00:00")).toMatchObject({
      state: "waiting",
      notReadSince: since,
    });
    expect(assess(clusters(parts), "19:00:00").state).toBe("failed");
  });

  it("is told of a service as well", () => {
    const [application] = fixture("argocd/09-not-there-yet");
    if (application === undefined) throw new Error("a fixture is missing");
    const view = clusters({ eu: [application] }, { eu: { notReadSince: since } });
    const target = {
      deployer: refOf(application),
      commitSha: commits.asked,
      descendants: new Set([commits.asked]),
      repositoryUrl: "https://github.com/myorg/platform-config",
      mergedAt: "2026-11-20T09:00:00Z",
    };
    const now = new Date("2026-11-20T19:00:00Z");
    expect(assessService(target, view, { now, settings })).toMatchObject({
      state: "waiting",
      notReadSince: since,
    });
  });
});
