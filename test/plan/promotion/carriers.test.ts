import { describe, expect, it } from "vitest";
import { carriersOf, versionOf } from "../../../src/plan/promotion/carriers.ts";
import {
  application,
  deployment,
  filesOf,
  instanceIn,
  kustomization,
  overlays,
  serviceIn,
  type Tree,
} from "./layouts.ts";

function carriers(tree: Tree, environment = "dev") {
  return carriersOf(instanceIn(serviceIn(tree), environment), filesOf(tree));
}

function version(tree: Tree): string | undefined {
  return versionOf(instanceIn(serviceIn(tree), "dev"), filesOf(tree));
}

const inDev = (files: Tree, source = "path: dev"): Tree => ({
  "app.yaml": application("checkout-dev", source),
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`dev/${path}`, text])),
});

describe("the scalars that carry a version", () => {
  it("says where one stands, to the byte", () => {
    const [carrier, second] = carriers(overlays, "staging");
    expect(second).toBeUndefined();
    const path = "apps/checkout/overlays/staging/kustomization.yaml";
    const { range } = carrier ?? {};
    expect(carrier).toEqual({
      path,
      document: 0,
      at: ["images", 0, "newTag"],
      range,
      line: 7,
      value: "1.4.1",
      before: "",
      after: "",
      aspect: "tag",
      names: "ghcr.io/acme/checkout",
    });
    expect(overlays[path]?.slice(...(range ?? [0, 0]))).toBe("1.4.1");
  });

  it("counts the byte order mark, and keeps 1.10 as it is written", () => {
    const text = `\uFEFF${kustomization("images: [{ name: checkout, newTag: 1.10 }]\n", "x.yaml")}`;
    const [carrier] = carriers(inDev({ "kustomization.yaml": text }));
    expect(carrier?.value).toBe("1.10");
    expect(text.slice(...(carrier?.range ?? [0, 0]))).toBe("1.10");
  });

  it.each([
    [
      "the base, where no overlay says another",
      { "kustomization.yaml": "resources: [d.yaml]\n", "d.yaml": deployment("a/b:1.0.0") },
      ["1.0.0"],
    ],
    [
      "an override in a base of the overlay",
      {
        "kustomization.yaml": "resources: [base]\n",
        "base/kustomization.yaml":
          "resources: [d.yaml]\nimages: [{ name: b, newName: c, newTag: '2' }]\n",
        "base/d.yaml": deployment("b:1"),
      },
      ["2"],
    ],
    [
      "the outermost of several overrides, by the name that the inner one gave",
      {
        "kustomization.yaml": "resources: [base]\nimages: [{ name: c, newTag: '3' }]\n",
        "base/kustomization.yaml":
          "resources: [d.yaml]\nimages: [{ name: b, newName: c, newTag: '2' }]\n",
        "base/d.yaml": deployment("b:1"),
      },
      ["3"],
    ],
    [
      "a patch that comes after an override",
      {
        "kustomization.yaml": "resources: [base]\npatches: [{ path: p.yaml }]\n",
        "base/kustomization.yaml": "resources: [d.yaml]\nimages: [{ name: b, newTag: '2' }]\n",
        "base/d.yaml": deployment("b:1"),
        "p.yaml": deployment("b:4"),
      },
      ["4"],
    ],
    [
      "a component",
      {
        "kustomization.yaml": "resources: [d.yaml]\ncomponents: [c]\n",
        "c/kustomization.yaml": "kind: Component\nimages: [{ name: b, newTag: '5' }]\n",
        "d.yaml": deployment("b:1"),
      },
      ["5"],
    ],
    [
      "an override for an image that is in another repository",
      {
        "kustomization.yaml":
          "resources: ['https://github.com/acme/base?ref=v1.2.3']\nimages: [{ name: b, newTag: '6' }]\n",
      },
      ["v1.2.3", "6"],
    ],
    [
      "a chart that a kustomization inflates",
      {
        "kustomization.yaml":
          "helmCharts: [{ name: web, version: 1.2.3, valuesInline: { image: { tag: '7' } } }]\n",
      },
      ["1.2.3", "7"],
    ],
    [
      "the dependency of a chart of one's own",
      {
        "Chart.yaml": "name: x\ndependencies: [{ name: web, version: 4.5.6 }]\n",
        "values.yaml": "web: { image: { repository: a/b, tag: v8 } }\n",
      },
      ["4.5.6", "v8"],
    ],
  ] as const)("finds %s", (_where, files, values) => {
    const found = carriers(inDev(files)).filter(({ aspect }) => aspect !== "imageName");
    const versions = found.map(({ value }) => value.replace(/^.*[:]/, ""));
    expect(new Set(versions)).toEqual(new Set(values));
  });

  it.each([
    [
      "branches and ranges",
      inDev({ "kustomization.yaml": "resources: []\n" }, "path: dev, targetRevision: release-1.4"),
    ],
    ["a chart's range", inDev({}, 'chart: web, targetRevision: "1.*", path: dev')],
    ["images without a version", inDev({ "d.yaml": deployment("nginx") })],
    ["images that are still to be filled in", inDev({ "d.yaml": deployment("nginx:${tag}") })],
    [
      "text that only looks like one",
      inDev({
        "c.yaml":
          "kind: ConfigMap\napiVersion: v1\nmetadata: { name: x }\ndata: { image: a/b:1 }\n",
      }),
    ],
    [
      "a composition that is chosen by size",
      inDev({
        "x.yaml":
          "apiVersion: e.org/v1\nkind: Db\nmetadata: { name: x }\nspec: { compositionRef: { name: db-small } }\n",
      }),
    ],
    ["a circle of bases", inDev({ "kustomization.yaml": "resources: [../dev]\n" })],
    [
      "a base outside of the repository",
      inDev({ "kustomization.yaml": "resources: [../../../etc]\n" }),
    ],
  ])("finds none in %s", (_what, tree) => {
    expect(carriers(tree)).toEqual([]);
    expect(version(tree)).toBeUndefined();
  });
});

describe("the version's label", () => {
  it.each([
    ["one image", { "d.yaml": deployment("acme/checkout:1.4.2") }, "1.4.2"],
    [
      "two of the same version",
      { "a.yaml": deployment("acme/checkout:1"), "b.yaml": deployment("acme/worker:1") },
      "1",
    ],
    [
      "two of different versions",
      { "a.yaml": deployment("x/worker:2.0.0"), "b.yaml": deployment("x/checkout:1.4.2") },
      "checkout:1.4.2, worker:2.0.0",
    ],
    [
      "a digest",
      { "d.yaml": deployment(`acme/checkout@sha256:${"ab".repeat(32)}`) },
      "sha256:abababababab",
    ],
    [
      "one image in two versions",
      { "a.yaml": deployment("x/a:1", "a"), "b.yaml": deployment("x/a:2", "b") },
      "a:1+2",
    ],
  ])("of %s", (_what, files, label) => {
    expect(version(inDev(files))).toBe(label);
  });
});
