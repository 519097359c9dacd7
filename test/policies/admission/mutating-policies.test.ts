import { describe, expect, test } from "vitest";
import { mutatingPolicy, mutations } from "./mutating.ts";

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web:1 }] }
`;

describe("which mutating policies count", () => {
  const label = `Object{metadata: Object.metadata{labels: {"team": "shop"}}}`;

  test.each(["v1", "v1beta1", "v1alpha1"])("of %s", async (version) => {
    expect(await mutations(deployment, [mutatingPolicy(label, { version })])).toHaveLength(1);
  });

  test.each([
    ["whose match condition is false", "matchConditions: [{ name: a, expression: 'false' }]", []],
    [
      "whose match condition asks who it is",
      "matchConditions: [{ name: a, expression: \"request.userInfo.username == 'a'\" }]",
      ["notEvaluable"],
    ],
  ])("one %s", async (_what, more, outcomes) => {
    const results = await mutations(deployment, [mutatingPolicy(label, { more })]);
    expect(results.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  test.each([
    [
      "of the wrong type",
      "Object{spec: Object.specx{replicas: 1}}",
      /type mismatch.*Object\.specx/,
    ],
    ["of no object", "'teapot'", /must evaluate to Object but got string/],
    ["of no list of patches", "[1]", /must evaluate to list\(JSONPatch\) but got list\(int\)/],
    ["that can't be parsed", "Object{spec: ", /can't be used/],
  ])("one with an expression %s is an error at its line", async (_what, expression, message) => {
    const [result] = await mutations(deployment, [mutatingPolicy(expression)]);
    expect(result).toMatchObject({
      outcome: "error",
      message: expect.stringMatching(message),
      location: { path: "guardrails/0.yaml", startLine: 11 },
    });
  });

  test("lists and defaults of a custom kind are as its definition says", async () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                parts:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [id]
                  items: { type: object, properties: { id: { type: string }, size: { type: integer } } }
                loose: { type: array, items: { type: string } }
                size: { type: integer, default: 3 }
`;
    const widget =
      "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a, namespace: shop }\nspec:\n  parts:\n    - id: a\n      size: 1\n";
    const keyed = `Object{spec: Object.spec{parts: [Object.spec.parts{id: "a", size: 2}]}}`;
    const [result] = await mutations(widget, [crd, mutatingPolicy(keyed)]);
    expect(result?.suggestions).toEqual([
      { path: "app.yaml", startLine: 7, endLine: 7, replacement: "      size: 2" },
    ]);
    const asDefault = "Object{spec: Object.spec{size: 3}}";
    expect(await mutations(widget, [crd, mutatingPolicy(asDefault)])).toEqual([]);
    const loose = `Object{spec: Object.spec{loose: ["x"]}}`;
    expect((await mutations(widget, [crd, mutatingPolicy(loose)]))[0]?.outcome).toBe("deny");
  });
});
