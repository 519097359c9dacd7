import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { configMap, configMapPolicy, judgeFile, triedBy } from "../judging.ts";
import { mutatingPolicy, mutations } from "./mutating.ts";

async function outcomes(file: string, expression: string): Promise<readonly string[]> {
  const results = triedBy(await judgeFile(file, [configMapPolicy(expression)]));
  return results.map(({ outcome }) => outcome);
}

function inItems(kind: string, items: readonly string[]): string {
  const indented = items.map((item) => `  - ${item.trim().replaceAll("\n", "\n    ")}\n`);
  return `apiVersion: v1\nkind: ${kind}\nitems:\n${indented.join("")}`;
}

const bare = "metadata: { name: a, namespace: shop }\ndata: { a: x }\n";
const typed = `apiVersion: v1\nkind: ConfigMap\n${bare}`;

describe("lists", () => {
  test.each([
    ["a List", inItems("List", [typed, typed.replace("name: a", "name: b")]), 2],
    ["a typed list, whose items say nothing of their kind", inItems("ConfigMapList", [bare]), 1],
    ["a list in a list", inItems("List", [inItems("List", [typed]), typed]), 2],
    ["an empty one", "apiVersion: v1\nkind: List\nitems: []\n", 0],
    ["items that are no objects", "apiVersion: v1\nkind: List\nitems: [1, null, [a], {}]\n", 0],
  ])("%s", async (_what, file, count) => {
    const passes = Array.from({ length: count }, () => "pass");
    expect(await outcomes(file, "object.data.a == 'x' && object.kind == 'ConfigMap'")).toEqual(
      passes,
    );
  });

  test("what has no items is an object like others", async () => {
    const file =
      "apiVersion: example.com/v1\nkind: AllowList\nmetadata: { name: a, namespace: shop }\n";
    const judgement = await judgeFile(file);
    expect(judgement.checkedObjects).toBe(1);
  });
});

describe("objects that look like our own machinery", () => {
  test.each([
    "kind: compiled\n  message: x",
    "__proto__: x\n  toString: z",
    "get: x\n  has: y\n  entries: z\n  size: a",
    "notEvaluable: x\n  NotEvaluableError: y",
    "then: x\n  toString: y\n  valueOf: z\n  Symbol.iterator: a",
  ])("data that says %j is data", async (data) => {
    const keys = data.split("\n").map((line) => line.trim().split(":")[0] ?? "");
    const wanted = JSON.stringify(keys);
    const reads = keys.map((key) => `object.data[${JSON.stringify(key)}] != ''`).join(" && ");
    const expression = `${wanted}.all(k, k in object.data) && object.data.size() == ${keys.length} && ${reads}`;
    expect(await outcomes(configMap(`\n  ${data}`), expression)).toEqual(["pass"]);
  });

  test("metadata that is no map ends no judgement", async () => {
    for (const metadata of ["5", "[a]", "{ labels: 5 }", "{ labels: [a], name: [b] }", "null"]) {
      const file = `apiVersion: v1\nkind: ConfigMap\nmetadata: ${metadata}\n`;
      const judgement = await judgeFile(file, [
        configMapPolicy("object.metadata.labels.app == 'x'"),
      ]);
      expect(triedBy(judgement)).toHaveLength(1);
      expect(triedBy(judgement)[0]?.outcome).not.toBe("pass");
    }
  });

  test("a mutation keeps such keys as they are", async () => {
    const file =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\ndata:\n  __proto__: x\n";
    const policy = mutatingPolicy(`Object{data: {"toString": "z"}}`);
    const [result] = await mutations(file, [policy]);
    expect(result?.suggestions).toMatchObject([{ replacement: "  __proto__: x\n  toString: z" }]);
  });
});

function nested(depth: number): string {
  return `apiVersion: example.com/v1\nkind: Deep\nmetadata: { name: a, namespace: shop }\nspec: ${"{ a: ".repeat(depth)}1${" }".repeat(depth)}\n`;
}

describe("what is large", () => {
  const manyKeys = configMap(
    `\n${Array.from({ length: 30_000 }, (_, index) => `  key-${index}: x`).join("\n")}`,
  );

  test("30,000 keys: one of them at fault is found at its line", async () => {
    const file = manyKeys.replace("key-20000: x", "key-20000: y");
    const results = triedBy(
      await judgeFile(file, [configMapPolicy("object.data.all(k, object.data[k] == 'x')")]),
    );
    expect(results[0]?.location.startLine).toBe(20_000 + 8);
  });

  test("nesting to the limit is judged, beyond it told", async () => {
    expect((await judgeFile(nested(45))).conclusion).toBe("success");
    expect((await judgeFile(nested(120))).violations[0]?.policy).toBe("yaml");
  });
});

describe("files with a part that can't be read", () => {
  test.each([
    ["no YAML", "a: [\n"],
    ["the same key twice", "a: 1\na: 2\n"],
    ["an alias to nothing", "a: *nothing\n"],
  ])("%s between two objects: told at its line, the others judged", async (_what, broken) => {
    const file = `${configMap("{ a: x }", "one")}---\n${broken}---\n${configMap("{ a: y }", "two")}`;
    const judgement = await judgeFile(file, [configMapPolicy("object.data.a == 'x'")]);
    const said = triedBy(judgement).map(({ resource, outcome }) => `${resource?.name} ${outcome}`);
    expect(said).toEqual(["one pass", "two deny"]);
    expect(
      judgement.violations.find(({ policy }) => policy === "yaml")?.location.startLine,
    ).toBeGreaterThan(7);
  });

  test("a broken document on the base branch leaves the others what they were", async () => {
    const base = `${configMap("{ a: x }", "one")}---\na: [\n`;
    const files = [{ path: "a.yaml", content: configMap("{ a: y }", "one"), baseContent: base }];
    const policy = configMapPolicy("oldObject.data.a == object.data.a");
    const judgement = await judgeChange(
      { files, rules: [{ path: "p.yaml", content: policy }] },
      [],
    );
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["deny"]);
  });
});
