import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";

/** An XRD that offers claims, with rules on spec, on a field, on list entries and on what may not change. */
const xrd = `apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: { name: xstores.a.example.com }
spec:
  group: a.example.com
  names: { kind: XStore, plural: xstores }
  claimNames: { kind: Store, plural: stores }
  versions:
    - name: v1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              x-kubernetes-validations:
                - rule: "self.size != 'large' || self.backups"
                  message: a large one needs backups
                - rule: "self.replicas <= 5"
                  messageExpression: "'at most 5 replicas, not ' + string(self.replicas)"
                - rule: "!has(self.engine) || self.engine != 'old'"
                  message: the old engine is gone
                  reason: FieldValueForbidden
                  fieldPath: .engine
                - rule: "!has(self.next__dash__size) || self.next__dash__size != self.size"
                  message: the next size must be another one
                - rule: "oldSelf.size == self.size || self.backups"
                  message: only with backups can the size change
              properties:
                size: { type: string, enum: [small, large], default: small }
                backups: { type: boolean, default: false }
                replicas: { type: integer, default: 1 }
                engine: { type: string }
                next-size: { type: string }
                region:
                  type: string
                  x-kubernetes-validations:
                    - { rule: self == oldSelf, message: the region can't change }
                zone:
                  type: string
                  x-kubernetes-validations:
                    - rule: "oldSelf.hasValue() || self != 'none'"
                      message: a zone is needed at first
                      optionalOldSelf: true
                users:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items:
                    type: object
                    required: [name]
                    properties:
                      name: { type: string }
                      role: { type: string, default: reader }
                    x-kubernetes-validations:
                      - rule: "self.role == oldSelf.role"
                        message: a role can't change
                      - rule: "self.name != 'root'"
                        message: root is not for people
                labels:
                  type: object
                  additionalProperties:
                    type: string
                    x-kubernetes-validations:
                      - { rule: "self.size() < 5", message: too long }
`;

function store(spec: string, kind = "Store"): string {
  return `apiVersion: a.example.com/v1
kind: ${kind}
metadata: { name: orders, namespace: team-alpha }
spec:
  ${spec.trimEnd().replaceAll("\n", "\n  ")}
`;
}

async function findings(
  content: string,
  baseContent?: string,
  path = "claims/a/b.yaml",
): Promise<readonly (readonly [number, number, string])[]> {
  const file = { path, content };
  const files = [baseContent === undefined ? file : { ...file, baseContent }];
  const rules = [{ path: "compositions/store.yaml", content: xrd }];
  const { violations } = await judgeChange({ files, rules }, []);
  return violations.map(({ location, message }) => [
    location.startLine,
    location.startColumn,
    message,
  ]);
}

describe("rules of an XRD on a claim", () => {
  test.each([
    ["that hold", "size: large\nbackups: true", []],
    [
      "that compare two fields: the longest path that was read",
      "size: large\nbackups: false",
      [[5, 9, "spec breaks a rule of Store: a large one needs backups."]],
    ],
    [
      "with a message made of the value",
      "replicas: 7",
      [[5, 13, "spec breaks a rule of Store: at most 5 replicas, not 7."]],
    ],
    [
      "with a field and a reason",
      "replicas: 1\nengine: old",
      [[6, 11, "spec.engine is forbidden: the old engine is gone."]],
    ],
    [
      "about a field whose name is no identifier",
      "next-size: small",
      [[5, 14, "spec breaks a rule of Store: the next size must be another one."]],
    ],
    [
      "on entries of a list",
      "users:\n  - name: me\n  - name: root",
      [[7, 13, "spec.users[1] breaks a rule of Store: root is not for people."]],
    ],
    [
      "on values of a map",
      "labels:\n  a: short\n  b: ok",
      [[6, 8, "spec.labels.a breaks a rule of Store: too long."]],
    ],
    ["that need a value before: not for a new object", "region: west", []],
    [
      "with optionalOldSelf: also for a new object",
      "zone: none",
      [[5, 9, "spec.zone breaks a rule of Store: a zone is needed at first."]],
    ],
  ])("%s", async (_what, spec, expected) => {
    expect(await findings(store(spec))).toEqual(expected);
  });

  test("hold for the composite as for the claim", async () => {
    expect(await findings(store("replicas: 7", "XStore"))).toHaveLength(1);
  });

  test("are not put to an object that does not fit its schema", async () => {
    expect(await findings(store("size: huge\nreplicas: 7"))).toEqual([
      [5, 9, 'spec.size is "huge"; expected one of small, large.'],
    ]);
  });
});

describe("rules about a change", () => {
  test.each([
    [
      "refuse another value",
      "region: east",
      "region: west",
      [[5, 11, "spec.region breaks a rule of Store: the region can't change."]],
    ],
    ["take the same value", "region: west", "region: west", []],
    ["take a value that was not there before", "region: west", "size: small", []],
    [
      "see the defaults of what was before",
      "size: large\nbackups: true\nusers:\n  - name: me\n    role: admin",
      "size: large\nbackups: true\nusers:\n  - name: me",
      [[9, 13, "spec.users[0] breaks a rule of Store: a role can't change."]],
    ],
    [
      "know entries of a list by their keys, not by their place",
      "users:\n  - { name: you }\n  - { name: me, role: admin }",
      "users:\n  - { name: me, role: admin }",
      [],
    ],
    ["with optionalOldSelf see a value before", "zone: none", "zone: a", []],
  ])("%s", async (_what, spec, before, expected) => {
    expect(await findings(store(spec), store(before))).toEqual(expected);
  });
});

describe("a definition in the change", () => {
  const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.a.example.com }
spec:
  group: a.example.com
  names: { kind: Thing, plural: things }
  scope: Namespaced
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
              x-kubernetes-validations:
                - rule: self.a ==
`;

  test("is told of a rule that can't be read, at the rule", async () => {
    expect(await findings(crd, undefined, "crds/thing.yaml")).toEqual([
      [
        19,
        25,
        expect.stringMatching(/^This rule can't be read, so nothing will be judged by it: /),
      ],
    ]);
  });

  test("is told of a rule that Crossplane does not take over", async () => {
    const top = xrd.replace(
      "          type: object\n          properties:\n            spec:",
      "          type: object\n          x-kubernetes-validations: [{ rule: has(self.spec) }]\n          properties:\n            spec:",
    );
    const files = [{ path: "compositions/store.yaml", content: top }];
    const { violations } = await judgeChange({ files, rules: [] }, []);
    expect(violations.map(({ location, message }) => [location.startLine, message])).toEqual([
      [15, expect.stringMatching(/^Crossplane takes over the rules of spec/)],
    ]);
  });
});
