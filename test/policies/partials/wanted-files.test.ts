import { expect, test } from "vitest";
import { wantedFiles } from "../../../src/policies/partials/wanted-files.ts";

const tree = [
  "README.md",
  "kustomization.yaml",
  "apps/base/kustomization.yaml",
  "apps/base/web.yaml",
  "apps/production/kustomization.yml",
  "apps/production/patches/web.yaml",
  "apps/production/patches/cache.yaml",
  "claims/shop/orders.yaml",
  "claims/shop/kustomization.yaml",
];

test.each([
  [
    "a patch: the kustomizations around it, and what stands beside it",
    ["apps/production/patches/web.yaml"],
    [
      "apps/production/kustomization.yml",
      "kustomization.yaml",
      "apps/production/patches/cache.yaml",
    ],
  ],
  [
    "a manifest: its folder",
    ["apps/base/new.yaml"],
    ["apps/base/kustomization.yaml", "kustomization.yaml", "apps/base/web.yaml"],
  ],
  ["what a request writes: none", ["claims/shop/orders.yaml"], []],
  ["what is no manifest: none", ["README.md", "apps/base/main.go"], []],
])("%s", (_what, changed, expected) => {
  expect(wantedFiles(tree, changed)).toEqual(expected);
});

test("a folder with very many files costs no more than a few calls", () => {
  const many = Array.from({ length: 500 }, (_, index) => `apps/${index}.yaml`);
  expect(wantedFiles(many, ["apps/new.yaml"])).toHaveLength(60);
});
