import { describe, expect, test } from "vitest";
import type { ChangedFile } from "../../../src/domain/guardrail.ts";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { configMap, configMapPolicy, triedBy } from "../judging.ts";

/** What a policy on ConfigMaps says of each object of a change, by `name outcome`. */
async function said(expression: string, files: readonly ChangedFile[]): Promise<readonly string[]> {
  const rules = [{ path: "guardrails/p.yaml", content: configMapPolicy(expression) }];
  const results = triedBy(await judgeChange({ files, rules }, []));
  return results.map(({ resource, outcome }) => `${resource?.name ?? ""} ${outcome}`);
}

/** Denies with the operation as its message. */
async function operations(files: readonly ChangedFile[]): Promise<readonly string[]> {
  const policy = configMapPolicy("false", "").replace(
    'expression: "false"',
    'expression: "false"\n      messageExpression: request.operation',
  );
  const rules = [{ path: "guardrails/p.yaml", content: policy }];
  const results = triedBy(await judgeChange({ files, rules }, []));
  return results.map(({ resource, message }) => `${resource?.name ?? ""} ${message}`);
}

const one = configMap("{ a: x }", "one");
const two = configMap("{ a: y }", "two");
const generated = one.replace("name: one", "generateName: one-");

describe("what a change does to an object", () => {
  test.each<[string, readonly ChangedFile[], readonly string[]]>([
    ["a new file", [{ path: "a.yaml", content: one }], ["one CREATE"]],
    ["another text", [{ path: "a.yaml", content: one, baseContent: one }], ["one UPDATE"]],
    [
      "one of two documents gone",
      [{ path: "a.yaml", content: one, baseContent: `${one}---\n${two}` }],
      ["one UPDATE", "two DELETE"],
    ],
    [
      "a moved document",
      [
        { path: "a.yaml", content: one, baseContent: `${one}---\n${two}` },
        { path: "b.yaml", content: two },
      ],
      ["one UPDATE", "two UPDATE"],
    ],
    [
      "a renamed file",
      [
        { path: "a.yaml", baseContent: one },
        {
          path: "b/c.json",
          content: JSON.stringify({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "one", namespace: "team-alpha" },
          }),
        },
      ],
      ["one UPDATE"],
    ],
    [
      "another namespace",
      [{ path: "a.yaml", content: one.replace("team-alpha", "b"), baseContent: one }],
      ["one CREATE", "one DELETE"],
    ],
    [
      "the same object in two files",
      [
        { path: "a.yaml", content: one, baseContent: one },
        { path: "b.yaml", content: one },
      ],
      ["one UPDATE", "one UPDATE"],
    ],
    [
      "a name that the cluster makes up",
      [{ path: "a.yaml", content: generated, baseContent: generated }],
      ["one-* CREATE"],
    ],
    ["its file gone", [{ path: "a.yaml", baseContent: generated }], []],
    [
      "what was a template",
      [{ path: "a.yaml", content: one, baseContent: "kind: {{ .Values.kind }}\n" }],
      ["one CREATE"],
    ],
  ])("%s", async (_what, files, expected) => {
    expect(await operations(files)).toEqual(expected);
  });
});

describe("what it was before", () => {
  const updated: readonly ChangedFile[] = [
    { path: "a.yaml", content: configMap("{ a: z }", "one"), baseContent: one },
  ];

  test.each([
    ["oldObject.data.a == 'x' && object.data.a == 'z'", "pass"],
    ["oldObject.status.phase == 'Ready'", "notEvaluable"],
    ["oldObject.metadata.uid == ''", "notEvaluable"],
    ["object.data.a == 'z' || oldObject.status.phase == ''", "pass"],
  ])("of an update: %s: %s", async (expression, outcome) => {
    expect(await said(expression, updated)).toEqual([`one ${outcome}`]);
  });

  test.each([
    ["object == null && oldObject.data.a == 'x'", "pass"],
    ["object.data.a == 'x'", "deny"],
  ])("of a removed object: %s: %s", async (expression, outcome) => {
    expect(await said(expression, [{ path: "a.yaml", baseContent: one }])).toEqual([
      `one ${outcome}`,
    ]);
  });

  test("of a new one is null, and its made up name is not known", async () => {
    const files = [{ path: "a.yaml", content: generated }];
    expect(await said("oldObject == null && request.name == ''", files)).toEqual(["one-* pass"]);
    expect(await said("object.metadata.name != ''", files)).toEqual(["one-* notEvaluable"]);
    expect(await said("object.metadata.generateName == 'one-'", files)).toEqual(["one-* pass"]);
  });
});
