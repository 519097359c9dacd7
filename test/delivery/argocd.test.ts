import {
  assert,
  constantFrom,
  dictionary,
  integer,
  jsonValue,
  pre,
  property,
  stringMatching,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { argoCd } from "../../src/delivery/sources/argocd.ts";
import type { Assessment } from "../../src/domain/delivery.ts";
import type { Json } from "../../src/domain/json.ts";
import type { KubernetesObject, ObjectRef } from "../../src/domain/kubernetes.ts";
import { commits, fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };

function assessAt(time: string, objects: readonly KubernetesObject[]): Assessment | undefined {
  return argoCd.assess(targetFor(), viewOf(objects), new Date(`2026-11-20T${time}Z`), settings);
}

describe("Argo CD's decision table", () => {
  it.each([
    ["02-deleted", "09:05:00", "gone GONE, final"],
    ["04-comparison-error", "09:01:00", "unknown ERROR_TRANSIENT"],
    ["04-comparison-error", "09:16:00", "failed ERROR, final"],
    ["05-spec-changed", "09:01:00", "waiting WAIT_REFRESH"],
    ["06-retrying", "09:01:00", "syncing RETRYING"],
    ["07-syncing", "09:01:00", "syncing SYNCING"],
    ["07-sync-asked-for", "09:01:00", "syncing SYNCING"],
    ["08-sync-failed", "09:01:00", "failed SYNC_FAILED, final"],
    ["08-sync-failed-without-result", "09:01:00", "failed SYNC_FAILED, final"],
    ["09-not-there-yet", "09:01:00", "waiting WAIT_COMMIT"],
    ["09-not-there-yet", "09:15:00", "failed TIMEOUT, final"],
    ["09-pinned", "09:01:00", "waiting NOT_TARGETED"],
    ["09-sync-failed-before", "09:01:00", "waiting WAIT_COMMIT"],
    ["10-sync-unknown", "09:01:00", "unknown UNKNOWN"],
    ["11-leftovers", "09:01:00", "deployed APPLIED, final"],
    ["12-drifted", "11:31:00", "drifted DRIFTED"],
    ["12-compared-before-the-sync-ended", "09:00:13", "waiting WAIT_REFRESH"],
    ["13-will-sync", "09:01:00", "waiting WAIT_SYNC"],
    ["13-manual", "09:01:00", "needsManualSync NEEDS_MANUAL_SYNC"],
    ["13-automation-switched-off", "09:01:00", "needsManualSync NEEDS_MANUAL_SYNC"],
    ["14-not-looked-at", "09:01:00", "waiting WAIT_REFRESH"],
    ["15-deployed", "09:00:42", "progressing SETTLING"],
    ["15-deployed", "09:00:43", "deployed APPLIED, final"],
    ["15-superseded", "09:01:00", "superseded SUPERSEDED, final"],
    ["15-no-manifest-change", "09:00:20", "deployed NO_MANIFEST_CHANGE, final"],
    ["16-suspended", "09:01:00", "paused PAUSED"],
    ["17-degraded", "09:02:29", "progressing SETTLING"],
    ["17-degraded", "09:02:30", "unhealthy UNHEALTHY, final"],
    ["17-degraded-before", "09:01:00", "unhealthy UNHEALTHY_BEFORE, final"],
    ["17-missing", "09:02:00", "unhealthy UNHEALTHY, final"],
    ["18-progressing", "09:01:00", "progressing PROGRESSING"],
    ["18-progressing", "09:15:12", "failed TIMEOUT, final"],
    ["health-unknown", "09:01:00", "unknown HEALTH_UNKNOWN"],
    ["hydrated", "09:01:00", "deployed APPLIED, final"],
    ["hydration-behind", "09:01:00", "waiting WAIT_HYDRATION"],
    ["hydration-failed", "09:01:00", "unknown HYDRATION_FAILED"],
    ["never-reconciled", "09:01:00", "waiting WAIT_REFRESH"],
    ["helm", "09:01:00", "deployed APPLIED, final"],
    ["kustomize", "09:01:00", "deployed APPLIED, final"],
    ["retried-and-synced", "09:01:00", "deployed APPLIED, final"],
    ["application-set-rolling", "09:01:00", "waiting WAIT_STEP"],
    ["application-set-error", "09:01:00", "waiting WAIT_COMMIT"],
  ])("%s at %s is %s", (name, time, expected) => {
    const verdict = assessAt(time, fixture(`argocd/${name}`));
    const isFinal = verdict?.final === true ? ", final" : "";
    expect(`${verdict?.state} ${verdict?.reasonCode}${isFinal}`).toBe(expected);
    expect(verdict?.resource).toMatchObject({ kind: "Application", name: "platform-claims" });
    expect(verdict?.message).toMatch(/platform-claims.*\.$/s);
  });

  it("rows 4 and 7: an invalid spec is like a source that can't be read, and an end is part of a sync", () => {
    const [broken] = fixture("argocd/04-comparison-error");
    const conditions = [
      {
        type: "InvalidSpecError",
        message: "no such project",
        lastTransitionTime: "2026-11-20T09:00:00Z",
      },
    ];
    const invalid = changed(broken, ["status", "conditions"], conditions);
    expect(assessAt("09:01:00", [invalid])).toMatchObject({
      state: "unknown",
      reasonCode: "ERROR_TRANSIENT",
      cause: { message: "no such project" },
    });
    const [syncing] = fixture("argocd/07-syncing");
    const ending = changed(syncing, ["status", "operationState", "phase"], "Terminating");
    expect(assessAt("09:01:00", [ending])).toMatchObject({ state: "syncing" });
  });

  it("row 1: waits for an Application when others use the repository, and gives up in the end", () => {
    const [root] = fixture("argocd/15-deployed");
    const other = changed(root, ["spec", "source", "path"], "argocd/applications");
    expect(assessAt("09:01:00", [other])).toMatchObject({
      state: "waiting",
      reasonCode: "WAIT_APP",
    });
    expect(assessAt("09:15:00", [other])).toMatchObject({ state: "failed", reasonCode: "NO_APP" });
  });

  it("row 3: has nothing to say where no Application uses the repository", () => {
    expect(assessAt("09:01:00", fixture("argocd/03-other-repository"))).toBeUndefined();
    const question = { ...targetFor(), now: new Date(), settings };
    const [other] = fixture("argocd/03-other-repository");
    expect(other && argoCd.assessObject(other, question, viewOf([]))).toMatchObject({
      state: "irrelevant",
      final: true,
    });
  });

  it("looks at the source that is in the repository, by its place among several", () => {
    const now = new Date("2026-11-20T09:01:00Z");
    const target = targetFor({ manifestPath: "claims/redis.yaml" });
    const at = (name: string): string | undefined =>
      argoCd.assess(target, viewOf(fixture(`argocd/${name}`)), now, settings)?.reasonCode;
    expect(at("multi-source")).toBe("APPLIED");
    // Its chart is "at" our commit, which says nothing: only the Git source counts.
    expect(at("multi-source-behind")).toBe("WAIT_COMMIT");
  });

  it("lets the worst of several Applications speak", () => {
    const [fine] = fixture("argocd/15-deployed");
    const [failed] = fixture("argocd/08-sync-failed");
    const second = changed(failed, ["metadata", "name"], "second");
    expect(assessAt("09:01:00", [...(fine ? [fine] : []), second])?.state).toBe("failed");
    expect(assessAt("09:01:00", [second, ...(fine ? [fine] : [])])?.state).toBe("failed");
  });

  it.each([
    ["06-retrying", "Database", 'admission webhook "validate.kyverno.svc" denied the request'],
    ["08-sync-failed", "Database", /Make sure the "Database" CRD is installed/],
    ["08-sync-failed-without-result", "Application", /error resolving repo revision/],
    ["04-comparison-error", "Application", /yaml: line 7: mapping values are not allowed/],
    ["17-degraded", "Deployment", 'Deployment "checkout" exceeded its progress deadline'],
    ["17-degraded-before", "Application", "Caused by apps/Deployment/checkout"],
    ["application-set-error", "ApplicationSet", /unable to resolve git revision main/],
  ])("%s names its cause: a %s", (name, kind, message) => {
    const cause = assessAt("09:05:00", fixture(`argocd/${name}`))?.cause;
    expect(cause?.kind).toBe(kind);
    expect(cause?.message).toMatch(message);
  });

  it.each([
    ["15-deployed", "09:00:20", "2026-11-20T09:00:43.000Z"],
    ["17-degraded", "09:01:30", "2026-11-20T09:02:30.000Z"],
    ["09-not-there-yet", "09:01:00", "2026-11-20T09:15:00.000Z"],
  ])("%s at %s is to be looked at again when time alone changes it", (name, time, recheckAt) => {
    expect(assessAt(time, fixture(`argocd/${name}`))?.recheckAt).toBe(recheckAt);
  });

  it("never says deployed or superseded where the revision does not contain the commit", () => {
    const names = [
      "15-deployed",
      "15-superseded",
      "15-no-manifest-change",
      "11-leftovers",
      "hydrated",
    ];
    const revisions = stringMatching(/^[0-9a-f]{40}$/);
    assert(
      property(
        constantFrom(...names),
        revisions,
        integer({ min: 0, max: 1e7 }),
        (name, revision, later) => {
          pre(revision !== commits.asked && revision !== commits.later);
          const [object] = fixture(`argocd/${name}`);
          const elsewhere = changed(object, ["status", "sync", "revision"], revision);
          const now = new Date(Date.parse("2026-11-20T09:00:00Z") + later * 1000);
          const verdict = argoCd.assess(targetFor(), viewOf([elsewhere]), now, settings);
          expect(["deployed", "superseded"]).not.toContain(verdict?.state);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives a verdict on anything that calls itself an Application", () => {
    assert(
      property(dictionary(constantFrom("spec", "status", "operation"), jsonValue()), (parts) => {
        const question = { ...targetFor(), now: new Date(), settings };
        const object = {
          ...(JSON.parse(JSON.stringify(parts)) as Record<string, never>),
          apiVersion: "argoproj.io/v1alpha1",
          kind: "Application",
          metadata: { name: "odd" },
        };
        expect(argoCd.assessObject(object, question, viewOf([]))?.message).toContain("odd");
      }),
    );
  });
});

describe("ApplicationSets", () => {
  it.each([
    ["application-set-rolling", "progressing RolloutProgressing"],
    ["application-set-error", "unhealthy ApplicationGenerationFromParamsError"],
    ["application-set-fine", "unknown COMMIT_UNKNOWN"],
  ])("%s says %s of itself", (name, expected) => {
    const set = fixture(`argocd/${name}`).find(({ kind }) => kind === "ApplicationSet");
    const question = { ...targetFor(), now: new Date("2026-11-20T09:01:00Z"), settings };
    const verdict = set && argoCd.assessObject(set, question, viewOf([]));
    expect(`${verdict?.state} ${verdict?.reasonCode}`).toBe(expected);
    expect(verdict?.message).toContain("ApplicationSet claims");
  });

  it("say at which step an Application has its turn", () => {
    expect(assessAt("09:01:00", fixture("argocd/application-set-rolling"))?.message).toBe(
      "Application platform-claims waits for its turn: ApplicationSet claims syncs it in step 2.",
    );
  });
});

describe("which changes in the cluster concern a target", () => {
  it("counts Applications that cover its file, and those that are gone", () => {
    const [covering] = fixture("argocd/15-deployed");
    const [other] = fixture("argocd/03-other-repository");
    if (covering === undefined || other === undefined) throw new Error("a fixture is missing");
    const elsewhere = { ...other, metadata: { ...other.metadata, name: "elsewhere" } };
    const view = viewOf([covering, elsewhere]);
    expect(argoCd.relatesTo(targetFor(), ref("platform-claims"), view)).toBe(true);
    expect(argoCd.relatesTo(targetFor(), ref("elsewhere"), view)).toBe(false);
    expect(argoCd.relatesTo(targetFor(), ref("deleted"), view)).toBe(true);
    expect(argoCd.relatesTo(targetFor(), ref("platform-claims", "AppProject"), view)).toBe(false);
  });
});

function ref(name: string, kind = "Application"): ObjectRef {
  return { group: "argoproj.io", kind, namespace: "argocd", name };
}

/** An object with another value at a path of keys. */
function changed(
  object: KubernetesObject | undefined,
  path: readonly [string, string] | readonly [string, string, string],
  value: Json,
): KubernetesObject {
  if (object === undefined) throw new Error("a fixture is missing");
  const copy = structuredClone(object) as KubernetesObject &
    Record<string, Record<string, unknown>>;
  const [first, second, third] = path;
  const parent = copy[first];
  if (parent === undefined) throw new Error(`no ${first}`);
  if (third === undefined) parent[second] = value;
  else (parent[second] as Record<string, unknown>)[third] = value;
  return copy;
}
