import { describe, expect, test } from "vitest";
import { isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";
import { builtInGuardrails } from "../../../src/policies/built-in.ts";
import { byEnvironment } from "../../../src/policies/by-environment.ts";
import { admissionCheck } from "../../../src/policies/checks/admission.ts";
import { guardrailTexts } from "../../../src/policies/guardrail-texts.ts";
import { readChange } from "../../../src/policies/read-change.ts";
import type { PodCase } from "./pod-case.ts";
import { baselineCases } from "./pod-security-baseline.ts";
import { restrictedCases } from "./pod-security-restricted.ts";

type Level = PodCase["level"];

const rules = builtInGuardrails().filter(({ content }) => content.includes("Pod Security"));

/** The policies that together are a level of the standards. */
function policiesOf(level: Level): ReadonlySet<string> {
  const standards = new Set([
    "Pod Security baseline",
    ...(level === "baseline" ? [] : ["Pod Security restricted"]),
  ]);
  return new Set(
    guardrailTexts(rules)
      .filter(({ standard }) => standards.has(standard ?? ""))
      .map(({ name }) => name),
  );
}

const policies = { baseline: policiesOf("baseline"), restricted: policiesOf("restricted") };

const smallest: Readonly<Record<Level, JsonObject>> = {
  baseline: {},
  restricted: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};

/** The smallest pod that a level allows, with the fields of a case. */
function podOf({ fields }: PodCase, level: Level): { spec: JsonObject; annotations: Json } {
  const container = (name: string): JsonObject => ({
    name,
    image: "registry.example.com/pause:1.0.0",
    ...(level === "baseline" ? {} : { securityContext: smallest[level] }),
  });
  const safe = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
  let spec: JsonObject = {
    ...(level === "baseline" ? {} : { securityContext: safe }),
    containers: [container("container1")],
    initContainers: [container("initcontainer1")],
  };
  const { "pod.annotations": annotations = {}, ...others } = fields;
  for (const [path, value] of Object.entries(others)) {
    const [where = "", ...rest] = path.split(".");
    const prefix = { c: ["containers", "0"], i: ["initContainers", "0"] }[where] ?? [];
    const changed = withValue(spec, [...prefix, ...rest], value);
    if (isJsonObject(changed)) spec = changed;
  }
  return { spec, annotations };
}

function withValue(
  value: Json | undefined,
  path: readonly string[],
  leaf: Json | undefined,
): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) =>
      String(index) === step ? (withValue(item, rest, leaf) ?? null) : item,
    );
  }
  const object = isJsonObject(value) ? value : {};
  return { ...object, [step]: withValue(object[step], rest, leaf) };
}

const kinds: Readonly<Record<string, (template: JsonObject, head: JsonObject) => JsonObject>> = {
  Pod: ({ metadata, spec }, head) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...head,
      ...(isJsonObject(metadata) ? metadata : {}),
    },
    spec,
  }),
  PodTemplate: (template, metadata) => ({
    apiVersion: "v1",
    kind: "PodTemplate",
    metadata,
    template,
  }),
  ReplicationController: (template, metadata) => ({
    apiVersion: "v1",
    kind: "ReplicationController",
    metadata,
    spec: {
      selector: labels,
      template,
    },
  }),
  ...Object.fromEntries(
    ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].map((kind) => [
      kind,
      (template: JsonObject, metadata: JsonObject): JsonObject => ({
        apiVersion: "apps/v1",
        kind,
        metadata,
        spec: {
          selector: { matchLabels: labels },
          template,
          ...(kind === "StatefulSet" ? { serviceName: "app" } : {}),
        },
      }),
    ]),
  ),
  Job: (template, metadata) => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata,
    spec: { template },
  }),
  CronJob: (template, metadata) => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata,
    spec: {
      schedule: "0 3 * * *",
      jobTemplate: { spec: { template } },
    },
  }),
  Rollout: (template, metadata) => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Rollout",
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template,
      strategy: { canary: {} },
    },
  }),
};
const labels = { app: "app" };

function fileOf(one: PodCase, level: Level, { kind, path }: { kind: string; path: string }) {
  const { spec, annotations } = podOf(one, level);
  const template = { metadata: { labels, annotations }, spec };
  const object = kinds[kind]?.(template, { name: "app", namespace: "team-alpha" });
  return { path, content: JSON.stringify(object) };
}

/** Whether the policies of a level let each pod pass, by the version's standards. */
async function verdicts(
  asked: readonly { readonly one: PodCase; readonly level: Level; readonly kind: string }[],
  minor: number,
): Promise<readonly string[]> {
  const files = asked.map(({ one, level, kind }, index) =>
    fileOf(one, level, { kind, path: `${index}.json` }),
  );
  const input = { files, rules: [], kubernetesVersion: `1.${minor}` };
  const [part] = byEnvironment(readChange(input, rules), input, rules);
  const results = part === undefined ? [] : await admissionCheck.run(part);
  const failed = new Set<string>();
  const unjudged = new Set(files.map(({ path }) => path));
  for (const { policy, outcome, location } of results) {
    const level = asked[Number.parseInt(location.path, 10)]?.level ?? "baseline";
    if (!policies[level].has(policy)) continue;
    unjudged.delete(location.path);
    if (outcome !== "pass") failed.add(location.path);
  }
  return files.map(({ path }) =>
    unjudged.has(path) ? "not judged" : failed.has(path) ? "fail" : "pass",
  );
}

function holdsIn({ since = 0, until = 99 }: PodCase, minor: number): boolean {
  return since <= minor && minor <= until;
}

/** Each case at its level; those of the baseline hold for restricted pods too, unless it says otherwise. */
function askedIn(minor: number, kind: string) {
  const held = [...baselineCases, ...restrictedCases].filter((one) => holdsIn(one, minor));
  return held.flatMap((one) => [
    { one, level: one.level, kind },
    ...(one.level === "baseline" && one.onlyAtItsLevel !== true
      ? [{ one, level: "restricted" as const, kind }]
      : []),
  ]);
}

async function disagreements(minor: number, kind: string) {
  const asked = askedIn(minor, kind);
  const came = await verdicts(asked, minor);
  return asked.flatMap(({ one, level }, index) =>
    came[index] === one.verdict
      ? []
      : [{ check: one.check, level, came: came[index], fields: one.fields }],
  );
}

const minors = [25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36];

describe("the Pod Security Standards", () => {
  test.each(minors)(
    "1.%i: the same verdict as the admission controller on every pod",
    async (minor) => {
      expect(await disagreements(minor, "Pod")).toEqual([]);
    },
  );

  test.each(Object.keys(kinds))("the same for the pods of a %s", async (kind) => {
    expect(await disagreements(36, kind)).toEqual([]);
  });

  test("are tried on so many pods", () => {
    const counts = minors.map((minor) => askedIn(minor, "Pod").length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(3_866);
    const kindsTried = Object.keys(kinds).length * askedIn(36, "Pod").length;
    expect(kindsTried).toBe(3_220);
  });
});
