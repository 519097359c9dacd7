import { assert, asyncProperty, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeChange } from "../../src/policies/judge-change.ts";
import { startJudge } from "../../src/policies/judge-worker.ts";
import { configMap, configMapPolicy, judgeFile, triedBy } from "./judging.ts";

function item(value: string): string {
  return `  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: ${value}, namespace: n }\n    data: { a: ${value} }\n`;
}

describe("files that are not what they should be", () => {
  test("a broken document in the middle is told at its line, and the others are judged", async () => {
    const content = `${configMap("{ a: x }")}---\nkind: [\n---\n${configMap("{ a: y }", "other")}`;
    const judgement = await judgeFile(content, [configMapPolicy("object.data.a == 'x'")]);
    expect(judgement.conclusion).toBe("failure");
    expect(judgement.violations.map(({ policy }) => policy)).toContain("yaml");
    expect(
      triedBy(judgement)
        .map(({ outcome }) => outcome)
        .toSorted(),
    ).toEqual(["deny", "pass"]);
  });

  test.each([
    [
      "a YAML bomb",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${Array.from("bcdefghi")
        .map(
          (name, index) =>
            `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdefghi"[index]}`).join()}]`,
        )
        .join("\n")}\n`,
    ],
    ["nesting", `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`],
    [
      "the same key twice",
      configMap("{ a: x }").replace("kind: ConfigMap", "kind: ConfigMap\nkind: Secret"),
    ],
  ])("%s is an error, not a crash", async (_, content) => {
    const { conclusion, violations } = await judgeFile(content);
    expect(conclusion).toBe("failure");
    expect(violations[0]).toMatchObject({ policy: "yaml", outcome: "error" });
  });

  test("30,000 keys are judged", async () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `  key-${index}: x`).join("\n");
    const policy = configMapPolicy("object.data.size() == 30000");
    const judgement = await judgeFile(configMap(`\n${keys}`), [policy]);
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["pass"]);
  });

  test("characters that were no UTF-8 are data like others", async () => {
    const judgement = await judgeFile(configMap('{ a: "\uFFFD\uFFFD" }'), [
      configMapPolicy("object.data.a == 'x'"),
    ]);
    expect(triedBy(judgement)[0]?.location.startLine).toBe(7);
  });

  test.each([
    "{ constructor: x }",
    "{ __proto__: x }",
    "{ hasOwnProperty: x, toString: w, size: z }",
  ])("keys of our own machinery are data: %s", async (data) => {
    const [key = ""] = data.match(/\w+/) ?? [];
    const policy = configMapPolicy(
      `object.data['${key}'] == 'x' && object.data.all(k, k != 'absent')`,
    );
    const judgement = await judgeFile(configMap(data), [policy]);
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["pass"]);
    expect(judgement.conclusion).toBe("success");
  });

  test("every item of a List is judged, at its own line", async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n${item("x")}${item("z")}`;
    const results = triedBy(await judgeFile(list, [configMapPolicy("object.data.a == 'x'")]));
    expect(results.map(({ outcome, location }) => [outcome, location.startLine])).toEqual([
      ["pass", 4],
      ["deny", 11],
    ]);
  });

  test.each([
    [
      "charts/app/templates/deployment.yaml",
      "kind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n",
    ],
    ["charts/app/templates/service.yaml", "{{- if .Values.service }}\nkind: Service\n{{- end }}\n"],
    [
      "templates/node/skeleton/k8s.yaml",
      "kind: Deployment\nmetadata:\n  name: ${{ values.name }}\n",
    ],
  ])("the template %s is named and left alone", async (path, content) => {
    const { conclusion, results } = await judgeFile(content, [], path);
    expect(results.map(({ outcome }) => outcome)).toEqual(["skipped"]);
    expect(conclusion).toBe("success");
  });

  test.each([
    ["mkdocs.yml", "site_name: Docs\n"],
    ["tsconfig.json", '{ "a": 1, // a comment\n }'],
    ["README.md", "kind: [\n"],
  ])("%s is no manifest and nothing is said of it", async (path, content) => {
    expect((await judgeFile(content, [], path)).results).toEqual([]);
  });

  test("any text is judged without a throw, and each result is inside its file", async () => {
    await assert(
      asyncProperty(string({ unit: "binary", maxLength: 200 }), async (text) => {
        const content = `apiVersion: v1\nkind: ConfigMap\n${text}`;
        const { results } = await judgeFile(content, [configMapPolicy("object.data.a == 'x'")]);
        const lines = content.split("\n").length;
        for (const { location } of results.filter(
          ({ location: { path } }) => path === "app.yaml",
        )) {
          expect(location.startLine).toBeGreaterThanOrEqual(1);
          expect(location.startLine).toBeLessThanOrEqual(lines + 1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("the judge in its thread", () => {
  const endless = configMapPolicy(
    "[1,2,3,4,5,6,7,8,9,10].all(a, object.data.all(b, object.data.all(c, object.data.all(d, object.data.all(e, a + 1 > 0 && b + c + d + e != '')))))",
  );
  const manyEndless = Array.from({ length: 600 }, (_, index) => ({
    path: `p${index}.yaml`,
    content: endless.replaceAll("tried", `tried-${index}`),
  }));
  const many = configMap(
    `{ ${Array.from({ length: 100 }, (_, index) => `k${index}: x`).join(", ")} }`,
  );

  test("an endless policy ends where Kubernetes ends it", async () => {
    const judgement = await judgeFile(many, [endless]);
    expect(triedBy(judgement)).toEqual([
      expect.objectContaining({
        outcome: "deny",
        message: expect.stringMatching(/actual cost limit exceeded/),
      }),
    ]);
  });

  test("policies that take too long together are ended, and the next change is judged", async () => {
    const judge = startJudge({ timeoutMs: 6_000, builtIn: false });
    try {
      const files = [{ path: "app.yaml", content: many }];
      const ended = await judge.judge({ files, rules: manyEndless });
      expect(ended.conclusion).toBe("failure");
      expect(ended.violations).toEqual([
        expect.objectContaining({
          outcome: "error",
          policy: "guardrails",
          message: expect.stringMatching(/longer than 6 s/),
        }),
      ]);
      const next = await judge.judge({
        files,
        rules: [{ path: "p.yaml", content: configMapPolicy("true") }],
      });
      expect(next.conclusion).toBe("success");
    } finally {
      await judge.close();
    }
  }, 60_000);

  test("calls at the same time are judged one after the other, each by its own rules", async () => {
    const judge = startJudge({ builtIn: false });
    try {
      const judged = await Promise.all(
        ["true", "false", "true"].map(async (expression) =>
          judge.judge({
            files: [{ path: "a.yaml", content: configMap("{ a: x }") }],
            rules: [{ path: "p.yaml", content: configMapPolicy(expression) }],
          }),
        ),
      );
      expect(judged.map(({ conclusion }) => conclusion)).toEqual(["success", "failure", "success"]);
    } finally {
      await judge.close();
    }
  });

  test("the thread and the function give the same judgement", async () => {
    const judge = startJudge();
    try {
      const input = { files: [{ path: "a.yaml", content: configMap("{ a: x }") }], rules: [] };
      expect(await judge.judge(input)).toEqual(await judgeChange(input));
    } finally {
      await judge.close();
    }
  });
});
