import { describe, expect, it } from "vitest";
import {
  assessService,
  serviceRelatesTo,
  serviceRevisionsToResolve,
} from "../../src/delivery/assess-service.ts";
import type { ServiceTarget } from "../../src/domain/delivery.ts";
import { refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import { commits, fixture, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };
const now = new Date("2026-11-20T09:05:00Z");

function targetOf(
  deployer: KubernetesObject | undefined,
  change: Partial<ServiceTarget> = {},
): ServiceTarget {
  if (deployer === undefined) throw new Error("a fixture is missing");
  return {
    deployer: refOf(deployer),
    commitSha: commits.asked,
    descendants: new Set([commits.asked, commits.later]),
    repositoryUrl: "https://github.com/myorg/platform-config",
    mergedAt: "2026-11-20T09:00:00Z",
    ...change,
  };
}

describe("assessService", () => {
  it.each([
    ["argocd/15-deployed", "Argo CD", "deployed"],
    ["argocd/15-superseded", "Argo CD", "superseded"],
    ["argocd/17-degraded", "Argo CD", "unhealthy"],
    ["argocd/hydrated", "Argo CD", "deployed"],
    ["argocd/03-other-repository", "Argo CD", "irrelevant"],
    ["flux/healthy", "Flux", "deployed"],
    ["flux/health-check-failed", "Flux", "failed"],
    ["flux/helm-released", "Flux", "deployed"],
  ])("%s is one step of %s: %s", (name, source, state) => {
    const objects = fixture(name);
    const delivery = assessService(targetOf(objects[0]), viewOf(objects), { now, settings });
    expect(delivery.steps.map((step) => [step.source, step.assessment.state])).toEqual([
      [source, state],
    ]);
    expect(delivery.state).toBe(state);
    expect(delivery.cause).toEqual(delivery.steps[0]?.assessment.cause);
  });

  it("looks at no other object than the one that is named", () => {
    const [application] = fixture("argocd/15-deployed");
    const [failed] = fixture("argocd/08-sync-failed");
    if (application === undefined || failed === undefined) throw new Error("a fixture is missing");
    const other = { ...failed, metadata: { ...failed.metadata, name: "other" } };
    const view = viewOf([application, other]);
    expect(assessService(targetOf(application), view, { now, settings }).state).toBe("deployed");
    expect(assessService(targetOf(other), view, { now, settings }).state).toBe("failed");
  });

  it("waits for an Application that was renamed or deleted, and says so in the end", () => {
    const [application] = fixture("argocd/15-deployed");
    const at = (time: string) =>
      assessService(targetOf(application), viewOf([]), {
        now: new Date(`2026-11-20T${time}Z`),
        settings,
      }).steps[0]?.assessment;
    expect(at("09:14:59")).toMatchObject({
      state: "waiting",
      recheckAt: "2026-11-20T09:15:00.000Z",
    });
    expect(at("09:15:00")).toMatchObject({
      state: "failed",
      final: false,
      message: expect.stringContaining("renamed or deleted") as unknown,
    });
  });

  it.each([
    ["parent-syncing", "syncing", "Argo CD is syncing Application root-app"],
    ["parent-failed", "failed", "The sync of Application root-app failed"],
  ])("follows the parent of an Application that is not there: %s", (name, state, message) => {
    const deployer = {
      group: "argoproj.io",
      kind: "Application",
      namespace: "argocd",
      name: "checkout-dev",
    };
    const target = { ...targetOf(fixture("argocd/15-deployed")[0]), deployer };
    const view = viewOf(fixture(`argocd/${name}`));
    const delivery = assessService(target, view, { now, settings });
    expect(delivery.state).toBe(state);
    expect(delivery.steps[0]?.assessment.resource.name).toBe("checkout-dev");
    expect(delivery.steps[0]?.assessment.message).toContain(
      "Application checkout-dev is not in the cluster: it comes with Application root-app",
    );
    expect(delivery.steps[0]?.assessment.message).toContain(message);
    const parent = { ...deployer, name: "root-app" };
    expect(serviceRelatesTo(target, parent, view)).toBe(true);
  });

  it("never calls what it may not read a failure", () => {
    const [application] = fixture("argocd/15-deployed");
    const view = { ...viewOf([]), isForbidden: () => true };
    const late = { now: new Date("2026-11-21T09:00:00Z"), settings };
    expect(assessService(targetOf(application), view, late).state).toBe("unknown");
  });

  it("knows nothing before the first lists are there", () => {
    const objects = fixture("argocd/15-deployed");
    const view = viewOf(objects, false);
    expect(assessService(targetOf(objects[0]), view, { now, settings })).toEqual({
      steps: [],
      state: "unknown",
    });
  });

  it("names a deployer that is none", () => {
    const objects = fixture("crossplane/claim-just-applied");
    const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "b" } };
    const view = viewOf([...objects, config]);
    const { steps } = assessService(targetOf(config), view, { now, settings });
    expect(steps[0]?.assessment).toMatchObject({
      state: "unknown",
      reasonCode: "NO_STATUS_SOURCE",
    });
  });
});

describe("serviceRevisionsToResolve", () => {
  it.each([
    ["argocd/15-superseded", [commits.later]],
    ["argocd/15-deployed", []],
    ["argocd/hydration-behind", [commits.earlier]],
    ["flux/behind", [commits.earlier]],
    ["flux/helm-owner-behind", [commits.earlier]],
  ])("%s: %j", (name, expected) => {
    const objects = fixture(name);
    const target = targetOf(objects[0], { descendants: new Set([commits.asked]) });
    expect(serviceRevisionsToResolve(target, viewOf(objects))).toEqual(expected);
  });

  it("asks nothing of an object that is not there", () => {
    const [application] = fixture("argocd/15-superseded");
    expect(serviceRevisionsToResolve(targetOf(application), viewOf([]))).toEqual([]);
  });
});
