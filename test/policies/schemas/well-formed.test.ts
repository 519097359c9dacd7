import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { readYaml } from "../../../src/yaml/documents.ts";

const path = new URL("../../fixtures/policies/well-formed.yaml", import.meta.url);

test("nothing is told of well-formed manifests, and each of their kinds has a schema", async () => {
  const content = readFileSync(path, "utf8");
  const files = [{ path: "apps/all.yaml", content }];
  const { violations, results, checkedObjects } = await judgeChange({ files, rules: [] }, []);
  expect(violations).toEqual([]);
  expect(results.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  expect(checkedObjects).toBe(readYaml(content, "all.yaml").documents.length);
  expect(checkedObjects).toBeGreaterThan(30);
});
