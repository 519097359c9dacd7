import { assert, constantFrom, dictionary, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { runningVersion } from "../../src/delivery/running-version.ts";
import { statusSources } from "../../src/delivery/status-sources.ts";
import { deliveryStates } from "../../src/domain/delivery.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/domain/json.ts";
import { refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import { trimObject } from "../../src/kubernetes/trim-object.ts";
import { fixture, targetFor, viewOf } from "./fixtures.ts";

const settings = { settleSeconds: 30, deadlineSeconds: 900 };
const now = new Date("2026-11-20T09:05:00Z");

/** One real object of each kind that has a status source. */
const samples = [
  "argocd/17-degraded",
  "argocd/application-set-rolling",
  "flux/dependency-not-ready",
  "flux/helm-chart-not-found",
  "rollouts/paused-for-a-time",
  "workloads/crash-loop",
  "workloads/stateful-set-stuck",
  "workloads/daemon-set-rolling",
  "workloads/job-failed",
  "crossplane/v2-usage-error",
].flatMap((name) => fixture(name));

/** An object with other values at some of the places that a status or spec has. */
function withOdd(object: KubernetesObject, odd: JsonObject): KubernetesObject {
  const mixed = (part: Json | undefined): JsonObject => ({
    ...(isJsonObject(part) ? part : {}),
    ...odd,
  });
  return { ...object, spec: mixed(object["spec"]), status: mixed(object["status"]) };
}

const keys = [
  ...new Set(
    samples.flatMap(({ spec, status }) =>
      [spec, status].flatMap((part) => (isJsonObject(part) ? Object.keys(part) : [])),
    ),
  ),
];

describe("objects as no controller writes them", () => {
  it("get a verdict, and what runs is said, whatever stands in their spec and status", () => {
    const odds = dictionary(constantFrom(...keys), jsonValue(), { maxKeys: 4 });
    assert(
      property(constantFrom(...samples), odds, (sample, odd) => {
        const object = trimObject(withOdd(sample, JSON.parse(JSON.stringify(odd)) as JsonObject));
        const view = viewOf([object, ...samples.filter((one) => one !== sample)]);
        const question = { ...targetFor(), now, settings };
        const target = targetFor({ object: refOf(object) });
        const states = statusSources.flatMap((source) => {
          source.relatesTo(target, refOf(object), view);
          source.revisionsOf(object, target, view);
          const verdicts = [
            source.assessObject(object, question, view),
            source.assess(target, view, now, settings),
          ];
          return verdicts.flatMap((verdict) => (verdict === undefined ? [] : [verdict.state]));
        });
        expect(deliveryStates).toEqual(expect.arrayContaining(states));
        runningVersion(refOf(object), view);
      }),
      { numRuns: 500 },
    );
  });
});
