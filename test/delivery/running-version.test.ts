import { describe, expect, it } from "vitest";
import { runningVersion } from "../../src/delivery/running-version.ts";
import type { RunningVersion } from "../../src/domain/delivery.ts";
import { refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import { trimObject } from "../../src/kubernetes/trim-object.ts";
import { commits, fixture, viewOf } from "./fixtures.ts";

function running(
  objects: readonly KubernetesObject[],
  repositoryUrl?: string,
): RunningVersion | undefined {
  const [deployer] = objects;
  if (deployer === undefined) throw new Error("a fixture is missing");
  // As the informers keep them.
  const view = viewOf(objects.map((object) => trimObject(object)));
  return runningVersion(refOf(deployer), view, repositoryUrl);
}

describe("runningVersion", () => {
  it.each([
    ["argocd/15-deployed", "healthy", "synced", commits.asked],
    ["argocd/15-superseded", "healthy", "synced", commits.later],
    ["argocd/16-suspended", "paused", "synced", commits.asked],
    ["argocd/17-degraded", "degraded", "synced", commits.asked],
    ["argocd/18-progressing", "progressing", "synced", commits.asked],
    ["argocd/12-drifted", "healthy", "outOfSync", commits.asked],
    ["argocd/07-syncing", "healthy", "syncing", commits.asked],
    ["argocd/10-sync-unknown", "healthy", "unknown", commits.asked],
    ["argocd/hydrated", "healthy", "synced", commits.asked],
    ["flux/healthy", "healthy", "synced", commits.asked],
    ["flux/applied-without-health", "unknown", "synced", commits.asked],
    ["flux/behind", "healthy", "synced", commits.earlier],
    ["flux/health-check-failed", "degraded", "outOfSync", commits.earlier],
    ["flux/oci", "healthy", "synced", commits.asked],
    ["flux/helm-released", "healthy", "synced", "6.9.2"],
    ["flux/helm-upgrading", "progressing", "syncing", "6.9.2"],
  ])("%s is %s and %s at %s", (name, health, sync, revision) => {
    const version = running(fixture(name));
    expect(version).toMatchObject({ health, sync, revision });
    expect(version?.message).toMatch(/ runs \S+ and is .*\.$/);
  });

  it("says since when, and which images", () => {
    const [application] = fixture("argocd/15-deployed");
    if (application === undefined) throw new Error("a fixture is missing");
    const images = ["ghcr.io/myorg/checkout:1.4.2", "docker.io/library/redis:7"];
    const status = { ...(application["status"] as object), summary: { images } };
    expect(running([{ ...application, status }])).toMatchObject({
      images: ["docker.io/library/redis:7", "ghcr.io/myorg/checkout:1.4.2"],
      since: "2026-11-20T09:00:12Z",
    });
  });

  it("gives the revision of the source that is asked about", () => {
    const objects = fixture("argocd/multi-source");
    expect(running(objects, "https://github.com/myorg/platform-config")?.revision).toBe(
      commits.asked,
    );
  });

  it("says that nothing was applied yet", () => {
    expect(running(fixture("argocd/never-reconciled"))).toEqual({
      images: [],
      health: "unknown",
      sync: "unknown",
      message: "Application platform-claims has applied nothing yet.",
    });
  });

  it("takes a Kustomization's images from its workloads", () => {
    const [kustomization, source] = fixture("flux/healthy");
    if (kustomization === undefined || source === undefined) throw new Error("no fixture");
    const inventory = {
      entries: [
        { id: "shop_checkout_apps_Deployment", v: "v1" },
        { id: "shop_checkout__Service", v: "v1" },
      ],
    };
    const status = { ...(kustomization["status"] as object), inventory };
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "checkout", namespace: "shop" },
      spec: {
        template: {
          spec: {
            initContainers: [{ name: "migrate", image: "ghcr.io/myorg/checkout:1.4.2" }],
            containers: [
              { name: "app", image: "ghcr.io/myorg/checkout:1.4.2" },
              { name: "proxy", image: "envoyproxy/envoy:v1.30.1" },
            ],
          },
        },
      },
    };
    expect(running([{ ...kustomization, status }, source, deployment])?.images).toEqual([
      "envoyproxy/envoy:v1.30.1",
      "ghcr.io/myorg/checkout:1.4.2",
    ]);
  });

  it("has nothing to say of what is not there or is no deployer", () => {
    const [claim] = fixture("crossplane/claim-just-applied");
    if (claim === undefined) throw new Error("a fixture is missing");
    expect(runningVersion(refOf(claim), viewOf([claim]))).toBeUndefined();
    expect(runningVersion(refOf(claim), viewOf([]))).toBeUndefined();
  });
});
