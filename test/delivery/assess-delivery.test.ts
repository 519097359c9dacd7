import { assert, constantFrom, property, shuffledSubarray } from "fast-check";
import { describe, expect, it } from "vitest";
import { assessDelivery, revisionsToResolve } from "../../src/delivery/assess-delivery.ts";
import type { StatusSource } from "../../src/delivery/status-source.ts";
import { statusSources } from "../../src/delivery/status-sources.ts";
import type { Delivery } from "../../src/domain/delivery.ts";
import { deliveryStates, type DeliveryState } from "../../src/domain/delivery.ts";
import type { KubernetesObject } from "../../src/domain/kubernetes.ts";
import { commits, fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };

function assess(objects: readonly KubernetesObject[], time = "09:05:00"): Delivery {
  const now = new Date(`2026-11-20T${time}Z`);
  return assessDelivery(statusSources, targetFor(), viewOf(objects), { now, settings });
}

function both(argocd: string, crossplane: string): readonly KubernetesObject[] {
  return [...fixture(`argocd/${argocd}`), ...fixture(`crossplane/${crossplane}`)];
}

/** A source that always says the same. */
function saying(
  name: string,
  role: StatusSource["role"],
  verdict: { readonly state: DeliveryState; readonly reasonCode: string },
): StatusSource {
  const { object } = targetFor();
  const assessment = { resource: object, final: false, message: "It is so.", ...verdict };
  return {
    name,
    role,
    kinds: () => [],
    kindsOnDemand: [],
    assess: () => assessment,
    assessObject: () => assessment,
    relatesTo: () => false,
    carriers: () => [],
    revisionsOf: () => [],
  };
}

describe("assessDelivery", () => {
  it.each([
    ["15-deployed", "claim-ready", "deployed"],
    ["15-deployed", "claim-waiting", "progressing"],
    ["15-superseded", "claim-ready", "deployed"],
    ["07-syncing", "claim-ready", "syncing"],
    ["09-not-there-yet", "claim-ready", "waiting"],
    ["09-not-there-yet", "managed-resource-error", "unhealthy"],
    ["08-sync-failed", "claim-waiting", "failed"],
    ["12-drifted", "claim-ready", "drifted"],
  ])("Argo CD %s and Crossplane %s: %s", (argocd, crossplane, state) => {
    const delivery = assess(both(argocd, crossplane));
    expect(delivery.state).toBe(state);
    expect(delivery.steps.map(({ source }) => source)).toEqual(["Argo CD", "Crossplane"]);
  });

  it("does not take Argo CD's word for a claim that Argo CD can't judge", () => {
    const delivery = assess(both("15-deployed", "managed-resource-error"));
    expect(delivery.steps[0]?.assessment.state).toBe("deployed");
    expect(delivery.state).toBe("unhealthy");
    expect(delivery.cause?.kind).toBe("Account");
  });

  it("is superseded when a later commit runs and the object is not there", () => {
    expect(assess(fixture("argocd/15-superseded")).state).toBe("superseded");
    expect(assess(fixture("argocd/15-deployed")).state).toBe("waiting");
  });

  it("knows nothing before the first lists are there", () => {
    const view = viewOf(both("15-deployed", "claim-ready"), false);
    const now = new Date("2026-11-20T09:05:00Z");
    expect(assessDelivery(statusSources, targetFor(), view, { now, settings })).toEqual({
      steps: [],
      state: "unknown",
    });
  });

  it("does not wait for a deployer that has nothing for the file when another has it", () => {
    const idle = saying("Argo CD", "deployer", { state: "waiting", reasonCode: "WAIT_APP" });
    const busy = saying("Flux", "deployer", { state: "deployed", reasonCode: "APPLIED" });
    const done = saying("Crossplane", "provisioner", { state: "deployed", reasonCode: "Ready" });
    const now = new Date();
    const stateOf = (...sources: readonly StatusSource[]): string =>
      assessDelivery(sources, targetFor(), viewOf([]), { now, settings }).state;
    expect(stateOf(idle, busy, done)).toBe("deployed");
    expect(stateOf(idle, done)).toBe("waiting");
  });

  it("is deployed only when no step says otherwise", () => {
    const arrived = new Set(["deployed", "superseded", "irrelevant"]);
    const steps = shuffledSubarray([...deliveryStates], { minLength: 1 });
    assert(
      property(steps, constantFrom("deployer", "provisioner"), (states, role) => {
        const sources = states.map((state) => saying(state, role, { state, reasonCode: "ANY" }));
        const now = new Date();
        const { state } = assessDelivery(sources, targetFor(), viewOf([]), { now, settings });
        const isThere = states.every((one) => arrived.has(one)) && states.includes("deployed");
        expect(state === "deployed").toBe(isThere);
        expect(state === "failed").toBe(states.includes("failed"));
      }),
    );
  });
});

describe("revisionsToResolve", () => {
  it("asks about commits that are seen on the way and not known, each once", () => {
    const target = targetFor({ descendants: new Set([commits.asked]) });
    const view = viewOf(fixture("argocd/15-superseded"));
    expect(revisionsToResolve(target, view)).toEqual([commits.later]);
    expect(revisionsToResolve(targetFor(), view)).toEqual([]);
  });

  it("asks about the commit that was read, not the one that the hydrator wrote", () => {
    expect(revisionsToResolve(targetFor(), viewOf(fixture("argocd/hydration-behind")))).toEqual([
      commits.earlier,
    ]);
  });

  it("asks nothing about charts, and nothing of Applications that take another file", () => {
    const target = targetFor({ manifestPath: "claims/redis.yaml" });
    expect(revisionsToResolve(target, viewOf(fixture("argocd/multi-source-behind")))).toEqual([
      commits.earlier,
    ]);
    const elsewhere = targetFor({ manifestPath: "docs/readme.md" });
    expect(revisionsToResolve(elsewhere, viewOf(fixture("argocd/09-not-there-yet")))).toEqual([]);
  });
});
