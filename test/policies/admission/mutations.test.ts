import { describe, expect, test } from "vitest";
import { configMap } from "../judging.ts";
import { mutatingPolicy, mutations, taken } from "./mutating.ts";

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the shop
  namespace: shop
spec:
  replicas: 1 # for now
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: web:1
          env:
            - name: A
              value: "1"
        # the second one
        - name: side
          image: side:1
      tolerations: []
`;

/** The lines of the file before and after, without those that are the same. */
async function changes(expression: string, content = deployment): Promise<readonly string[]> {
  const results = await mutations(content, [mutatingPolicy(expression)]);
  const [result] = results;
  expect(results).toHaveLength(1);
  expect(result?.outcome).toBe("audit");
  const after = taken(content, result?.suggestions ?? []).split("\n");
  const before = content.split("\n");
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `-${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+${line}`),
  ];
}

const template = "Object.spec.template";

describe("an apply configuration becomes lines to suggest", () => {
  test.each([
    [
      "another value, its comment kept",
      "Object{spec: Object.spec{replicas: object.spec.replicas + 2}}",
      ["-  replicas: 1 # for now", "+  replicas: 3 # for now"],
    ],
    [
      "a new map",
      `Object{metadata: Object.metadata{labels: {"team": "shop", "yes": "no"}}}`,
      ["+  labels:", "+    team: shop", '+    "yes": "no"'],
    ],
    [
      "a field of the entry of a list, found by its key",
      `Object{spec: Object.spec{template: ${template}{spec: ${template}.spec{containers: [
        ${template}.spec.containers{name: "side", imagePullPolicy: "Always"}]}}}}`,
      ["+          imagePullPolicy: Always"],
    ],
    [
      "a new entry of a list",
      `Object{spec: Object.spec{template: ${template}{spec: ${template}.spec{containers:
        object.spec.template.spec.containers.filter(c, c.name == "web").map(c,
          ${template}.spec.containers{name: c.name, env: [
            ${template}.spec.containers.env{name: "B", value: "2"}]})}}}}`,
      ["+            - name: B", '+              value: "2"'],
    ],
    [
      "an entry that changes and a new one",
      `Object{spec: Object.spec{template: ${template}{spec: ${template}.spec{containers: [
        ${template}.spec.containers{name: "side", image: "side:2"},
        ${template}.spec.containers{name: "new", image: "new:1"}]}}}}`,
      [
        "-          image: side:1",
        "+          image: side:2",
        "+        - name: new",
        "+          image: new:1",
      ],
    ],
    [
      "a field in braces",
      `Object{spec: Object.spec{template: ${template}{metadata: ${template}.metadata{labels: {"team": "shop"}}}}}`,
      [
        "-    metadata: { labels: { app: web } }",
        '+    metadata: { labels: { app: web, "team": "shop" } }',
      ],
    ],
    [
      "one of two, by a condition",
      `object.spec.replicas > 5 ? Object{metadata: Object.metadata{labels: {"a": "b"}}} : Object{spec: Object.spec{replicas: 6}}`,
      ["-  replicas: 1 # for now", "+  replicas: 6 # for now"],
    ],
  ])("%s", async (_what, expression, lines) => {
    expect(await changes(expression)).toEqual(lines);
  });

  test.each([
    ["a list that is only replaced as a whole", "tolerations: [{'key': 'a'}]", "tolerations"],
    ["a map that is", "nodeSelector: {'a': 'b'}", "nodeSelector"],
  ])("not %s: that is said, and stops nothing", async (_what, field, told) => {
    const expression = `Object{spec: Object.spec{template: ${template}{spec: ${template}.spec{${field}}}}}`;
    const [result] = await mutations(deployment, [mutatingPolicy(expression)]);
    expect(result).toMatchObject({
      outcome: "notEvaluable",
      message: expect.stringContaining(told),
    });
  });

  test("one that changes nothing says nothing", async () => {
    const policy = mutatingPolicy("Object{spec: Object.spec{replicas: 1}}");
    expect(await mutations(deployment, [policy])).toEqual([]);
  });
});

describe("a JSON Patch becomes lines to suggest", () => {
  test.each([
    [
      "a new field, its key escaped",
      `[JSONPatch{op: "add", path: "/metadata/labels", value: {}},
        JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("k8s.io/x~y"), value: "true"}]`,
      ["+  labels:", '+    k8s.io/x~y: "true"'],
    ],
    [
      "a field gone, with its line",
      `[JSONPatch{op: "remove", path: "/spec/replicas"}]`,
      ["-  replicas: 1 # for now"],
    ],
    [
      "an entry gone, with its lines",
      `[JSONPatch{op: "remove", path: "/spec/template/spec/containers/1"}]`,
      ["-        - name: side", "-          image: side:1"],
    ],
    [
      "the last entry gone",
      `[JSONPatch{op: "remove", path: "/spec/template/spec/containers/0/env/0"}]`,
      [
        "-          env:",
        "-            - name: A",
        '-              value: "1"',
        "+          env: []",
      ],
    ],
    [
      "an entry before the first one",
      `[JSONPatch{op: "add", path: "/spec/template/spec/containers/0", value:
        Object.spec.template.spec.containers{name: "new", image: "new:1"}}]`,
      ["+        - name: new", "+          image: new:1"],
    ],
    [
      "a copy",
      `[JSONPatch{op: "copy", from: "/metadata/name", path: "/metadata/annotations"},
        JSONPatch{op: "replace", path: "/metadata/annotations", value: {"a": "b"}}]`,
      ["+  annotations:", "+    a: b"],
    ],
    [
      "several places, each by itself",
      `[JSONPatch{op: "test", path: "/spec/replicas", value: 1},
        JSONPatch{op: "replace", path: "/spec/replicas", value: 2},
        JSONPatch{op: "replace", path: "/spec/template/spec/containers/1/image", value: "side:2"}]`,
      [
        "-  replicas: 1 # for now",
        "-          image: side:1",
        "+  replicas: 2 # for now",
        "+          image: side:2",
      ],
    ],
  ])("%s", async (_what, expression, lines) => {
    expect(await changes(expression)).toEqual(lines);
  });

  test("a test that does not hold changes nothing", async () => {
    const policy = mutatingPolicy(`[JSONPatch{op: "test", path: "/spec/replicas", value: 9},
      JSONPatch{op: "replace", path: "/spec/replicas", value: 3}]`);
    expect(await mutations(deployment, [policy])).toEqual([]);
  });

  test("one that can't be done refuses the object, as failurePolicy says", async () => {
    const expression = `[JSONPatch{op: "remove", path: "/spec/nothing"}]`;
    const [fails] = await mutations(deployment, [mutatingPolicy(expression)]);
    expect(fails).toMatchObject({
      outcome: "deny",
      message: expect.stringContaining("/spec/nothing"),
    });
    const ignoring = mutatingPolicy(expression, { more: "failurePolicy: Ignore" });
    expect((await mutations(deployment, [ignoring]))[0]?.outcome).toBe("skipped");
  });
});

describe("the text of a file", () => {
  const label = `Object{metadata: Object.metadata{labels: {"team": "shop"}}}`;

  test("keeps its Windows line breaks", async () => {
    const content = deployment.replaceAll("\n", "\r\n");
    const [result] = await mutations(content, [mutatingPolicy(label)]);
    expect(result?.suggestions?.[0]?.replacement).toBe(
      "  namespace: shop\r\n  labels:\r\n    team: shop",
    );
    expect(taken(content, result?.suggestions ?? [])).toContain("\r\n    team: shop\r\nspec:");
  });

  test.each([
    ["without a line break at its end", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}"],
    ["with an empty map", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {}\n  name: a\n"],
    [
      "with a map that is null",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels:\n  name: a\n",
    ],
    [
      "with other documents",
      `${configMap("{a: b}", "one")}---\nkind: Other\n---\n${configMap("{a: b}", "two")}`,
    ],
    ["as JSON", '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}'],
    [
      "as a List",
      "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: a\n",
    ],
    [
      "with a block of text at the end of the map",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    note: |\n      two\n      lines\n\ndata: {}\n",
    ],
  ])("%s: what is suggested is what the cluster would make of it", async (_what, content) => {
    const policy = mutatingPolicy(label);
    const results = await mutations(content, [policy]);
    for (const { suggestions } of results) {
      expect(suggestions?.length).toBeGreaterThan(0);
      const again = await mutations(taken(content, suggestions ?? []), [policy]);
      expect(again).toHaveLength(results.length - 1);
    }
    expect(results.length).toBeGreaterThan(0);
  });

  test("with an anchor that others use: no suggestion, a sentence", async () => {
    const content =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: &l\n    team: other\n  annotations: *l\n";
    const [result] = await mutations(content, [mutatingPolicy(label)]);
    expect(result).toMatchObject({
      outcome: "audit",
      location: { startLine: 6 },
      message: expect.stringMatching(/metadata\.labels\.team = "shop".*by hand/),
    });
    expect(result?.suggestions).toBeUndefined();
  });

  test("of a Secret is never shown", async () => {
    const content =
      "apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: shop }\nstringData: { a: hidden }\n";
    const policy = mutatingPolicy(`Object{stringData: {"b": object.stringData.a + "-2"}}`);
    const [result] = await mutations(content, [policy]);
    expect(result?.message).toContain("stringData.b");
    expect(JSON.stringify(result)).not.toContain("hidden");
  });
});
