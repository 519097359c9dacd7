import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { configMap, configMapPolicy, judgeFile, policyFile, triedBy } from "../judging.ts";

async function outcomeOf(expression: string, data = "{ a: x, num: '12' }"): Promise<string> {
  const results = triedBy(await judgeFile(configMap(data), [configMapPolicy(expression)]));
  return results.map(({ outcome }) => outcome).join();
}

function namespace(tier: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: team-alpha, labels: { tier: ${tier} } }\n`;
}

const rules = `matchConstraints:
  resourceRules:
    - { apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps] }`;

describe("expressions on an object", () => {
  test.each([
    ["object.data.a == 'x'", "pass"],
    ["object.data.a == 'y'", "deny"],
    ["object.data.missing == 'y'", "deny"],
    ["has(object.data.missing)", "deny"],
    ["object.?data.?missing.orValue('y') == 'y'", "pass"],
    ["object.data.missing == 'y' || object.data.a == 'x'", "pass"],
    ["object.metadata.labels.all(k, k == 'app')", "pass"],
    ["request.operation == 'CREATE' && oldObject == null", "pass"],
    ["request.namespace == 'team-alpha' && request.resource.resource == 'configmaps'", "pass"],
    ["request.userInfo.username == 'octocat'", "notEvaluable"],
    ["object.data.a == 'x' || request.userInfo.username == 'octocat'", "pass"],
    ["authorizer.group('').resource('pods').check('get').allowed()", "notEvaluable"],
    ["namespaceObject.metadata.name == 'team-alpha'", "notEvaluable"],
    ["int(object.data.num) > 11.5", "pass"],
    ["'it is' == 3", "error"],
    ["object.data.a ==", "error"],
    ["variables.undeclared", "error"],
    ["unheardOf(object)", "error"],
    ["object.data.a", "error"],
    ["dyn(object.data.a) == true", "deny"],
  ])("%s: %s", async (expression, outcome) => {
    expect(await outcomeOf(expression)).toBe(outcome);
  });

  test("a catastrophic pattern does no harm, and what RE2 does not know is an error of the policy", async () => {
    const long = `{ a: ${"a".repeat(5_000)}! }`;
    expect(await outcomeOf("object.data.a.matches('^(a+)+$')", long)).toBe("deny");
    expect(await outcomeOf("object.data.a.matches('(?=a)')")).toBe("error");
  });
});

describe("policies", () => {
  test("one that can't be parsed is an error at the line of its expression", async () => {
    const policy = configMapPolicy("object.data.a ==");
    const [result] = triedBy(await judgeFile(configMap("{ a: x }"), [policy]));
    const line = policy.split("\n").findIndex((text) => text.includes("expression:")) + 1;
    expect(result).toMatchObject({
      outcome: "error",
      location: { path: "guardrails/0.yaml", startLine: line },
    });
    expect(result?.message).toMatch(
      /can't be used.*a value was expected, not the end \(column 17\)/,
    );
  });

  test("one of the wrong shape is an error that names the field", async () => {
    const policy = policyFile(
      `${rules}\nfailurePolicy: Perhaps\nvalidations: [{ expression: "true" }]`,
    );
    const judgement = await judgeFile(configMap("{ a: x }"), [policy]);
    expect(judgement.conclusion).toBe("failure");
    expect(triedBy(judgement)[0]?.message).toContain("spec.failurePolicy");
  });

  test("a change that brings a broken policy is told of it, and its policies do not judge it", async () => {
    const broken = configMapPolicy("object.data.");
    const told = await judgeFile(broken, [], "guardrails/new.yaml");
    expect(triedBy(told)[0]).toMatchObject({
      outcome: "error",
      location: { path: "guardrails/new.yaml" },
    });
    const strict = `${configMapPolicy("false")}---\n${configMap("{ a: x }")}`;
    expect(triedBy(await judgeFile(strict))).toEqual([]);
  });

  test.each([
    ["[Deny]", "deny"],
    ["[Warn, Audit]", "warn"],
    ["[Audit]", "audit"],
  ])("a binding that says %s gives %s", async (actions, outcome) => {
    const policy = policyFile(`${rules}\nvalidations: [{ expression: "false" }]`, actions);
    expect(triedBy(await judgeFile(configMap("{ a: x }"), [policy]))[0]?.outcome).toBe(outcome);
  });

  test("failurePolicy Ignore turns an error of evaluation into no objection", async () => {
    const policy = policyFile(
      `${rules}\nfailurePolicy: Ignore\nvalidations: [{ expression: "object.nope == 1" }]`,
    );
    const judgement = await judgeFile(configMap("{ a: x }"), [policy]);
    expect(triedBy(judgement)[0]?.outcome).toBe("skipped");
    expect(judgement.conclusion).toBe("success");
  });

  test("variables are computed only when read, and their errors stay with who reads them", async () => {
    const policy = policyFile(`${rules}
variables: [{ name: broken, expression: "object.nope.nope" }, { name: a, expression: "object.data.a" }]
validations: [{ expression: "variables.a == 'x'" }, { expression: "variables.broken == 'x'" }]`);
    const results = triedBy(await judgeFile(configMap("{ a: x }"), [policy]));
    expect(results.map(({ outcome }) => outcome)).toEqual(["pass", "deny"]);
    expect(results[1]?.message).toMatch(/no such key: nope/);
  });

  test("a match condition that is false skips the policy, even beside one that fails", async () => {
    const conditions = `matchConditions: [{ name: a, expression: "object.nope == 1" }, { name: b, expression: "false" }]`;
    const policy = policyFile(`${rules}\n${conditions}\nvalidations: [{ expression: "false" }]`);
    expect(triedBy(await judgeFile(configMap("{ a: x }"), [policy]))).toEqual([]);
  });

  test("messageExpression is told when it gives text, else message", async () => {
    const policy = policyFile(`${rules}
validations:
  - { expression: "false", message: plain, messageExpression: "'a is ' + object.data.a" }
  - { expression: "false", message: plain, messageExpression: "string(object.nope)" }`);
    const results = triedBy(await judgeFile(configMap("{ a: x }"), [policy]));
    expect(results.map(({ message }) => message)).toEqual(["a is x", "plain"]);
  });

  test.each([
    ["matchLabels: { app: settings }", 1],
    ["matchExpressions: [{ key: app, operator: NotIn, values: [settings] }]", 0],
    ["matchExpressions: [{ key: tier, operator: DoesNotExist }]", 1],
  ])("objectSelector %s takes %i", async (selector, count) => {
    const policy = policyFile(
      `${rules}\n  objectSelector: { ${selector} }\nvalidations: [{ expression: "true" }]`,
    );
    expect(triedBy(await judgeFile(configMap("{ a: x }"), [policy]))).toHaveLength(count);
  });

  test("namespaceSelector: by the Namespace in the repository; without it, neutral", async () => {
    const policy = policyFile(
      `${rules}\n  namespaceSelector: { matchLabels: { tier: prod } }\nvalidations: [{ expression: "false" }]`,
    );
    const outcomes = async (more: readonly string[]): Promise<readonly string[]> =>
      triedBy(await judgeFile(configMap("{ a: x }"), [policy, ...more])).map(
        ({ outcome }) => outcome,
      );
    expect(await outcomes([namespace("prod")])).toEqual(["deny"]);
    expect(await outcomes([namespace("dev")])).toEqual([]);
    expect(await outcomes([])).toEqual(["notEvaluable"]);
  });

  test("an object without a namespace is not taken for one in default", async () => {
    const file = configMap("{ a: x }").replace("  namespace: team-alpha\n", "");
    const policy = configMapPolicy("object.metadata.namespace != 'default'");
    const judgement = await judgeFile(file, [policy]);
    expect(triedBy(judgement)[0]?.outcome).toBe("notEvaluable");
    expect(judgement.conclusion).toBe("success");
  });

  test("parameters come from the repository; missing ones are neutral", async () => {
    const policy = policyFile(`${rules}
paramKind: { apiVersion: v1, kind: ConfigMap }
validations: [{ expression: "object.data.a in params.data.allowed.split(',')" }]`).replace(
      "  validationActions",
      "  paramRef: { name: limits, namespace: platform, parameterNotFoundAction: Deny }\n  validationActions",
    );
    const limits = configMap("{ allowed: 'x,y' }", "limits").replace("team-alpha", "platform");
    const found = triedBy(await judgeFile(configMap("{ a: z }"), [policy, limits]));
    expect(found.map(({ outcome }) => outcome)).toEqual(["deny"]);
    const missing = triedBy(await judgeFile(configMap("{ a: z }"), [policy]));
    expect(missing.map(({ outcome }) => outcome)).toEqual(["notEvaluable"]);
  });
});

describe("what an object was before", () => {
  const immutable = configMapPolicy(
    "oldObject == null || (object != null && object.data.a == oldObject.data.a)",
  );
  const at = { path: "guardrails/p.yaml", content: immutable };

  test.each([
    [
      "the same",
      { content: configMap("{ a: x }"), baseContent: configMap("{ a: x, b: y }") },
      "pass",
    ],
    ["changed", { content: configMap("{ a: y }"), baseContent: configMap("{ a: x }") }, "deny"],
    ["new", { content: configMap("{ a: y }") }, "pass"],
    ["removed with its file", { baseContent: configMap("{ a: x }") }, "deny"],
    [
      "removed from its file",
      { content: "# nothing\n", baseContent: configMap("{ a: x }") },
      "deny",
    ],
  ])("%s", async (_, contents, outcome) => {
    const files = [{ path: "app.yaml", ...contents }];
    const judgement = await judgeChange({ files, rules: [at] }, []);
    expect(triedBy(judgement).map((result) => result.outcome)).toEqual([outcome]);
  });

  test("an object that moves to another file is updated, not removed", async () => {
    const files = [
      { path: "old.yaml", baseContent: configMap("{ a: x }") },
      { path: "new.yaml", content: configMap("{ a: x }") },
    ];
    const results = triedBy(await judgeChange({ files, rules: [at] }, []));
    expect(results.map(({ outcome, location }) => [outcome, location.path])).toEqual([
      ["pass", "new.yaml"],
    ]);
  });
});

describe("the place of a violation", () => {
  const file = `apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: team-alpha
spec:
  hostNetwork: true
  containers:
    - name: one
      image: a:1
      args: [--ok]
    - name: two
      image: b:2
      args: [--ok, --bad]
`;

  test.each([
    ["object.spec.hostNetwork == false", 7],
    ["object.spec.containers.all(c, c.image != 'b:2')", 13],
    ["!object.spec.containers.exists(c, c.name == 'two')", 12],
    ["object.spec.containers.all(c, c.args.all(a, a != '--bad'))", 14],
    ["object.spec.containers.filter(c, c.image == 'b:2').size() == 0", 13],
    ["object.spec.containers.all(c, has(c.resources))", 9],
    ["object.kind != 'Pod' || (object.spec.containers[0].image.startsWith('b') && true)", 10],
    ["variables.bad.size() == 0", 13],
    ["variables.containers.all(c, c.name in ['one'])", 12],
    ["has(object.spec.nodeSelector)", 6],
    ["has(object.spec.nodeName) ? true : object.metadata.name == 'db'", 4],
    ["false", 1],
  ])("%s: line %i", async (expression, line) => {
    const policy = policyFile(`
matchConstraints:
  resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
variables:
  - { name: containers, expression: "object.spec.containers + []" }
  - { name: bad, expression: "variables.containers.filter(c, c.image == 'b:2')" }
validations: [{ expression: ${JSON.stringify(expression)} }]`);
    const [result] = triedBy(await judgeFile(file, [policy]));
    expect(result).toMatchObject({ outcome: "deny", location: { startLine: line } });
  });
});

describe("an object that does not fit its schema", () => {
  const pods = policyFile(`
matchConstraints:
  resourceRules:
    - { apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [pods] }
validations:
  - expression: "object.spec.containers.all(c, c.image != 'bad')"
`);

  test("is told once, not again by each policy that can't be evaluated on it", async () => {
    const content =
      "apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: a }\nspec: { containers: 5 }\n";
    const judgement = await judgeFile(content, [pods]);
    expect(judgement.violations.map(({ policy }) => policy)).toEqual(["schema"]);
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["skipped"]);
  });

  test("is still judged by what can be evaluated", async () => {
    const content =
      "apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: a }\nspec: { containers: [{ name: a, image: bad }], wrong: 1 }\n";
    const judgement = await judgeFile(content, [pods]);
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["deny"]);
  });

  test("an error on an object that does fit denies, as failurePolicy says", async () => {
    const content = "apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: a }\n";
    const judgement = await judgeFile(content, [pods]);
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["deny"]);
  });
});

describe("a binding with the name of one that ships", () => {
  test("stands in its place, as the same name is the same object in a cluster", async () => {
    const shipped = configMapPolicy("false");
    const binding = shipped.slice(shipped.indexOf("---\n") + 4);
    const softer = binding.replace("[Deny]", "[Audit]");
    const judgement = await judgeFile(configMap("{ a: b }"), [softer, shipped]);
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["audit"]);
  });
});
