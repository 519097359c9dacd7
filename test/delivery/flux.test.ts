import { describe, expect, it } from "vitest";
import { revisionsToResolve } from "../../src/delivery/assess-delivery.ts";
import { flux } from "../../src/delivery/sources/flux.ts";
import { commitOf } from "../../src/delivery/sources/flux/revision.ts";
import type { Assessment } from "../../src/domain/delivery.ts";
import { refOf } from "../../src/domain/kubernetes.ts";
import { commits, fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };

function summary(verdict: Assessment | undefined): string {
  return `${verdict?.state} ${verdict?.reasonCode}${verdict?.final === true ? ", final" : ""}`;
}

function assess(name: string, time = "09:05:00"): Assessment | undefined {
  const now = new Date(`2026-11-20T${time}Z`);
  return flux.assess(targetFor(), viewOf(fixture(`flux/${name}`)), now, settings);
}

describe("Flux's Kustomizations", () => {
  it.each([
    ["healthy", "09:05:00", "deployed HEALTHY, final"],
    ["applied-without-health", "09:05:00", "deployed APPLIED, final"],
    ["superseded", "09:05:00", "superseded SUPERSEDED, final"],
    ["behind", "09:05:00", "waiting WAIT_COMMIT"],
    ["behind", "09:15:00", "failed TIMEOUT, final"],
    ["suspended", "09:05:00", "paused SUSPENDED"],
    ["reconciling", "09:05:00", "progressing PROGRESSING"],
    ["health-check-failed", "09:05:00", "failed HealthCheckFailed"],
    ["build-failed-before", "09:05:00", "waiting WAIT_COMMIT"],
    ["health-check-canceled", "09:05:00", "progressing PROGRESSING"],
    ["spec-changed", "09:05:00", "waiting WAIT_REFRESH"],
    ["oci", "09:05:00", "deployed HEALTHY, final"],
    ["oci-failed", "09:05:00", "failed ReconciliationFailed"],
    ["source-failed", "09:05:00", "waiting WAIT_SOURCE"],
    ["source-failed", "09:15:00", "failed TIMEOUT, final"],
    ["artifact-failed", "09:05:00", "waiting WAIT_SOURCE"],
    ["dependency-not-ready", "09:05:00", "waiting WAIT_DEPENDENCY"],
    ["dependency-not-ready-after-attempt", "09:05:00", "waiting WAIT_DEPENDENCY"],
    ["stalled", "09:05:00", "failed AccessDenied, final"],
  ])("%s at %s is %s", (name, time, expected) => {
    expect(summary(assess(name, time))).toBe(expected);
  });

  it("gives Flux's own message, which names the object that is not well", () => {
    expect(assess("health-check-failed")?.cause).toMatchObject({
      kind: "Kustomization",
      name: "claims",
      message: expect.stringContaining("Deployment/team-alpha/checkout") as unknown,
    });
  });

  it.each([
    ["source-failed", "GitRepository", "platform-config", "key mismatch"],
    ["dependency-not-ready", "Kustomization", "infrastructure", "HelmRelease/cert-manager"],
    ["artifact-failed", "Kustomization", "claims", "Source artifact not found"],
  ])("%s names what it waits for: %s %s", (name, kind, object, message) => {
    const verdict = assess(name);
    expect(verdict?.cause).toMatchObject({
      kind,
      name: object,
      message: expect.stringContaining(message) as unknown,
    });
    expect(verdict?.message).toContain("Kustomization claims waits for");
    expect(assess(name, "09:15:00")?.cause?.kind).toBe(kind);
  });

  it("ends on dependencies in a circle", () => {
    const objects = fixture("flux/dependency-not-ready").map((object) =>
      object.kind === "Kustomization"
        ? { ...object, spec: { dependsOn: [{ name: "claims" }, { name: "infrastructure" }] } }
        : object,
    );
    const [first] = objects;
    const question = { ...targetFor(), now: new Date("2026-11-20T09:05:00Z"), settings };
    expect(first && flux.assessObject(first, question, viewOf(objects))?.state).toBe("waiting");
  });

  it("has nothing to say about other repositories, and waits where no path covers the file", () => {
    const view = viewOf(fixture("flux/healthy"));
    const now = new Date("2026-11-20T09:05:00Z");
    const other = targetFor({ repositoryUrl: "https://github.com/myorg/other" });
    expect(flux.assess(other, view, now, settings)).toBeUndefined();
    const elsewhere = targetFor({ manifestPath: "apps/a.yaml" });
    expect(summary(flux.assess(elsewhere, view, now, settings))).toBe("waiting WAIT_APP");
  });

  it("tells which commits must be compared", () => {
    expect(revisionsToResolve(targetFor(), viewOf(fixture("flux/behind")))).toEqual([
      commits.earlier,
    ]);
  });

  it("is concerned by its Kustomization and by sources, not by other Kustomizations", () => {
    const [mine, source] = fixture("flux/healthy");
    if (mine === undefined || source === undefined) throw new Error("a fixture is missing");
    const other = {
      ...mine,
      metadata: { ...mine.metadata, name: "apps" },
      spec: { sourceRef: { kind: "GitRepository", name: "platform-config" }, path: "./apps" },
    };
    const view = viewOf([mine, other, source]);
    const ref = { group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization" };
    const place = { namespace: "flux-system" };
    expect(flux.relatesTo(targetFor(), { ...ref, ...place, name: "claims" }, view)).toBe(true);
    expect(flux.relatesTo(targetFor(), { ...ref, ...place, name: "apps" }, view)).toBe(false);
  });
});

describe("Flux's HelmReleases", () => {
  it.each([
    ["helm-released", "deployed RELEASED, final"],
    ["helm-rolled-back", "failed UpgradeFailed"],
    ["helm-stalled", "failed RetriesExceeded, final"],
    ["helm-upgrading", "progressing PROGRESSING"],
    ["helm-owner-behind", "waiting WAIT_COMMIT"],
    ["helm-without-owner", "unknown OWNER_UNKNOWN"],
    ["helm-chart-not-found", "waiting WAIT_SOURCE"],
    ["helm-repository-down", "waiting WAIT_SOURCE"],
    ["helm-dependency", "waiting WAIT_DEPENDENCY"],
  ])("%s is %s", (name, expected) => {
    const objects = fixture(`flux/${name}`);
    const [release] = objects;
    const question = { ...targetFor(), now: new Date("2026-11-20T09:05:00Z"), settings };
    const verdict = release && flux.assessObject(release, question, viewOf(objects));
    expect(summary(verdict)).toBe(expected);
  });
});

describe("what a HelmRelease waits for", () => {
  it.each([
    ["helm-chart-not-found", "HelmChart", "no 'podinfo' chart with version matching '9.x' found"],
    ["helm-repository-down", "HelmRepository", "no such host"],
    ["helm-dependency", "HelmRelease", "context deadline exceeded"],
  ])("%s is a %s", (name, kind, message) => {
    const objects = fixture(`flux/${name}`);
    const [release] = objects;
    const question = { ...targetFor(), now: new Date("2026-11-20T09:05:00Z"), settings };
    const verdict = release && flux.assessObject(release, question, viewOf(objects));
    expect(verdict?.cause).toMatchObject({
      kind,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it("counts where the release itself is what was asked for", () => {
    const objects = fixture("flux/helm-chart-not-found");
    const [release] = objects;
    if (release === undefined) throw new Error("a fixture is missing");
    const target = targetFor({ object: refOf(release) });
    const now = new Date("2026-11-20T09:05:00Z");
    expect(summary(flux.assess(target, viewOf(objects), now, settings))).toBe(
      "waiting WAIT_SOURCE",
    );
    expect(flux.relatesTo(target, refOf(release), viewOf(objects))).toBe(true);
  });
});

describe("commitOf", () => {
  const sha = commits.asked;

  it.each([
    [`main@sha1:${sha}`, sha],
    [`refs/heads/main@sha1:${sha}`, sha],
    [`sha1:${sha}`, sha],
    [`main/${sha}`, sha],
    [`latest@sha256:${"ab".repeat(32)}`, undefined],
    ["6.9.2", undefined],
    [undefined, undefined],
  ])("%s is %s", (revision, expected) => {
    expect(commitOf(revision)).toBe(expected);
  });
});
