import { assert, constantFrom, dictionary, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { kindsToFollow } from "../../src/delivery/assess-delivery.ts";
import { connectionSecretOf } from "../../src/delivery/connection-secret.ts";
import { crossplane } from "../../src/delivery/sources/crossplane.ts";
import type { Assessment, DeliveryTarget } from "../../src/domain/delivery.ts";
import type { ObjectRef } from "../../src/domain/kubernetes.ts";
import { fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };
const cache: ObjectRef = {
  group: "platform.example.com",
  kind: "Cache",
  namespace: "team-alpha",
  name: "sessions",
};

function target(name: string): DeliveryTarget {
  const { namespace: _namespace, ...clusterScoped } = cache;
  if (name.startsWith("v2-cluster")) return targetFor({ object: clusterScoped });
  return name.startsWith("v2") ? targetFor({ object: cache }) : targetFor();
}

function assess(name: string, time = "09:05:00"): Assessment | undefined {
  const now = new Date(`2026-11-20T${time}Z`);
  return crossplane.assess(target(name), viewOf(fixture(`crossplane/${name}`)), now, settings);
}

function assessNothing(time: string): Assessment | undefined {
  return crossplane.assess(targetFor(), viewOf([]), new Date(`2026-11-20T${time}Z`), settings);
}

describe("a kind that the cluster forbids Causeway to read", () => {
  it.each(["09:00:13", "09:15:00", "19:00:00"])(
    "is said so at %s, and the object is called neither absent nor failed",
    (time) => {
      const view = {
        ...viewOf([]),
        isForbidden: (_group: string, kind: string) => kind === "Database",
      };
      const now = new Date(`2026-11-20T${time}Z`);
      expect(crossplane.assess(targetFor(), view, now, settings)).toMatchObject({
        state: "unknown",
        final: false,
        message: expect.stringContaining("does not let Causeway read Database objects"),
      });
    },
  );
});

describe("Crossplane's conditions", () => {
  it.each([
    ["claim-ready", "09:05:00", "deployed Available, final"],
    ["claim-waiting", "09:05:00", "progressing Waiting"],
    ["claim-waiting", "09:15:00", "failed TIMEOUT"],
    ["claim-just-applied", "09:00:13", "progressing Creating"],
    ["managed-resource-error", "09:00:49", "progressing ReconcileError"],
    ["managed-resource-error", "09:00:50", "unhealthy ReconcileError"],
    ["managed-resource-error", "10:00:00", "unhealthy ReconcileError"],
    ["managed-resource-error-hidden-by-ready", "09:05:00", "unhealthy ReconcileError"],
    ["composite-error", "09:05:00", "unhealthy ReconcileError"],
    ["spec-newer-than-conditions", "09:05:00", "progressing Creating"],
    ["paused", "09:05:00", "paused ReconcilePaused"],
    ["deleted", "10:05:00", "gone Deleting, final"],
    ["v2-ready", "09:05:00", "deployed Available, final"],
    ["v2-error", "09:05:00", "unhealthy ReconcileError"],
    ["v2-function-error", "09:05:00", "unhealthy ReconcileError"],
    ["v2-cluster-error", "09:05:00", "unhealthy ReconcileError"],
    ["v2-nested-error", "09:05:00", "unhealthy ReconcileError"],
    ["v2-usage-error", "09:05:00", "unhealthy ReconcileError"],
    ["v2-watch-circuit-open", "09:05:00", "unhealthy WatchCircuitOpen"],
    ["claim-error", "09:05:00", "unhealthy ReconcileError"],
  ])("%s at %s is %s", (name, time, expected) => {
    const verdict = assess(name, time);
    const isFinal = verdict?.final === true ? ", final" : "";
    expect(`${verdict?.state} ${verdict?.reasonCode}${isFinal}`).toBe(expected);
    expect(verdict?.message).toMatch(/(?:Database my-app-database|Cache sessions).*\.$/s);
  });

  it("names the managed resource and its own message, not the claim that waits for it", () => {
    expect(assess("managed-resource-error")).toMatchObject({
      message:
        "Database my-app-database is not ready: Account my-app-database-x7kqp-8hj2t reports an error.",
      cause: {
        apiVersion: "cosmosdb.azure.upbound.io/v1beta1",
        kind: "Account",
        name: "my-app-database-x7kqp-8hj2t",
        message: expect.stringContaining(
          "Resource group 'platform-resources' could not be found",
        ) as unknown,
      },
    });
    expect(assess("composite-error")?.cause).toMatchObject({
      kind: "XDatabase",
      message: expect.stringContaining("spec.forProvider.offerType: Required value") as unknown,
    });
    expect(assess("v2-error")?.cause).toMatchObject({
      kind: "RedisCache",
      namespace: "team-alpha",
      message: expect.stringContaining("SkuNotAvailable") as unknown,
    });
  });

  it("says that something below is paused, and what took too long", () => {
    const objects = fixture("crossplane/claim-waiting");
    const paused = { type: "Synced", status: "False", reason: "ReconcilePaused" };
    const stopped = objects.map((object) =>
      object.kind === "Account" ? { ...object, status: { conditions: [paused] } } : object,
    );
    const at = (time: string, view: typeof objects) =>
      crossplane.assess(targetFor(), viewOf(view), new Date(`2026-11-20T${time}Z`), settings);
    expect(at("09:05:00", stopped)).toMatchObject({
      state: "paused",
      message: expect.stringContaining("waits for Account my-app-database-x7kqp") as unknown,
    });
    expect(at("09:15:00", stopped)?.state).toBe("paused");
    expect(at("09:15:00", objects)).toMatchObject({ state: "failed", cause: { kind: "Account" } });
  });

  it.each([
    ["v2-function-error", "Cache", 'pipeline step "patch-and-transform" returned a fatal result'],
    ["v2-cluster-error", "RedisCache", "SkuNotAvailable"],
    ["v2-nested-error", "RedisCache", "SkuNotAvailable"],
    ["v2-usage-error", "Usage", "cannot get using resource"],
    ["claim-error", "Database", "no compatible Compositions found"],
  ])("%s names a %s", (name, kind, message) => {
    expect(assess(name)?.cause).toMatchObject({
      kind,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it("waits for an object that is not there, and says so when it never comes", () => {
    expect(assessNothing("09:01:00")).toMatchObject({ state: "waiting", reasonCode: "ABSENT" });
    expect(assessNothing("09:15:00")).toMatchObject({ state: "failed", reasonCode: "TIMEOUT" });
  });

  it("asks for the kinds below that are not followed yet, one layer after the other", () => {
    const [claim, composite, account] = fixture("crossplane/claim-waiting");
    if (claim === undefined || composite === undefined || account === undefined) {
      throw new Error("a fixture is missing");
    }
    expect(kindsToFollow(targetFor(), viewOf([]))).toEqual([]);
    expect(kindsToFollow(targetFor(), viewOf([claim]))).toEqual([
      { apiVersion: "platform.example.com/v1alpha1", kind: "XDatabase" },
    ]);
    expect(kindsToFollow(targetFor(), viewOf([claim, composite]))).toEqual([
      { apiVersion: "cosmosdb.azure.upbound.io/v1beta1", kind: "Account" },
    ]);
    expect(kindsToFollow(targetFor(), viewOf([claim, composite, account]))).toEqual([]);
  });

  it("relates every object below the claim to it, and no other", () => {
    const objects = fixture("crossplane/claim-waiting");
    const view = viewOf(objects);
    const account = {
      group: "cosmosdb.azure.upbound.io",
      kind: "Account",
      name: "my-app-database-x7kqp-8hj2t",
    };
    expect(crossplane.relatesTo(targetFor(), targetFor().object, view)).toBe(true);
    expect(crossplane.relatesTo(targetFor(), account, view)).toBe(true);
    expect(crossplane.relatesTo(targetFor(), { ...account, name: "another" }, view)).toBe(false);
  });

  it("gives the reference to the connection Secret, in the claim's namespace", () => {
    const view = viewOf(fixture("crossplane/claim-ready"));
    expect(connectionSecretOf(targetFor(), view)).toEqual({
      namespace: "team-alpha",
      name: "my-app-database-connection",
    });
    const without = viewOf(fixture("crossplane/claim-waiting"));
    expect(connectionSecretOf(targetFor(), without)).toBeUndefined();
    expect(connectionSecretOf(targetFor(), viewOf([]))).toBeUndefined();
  });

  it("follows the kinds of all offerings", () => {
    const offering = {
      name: "xdatabases.platform.example.com",
      command: "new-db",
      title: "Database",
      description: "",
      source: { kind: "xrd", path: "compositions/database-composition.yaml" },
      schema: {},
      fields: [],
      unsupported: [],
      target: {
        apiVersion: "platform.example.com/v1alpha1",
        kind: "Database",
        plural: "databases",
        namespaced: true,
      },
    };
    expect(crossplane.kinds({ offerings: [offering], broken: [] })).toEqual([
      {
        group: "platform.example.com",
        version: "v1alpha1",
        kind: "Database",
        plural: "databases",
        namespaced: true,
      },
    ]);
  });

  it("ends on references in a circle and gives a verdict on any object", () => {
    const reference = { apiVersion: "platform.example.com/v1alpha1", kind: "Database" };
    const circle = {
      ...reference,
      metadata: { name: "my-app-database", namespace: "team-alpha" },
      spec: { resourceRefs: [{ ...reference, name: "my-app-database" }] },
    };
    const now = new Date("2026-11-20T09:05:00Z");
    expect(crossplane.assess(targetFor(), viewOf([circle]), now, settings)?.state).toBe(
      "progressing",
    );
    const parts = dictionary(constantFrom("spec", "status"), jsonValue());
    assert(
      property(parts, (odd) => {
        const object = {
          ...(odd as Record<string, never>),
          ...reference,
          metadata: circle.metadata,
        };
        const verdict = crossplane.assess(targetFor(), viewOf([object]), now, settings);
        expect(verdict?.state).toBe("progressing");
      }),
    );
  });
});
