import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { judgeFile, policyFile, triedBy } from "../judging.ts";

/** What a policy with these matchConstraints, that denies all it takes, says of a file. */
async function outcomes(
  constraints: string,
  file: string,
  rules: readonly string[] = [],
): Promise<string> {
  const policy = policyFile(
    `matchConstraints:\n  ${constraints.trim().replaceAll("\n", "\n  ")}\nvalidations: [{ expression: "false" }]`,
  );
  const results = triedBy(await judgeFile(file, [policy, ...rules]));
  return results.map(({ outcome }) => outcome).join() || "none";
}

function rule(resources: string, more = ""): string {
  return `resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ${resources}${more} }]`;
}

const pod = `apiVersion: v1
kind: Pod
metadata: { name: app, namespace: shop, labels: { app: shop } }
spec: { containers: [{ name: a, image: b }] }
`;

function namespace(name: string, labels = "{}"): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: ${labels} }\n`;
}

describe("resources", () => {
  test.each([
    ["[pods]", "deny"],
    ['["*"]', "deny"],
    ['["*/*"]', "deny"],
    ['["pods/*"]', "deny"],
    ['["pods/status"]', "none"],
    ['["pods/ephemeralcontainers"]', "none"],
    ['["*/scale"]', "none"],
    ["[services]", "none"],
  ])("%s takes a Pod: %s", async (resources, outcome) => {
    expect(await outcomes(rule(resources), pod)).toBe(outcome);
  });

  test.each([
    [", resourceNames: [app]", "deny"],
    [", resourceNames: [other]", "none"],
    [", scope: Namespaced", "deny"],
    [", scope: Cluster", "none"],
    [', scope: "*"', "deny"],
  ])("narrowed by%s: %s", async (more, outcome) => {
    expect(await outcomes(rule("[pods]", more), pod)).toBe(outcome);
  });

  test.each([
    [", scope: Cluster", "deny"],
    [", scope: Namespaced", "none"],
  ])("a Namespace is in no namespace%s: %s", async (more, outcome) => {
    expect(await outcomes(rule("[namespaces]", more), namespace("a"))).toBe(outcome);
  });

  test("a name that the cluster makes up is none that a rule can name", async () => {
    const generated = pod.replace("name: app", "generateName: app-");
    expect(await outcomes(rule("[pods]", ", resourceNames: [app-]"), generated)).toBe("none");
    expect(await outcomes(rule("[pods]"), generated)).toBe("deny");
  });

  test("an exclusion goes before a rule", async () => {
    const excluded = `${rule("[pods]")}\nexclude${rule("[pods]", ", resourceNames: [app]").replace("r", "R")}`;
    expect(await outcomes(excluded, pod)).toBe("none");
    expect(await outcomes(excluded, pod.replace("name: app", "name: other"))).toBe("deny");
  });

  test("policies never judge policies", async () => {
    const policy = policyFile(
      `matchConstraints:\n  ${rule("[pods]")}\nvalidations: [{ expression: "true" }]`,
      "[Deny]",
      "other",
    );
    expect(await outcomes(rule('["*"]'), policy)).toBe("none");
  });
});

function crd(conversion: string): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  conversion: { strategy: ${conversion} }
  versions:
    - &v { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }
    - { <<: *v, name: v2, storage: false }
    - { <<: *v, name: v0, served: false, storage: false }
`;
}

function named(version: string, policy = "Equivalent"): string {
  return `matchPolicy: ${policy}\nresourceRules: [{ apiGroups: [example.com], apiVersions: [${version}], operations: ["*"], resources: [widgets] }]`;
}

describe("versions", () => {
  const widget =
    "apiVersion: example.com/v2\nkind: Widget\nmetadata: { name: a, namespace: shop }\n";

  test.each([
    ["v2", "Exact", "deny"],
    ["v1", "Exact", "none"],
    ["v1", "Equivalent", "deny"],
    ["v0", "Equivalent", "none"],
  ])("a rule for %s that is %s: %s", async (version, policy, outcome) => {
    expect(await outcomes(named(version, policy), widget, [crd("None")])).toBe(outcome);
  });

  test("a policy for another version sees the object in that version", async () => {
    const policy = policyFile(`matchConstraints:
  ${named("v1").replace("\n", "\n  ")}
validations:
  - expression: "object.apiVersion == 'example.com/v1' && request.kind.version == 'v1'"
  - expression: "request.requestKind.version == 'v2' && request.requestResource.version == 'v2'"`);
    const results = triedBy(await judgeFile(widget, [policy, crd("None")]));
    expect(results.map(({ outcome }) => outcome)).toEqual(["pass", "pass"]);
  });

  test("what only a webhook can convert is not judged, and that is said", async () => {
    expect(await outcomes(named("v1"), widget, [crd("Webhook")])).toBe("notEvaluable");
    expect(await outcomes(named("v2"), widget, [crd("Webhook")])).toBe("deny");
  });

  test("so is what the API server converts by its own code", async () => {
    const hpa =
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: a, namespace: shop }\nspec: { maxReplicas: 3, scaleTargetRef: { kind: Deployment, name: a } }\n";
    const older = `resourceRules: [{ apiGroups: [autoscaling], apiVersions: [v1], operations: ["*"], resources: [horizontalpodautoscalers] }]`;
    expect(await outcomes(older, hpa)).toBe("notEvaluable");
    expect(await outcomes(`matchPolicy: Exact\n${older}`, hpa)).toBe("none");
    expect(await outcomes(older.replace("[v1]", "[v1, v2]"), hpa)).toBe("deny");
  });

  test("a version that is not served any more is judged as it is written", async () => {
    const budget =
      "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: a, namespace: shop }\n";
    const newer = `resourceRules: [{ apiGroups: [policy], apiVersions: [v1], operations: ["*"], resources: [poddisruptionbudgets] }]`;
    expect(await outcomes(newer, budget)).toBe("deny");
  });

  test("so is a kind that no file defines", async () => {
    expect(await outcomes(named("v1"), widget)).toBe("deny");
    expect(await outcomes(named("v1", "Exact"), widget)).toBe("none");
  });
});

describe("namespaces", () => {
  const inShop = `${rule("[pods]")}\nnamespaceSelector: { matchLabels: { tier: prod } }`;
  const byName = `${rule("[pods]")}\nnamespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }`;

  test("its name is a label that each has, in a file or not", async () => {
    expect(await outcomes(byName, pod)).toBe("deny");
    expect(await outcomes(byName, pod.replace("namespace: shop", "namespace: bar"))).toBe("none");
    expect(await outcomes(byName, pod, [namespace("shop")])).toBe("deny");
  });

  test("a rule that does not take the object goes before labels that are not known", async () => {
    expect(await outcomes(inShop.replace("[pods]", "[services]"), pod)).toBe("none");
    expect(await outcomes(inShop, pod)).toBe("notEvaluable");
  });

  test("cluster-scoped objects are in every namespaceSelector, a Namespace has its own labels", async () => {
    const role =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: a }\nrules: []\n";
    const everything = inShop.replace("[pods]", '["*"]');
    expect(await outcomes(everything, role)).toBe("deny");
    expect(await outcomes(everything, namespace("shop", "{ tier: prod }"))).toBe("deny");
    expect(await outcomes(everything, namespace("shop"))).toBe("none");
    const own = byName.replace("[pods]", "[namespaces]");
    expect(await outcomes(own, namespace("shop"))).toBe("deny");
  });

  test("the request for a Namespace has its name as the namespace, and no namespaceObject", async () => {
    const policy = policyFile(`matchConstraints:
  ${rule("[namespaces]")}
validations: [{ expression: "request.namespace == 'shop' && request.name == 'shop' && namespaceObject == null" }]`);
    const results = triedBy(await judgeFile(namespace("shop"), [policy]));
    expect(results.map(({ outcome }) => outcome)).toEqual(["pass"]);
  });

  test("a change can't take its objects out by other labels for their Namespace", async () => {
    const base = namespace("shop", "{ tier: prod }");
    const change = `${namespace("shop", "{ tier: dev }")}---\n${pod}`;
    expect(await outcomes(inShop, change, [base])).toBe("deny");
    expect(await outcomes(inShop, change)).toBe("none");
    const rules = [
      {
        path: "p.yaml",
        content: policyFile(
          `matchConstraints:\n  ${inShop.replaceAll("\n", "\n  ")}\nvalidations: [{ expression: "false" }]`,
        ),
      },
    ];
    const files = [{ path: "a.yaml", content: change, baseContent: base }];
    const results = triedBy(await judgeChange({ files, rules }, []));
    expect(results.map(({ outcome }) => outcome)).toEqual(["deny"]);
  });

  test("a binding narrows further, and what it leaves open is said", async () => {
    const policy = policyFile(
      `matchConstraints:\n  ${rule("[pods]")}\nvalidations: [{ expression: "false" }]`,
      "[Deny]\n  matchResources: { namespaceSelector: { matchLabels: { tier: prod } } }",
    );
    const said = async (rules: readonly string[]): Promise<readonly string[]> =>
      triedBy(await judgeFile(pod, [policy, ...rules])).map(({ outcome }) => outcome);
    expect(await said([namespace("shop", "{ tier: prod }")])).toEqual(["deny"]);
    expect(await said([namespace("shop")])).toEqual([]);
    expect(await said([])).toEqual(["notEvaluable"]);
  });
});
