import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { judgeMarked } from "../schemas/marked.ts";

const patch =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          resources: { limits: { memory: 1Gi } }\n";

function listed(
  texts: Readonly<Record<string, string>>,
): readonly { readonly path: string; readonly content: string }[] {
  return Object.entries(texts).map(([path, content]) => ({ path, content }));
}

async function said(
  files: Readonly<Record<string, string>>,
  baseFiles: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { violations, results } = await judgeChange({
    files: listed(files),
    rules: [],
    baseFiles: listed(baseFiles),
  });
  return [
    ...violations.map(({ message }) => message),
    ...results.filter(({ outcome }) => outcome === "skipped").map(({ message }) => message),
  ];
}

const whole = /^This is a patch of overlays\/production\/kustomization\.yaml: /;

describe("a patch of Kustomize is not judged as a whole object", () => {
  test.each([
    ["patches", "patches:\n  - path: web.yaml\n"],
    ["patches with a target", "patches:\n  - { path: ./web.yaml, target: { kind: Deployment } }\n"],
    ["patchesStrategicMerge", "patchesStrategicMerge: [web.yaml]\n"],
    [
      "patchesJson6902",
      "patchesJson6902:\n  - { path: web.yaml, target: { kind: Deployment, name: web } }\n",
    ],
  ])("named in %s", async (_field, kustomization) => {
    const files = { "overlays/production/web.yaml": patch };
    const beside = { "overlays/production/kustomization.yaml": kustomization };
    expect(await said({ ...files, ...beside })).toEqual([expect.stringMatching(whole)]);
    expect(await said(files, beside)).toEqual([expect.stringMatching(whole)]);
  });

  test("named from another folder", async () => {
    const files = { "patches-of-all/web.yaml": patch };
    const base = {
      "overlays/production/kustomization.yml":
        "patches: [{ path: ../../patches-of-all/web.yaml }]\n",
    };
    expect(await said(files, base)).toEqual([expect.stringMatching(/^This is a patch of /)]);
  });

  test("a file with such a name that is a resource is judged as ever", async () => {
    const told = await said(
      { "a/patch-web.yaml": patch },
      { "a/kustomization.yaml": "resources: [patch-web.yaml]\n" },
    );
    expect(told).toContain("spec.selector is missing; Deployment needs it.");
  });

  test("the change's own kustomization counts, not the one of the base branch", async () => {
    const told = await said(
      { "a/web.yaml": patch, "a/kustomization.yaml": "resources: [web.yaml]\n" },
      { "a/kustomization.yaml": "patches: [{ path: web.yaml }]\n" },
    );
    expect(told).toContain("spec.selector is missing; Deployment needs it.");
  });
});

const patched = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  ${spec}\n`;

describe("what is wrong in a patch is wrong with any base", () => {
  const kustomization = "patches: [{ path: web.yaml }]\n";
  test.each([
    ["spec.replica is not a field of Deployment. Did you mean replicas?", "§replica: 3"],
    ['spec.replicas is "3"; expected a whole number.', "replicas: §'3'"],
    [
      'spec.strategy.type is "Recreated"; expected one of Recreate, RollingUpdate.',
      "strategy: { type: §Recreated }",
    ],
  ])("%s", async (message, spec) => {
    const { expected, found } = await judgeMarked({
      "a/web.yaml": patched(spec),
      "a/kustomization.yaml": kustomization,
    });
    expect(found).toEqual([[...expected, message]]);
  });

  test.each([
    "replicas: null",
    "template: { spec: { containers: [{ name: web, $patch: delete }] } }",
  ])("directives are fine: %s", async (spec) => {
    const { found } = await judgeMarked({
      "a/web.yaml": patched(spec),
      "a/kustomization.yaml": kustomization,
    });
    expect(found).toEqual([]);
  });

  test("the values of a Secret in a patch are found all the same", async () => {
    const secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: web }\nstringData: { a: b }\n";
    const told = await said({ "a/web.yaml": secret, "a/kustomization.yaml": kustomization });
    expect(told).toContainEqual(expect.stringMatching(/^The Secret web has its values in Git/));
  });
});

describe("kustomizations", () => {
  test.each([
    [
      "ressources is not a field of Kustomization. Did you mean resources?",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n§ressources: [a.yaml]\n",
    ],
    [
      "ressources is not a field of Kustomization. Did you mean resources?",
      "§ressources: [a.yaml]\n",
    ],
    [
      "images[0].tag is not a field of images[0] of Kustomization.",
      "images:\n  - { name: a, §tag: b }\n",
    ],
    [
      'replicas[0].count is "3"; expected a whole number.',
      "replicas:\n  - { name: a, count: §'3' }\n",
    ],
    ['patches[0] is "a.yaml"; expected a map of fields.', "patches:\n  - §a.yaml\n"],
  ])("are judged by their own schema: %s", async (message, text) => {
    const { expected, found } = await judgeMarked({ "a/kustomization.yaml": text });
    expect(found).toEqual([[...expected, expect.stringContaining(message.split(" Did")[0] ?? "")]]);
  });

  test("no guardrail judges one as an object of the cluster", async () => {
    const text =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\nnamespace: shop\nimages: [{ name: a, newTag: b }]\n";
    expect(await said({ "a/kustomization.yaml": text })).toEqual([]);
  });
});

test.each([
  [
    "a generator",
    { "a/kustomization.yaml": "configMapGenerator: [{ name: a, files: [web.yaml] }]\n" },
  ],
  [
    "a generator under another key",
    { "a/kustomization.yaml": "configMapGenerator: [{ name: a, files: [key=web.yaml] }]\n" },
  ],
  [
    "a chart of Kustomize",
    { "a/kustomization.yaml": "helmCharts: [{ name: a, valuesFile: web.yaml }]\n" },
  ],
])("data of %s is no object", async (_what, base) => {
  expect(await said({ "a/web.yaml": patch }, base)).toEqual([
    "This file is data that a/kustomization.yaml reads, so it was not judged as an object.",
  ]);
});

test("values of a chart are no object, whatever fields they have", async () => {
  const told = await said({
    "chart/values-prod.yaml": patch,
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
  });
  expect(told).toEqual([
    "This file is data that chart/Chart.yaml reads, so it was not judged as an object.",
  ]);
});
