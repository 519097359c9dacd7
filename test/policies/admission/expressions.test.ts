import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { configMap, configMapPolicy, judgeFile, policyFile, triedBy } from "../judging.ts";

const rules = `matchConstraints:
  resourceRules:
    - { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }`;

async function said(
  spec: string,
  file = configMap("{ a: x }"),
  actions = "[Deny]",
): Promise<readonly (readonly string[])[]> {
  const results = triedBy(await judgeFile(file, [policyFile(`${rules}\n${spec}`, actions)]));
  return results.map(({ validation, outcome, message }) => [validation, outcome, message]);
}

describe("match conditions", () => {
  const validation = `validations: [{ expression: "false", message: taken }]`;
  const on = (...expressions: readonly string[]): string => {
    const conditions = expressions.map(
      (expression, index) => `{ name: c${index}, expression: ${JSON.stringify(expression)} }`,
    );
    return `matchConditions: [${conditions.join(", ")}]\n${validation}`;
  };
  const asksWho = "request.userInfo.username == 'octocat'";
  const fails = "object.nope == 1";

  test.each([
    [["true", "true"], "0 deny"],
    [[asksWho, "false"], ""],
    [[fails, "false"], ""],
    [[fails, asksWho], "matchConditions.c1 notEvaluable"],
    [[asksWho, "true"], "matchConditions.c0 notEvaluable"],
    [[fails, "true"], "matchConditions.c0 deny"],
    // The namespace is only looked up after them.
    [["namespaceObject == null"], "0 deny"],
  ])("%j: %s", async (expressions, outcome) => {
    const results = await said(on(...expressions));
    expect(results.map(([name, came]) => `${name} ${came}`).join()).toBe(outcome);
  });

  test("one that fails is forgiven by failurePolicy Ignore, without any validation", async () => {
    const results = await said(`failurePolicy: Ignore\n${on(fails)}`);
    expect(results.map(([name, came]) => `${name} ${came}`)).toEqual([
      "matchConditions.c0 skipped",
    ]);
  });
});

function annotations(value: string): string {
  return `auditAnnotations: [{ key: note, valueExpression: ${JSON.stringify(value)} }]`;
}

describe("audit annotations", () => {
  test.each([
    ["'a is ' + object.data.a", [["auditAnnotations.note", "audit", "a is x"]]],
    ["'  '", []],
    ["null", []],
  ])("%s", async (expression, results) => {
    expect(await said(annotations(expression))).toEqual(results);
  });

  test("one that can't be known here says so", async () => {
    const [result] = await said(annotations("request.userInfo.username"));
    expect(result?.slice(0, 2)).toEqual(["auditAnnotations.note", "notEvaluable"]);
  });

  test("an error refuses the object though the binding only audits, unless failurePolicy is Ignore", async () => {
    const wrong = annotations("object.nope");
    expect((await said(wrong, undefined, "[Audit]"))[0]?.[1]).toBe("deny");
    expect((await said(`failurePolicy: Ignore\n${wrong}`))[0]?.[1]).toBe("skipped");
  });

  test("a value of another type refuses always", async () => {
    const spec = `failurePolicy: Ignore\n${annotations("object.data.size()")}`;
    expect((await said(spec, undefined, "[Audit]"))[0]?.[1]).toBe("deny");
  });

  test("stand beside validations, whatever those say", async () => {
    const both = `validations: [{ expression: "false" }]\n${annotations("'seen'")}`;
    expect((await said(both)).map(([name, came]) => [name, came])).toEqual([
      ["0", "deny"],
      ["auditAnnotations.note", "audit"],
    ]);
  });
});

function messageFrom(expression: string): string {
  return `validations: [{ expression: "1 == 2", message: plain, messageExpression: ${JSON.stringify(expression)} }]`;
}

describe("the message of a validation", () => {
  test.each([
    ["'  told  '", "told"],
    ["'two\\nlines'", "plain"],
    ["''", "plain"],
    ["string(object.nope)", "plain"],
    [`'${"é".repeat(2_560)}'`, "é".repeat(2_560)],
    [`'${"é".repeat(2_561)}'`, "plain"],
    ["request.userInfo.username", "plain"],
  ])("%.20s", async (expression, told) => {
    expect((await said(messageFrom(expression)))[0]?.[2]).toBe(told);
  });

  test("without any is the expression", async () => {
    expect((await said(`validations: [{ expression: " 1 == 2 " }]`))[0]?.[2]).toBe(
      "failed expression: 1 == 2",
    );
  });

  test("comes with the reason, when the policy gives one", async () => {
    const policy = policyFile(
      `${rules}\nvalidations: [{ expression: "false", reason: Forbidden }, { expression: "false" }]`,
    );
    const results = triedBy(await judgeFile(configMap("{ a: x }"), [policy]));
    expect(results.map(({ reason }) => reason)).toEqual(["Forbidden", undefined]);
  });
});

describe("what evaluation may cost", () => {
  const many = `\n${Array.from({ length: 400 }, (_, index) => `  k${index}: x`).join("\n")}`;
  const costly = "object.data.all(a, object.data.all(b, a != '' && b != ''))";

  test("one expression that costs more than it may is an error of the policy", async () => {
    const twice = costly.replace("a != ''", "object.data.all(c, c != '')");
    const [result] = await said(
      `validations: [{ expression: ${JSON.stringify(twice)} }]`,
      configMap(many),
    );
    expect(result).toMatchObject(["0", "deny", expect.stringMatching(/cost limit exceeded/)]);
  });

  test("match conditions have less to spend together than validations", async () => {
    const conditions = Array.from(
      { length: 4 },
      (_, index) => `{ name: c${index}, expression: ${JSON.stringify(costly)} }`,
    );
    const [result] = await said(
      `matchConditions: [${conditions.join(", ")}]\nvalidations: [{ expression: "true" }]`,
      configMap(many),
    );
    expect(result?.slice(0, 2)).toEqual(["matchConditions.c3", "deny"]);
    const validations = conditions.map(
      (_, index) => `{ expression: ${JSON.stringify(`${costly} && ${index} >= 0`)} }`,
    );
    const spent = await said(`validations: [${validations.join(", ")}]`, configMap(many));
    expect(spent.map(([, outcome]) => outcome)).toEqual(["pass", "pass", "pass", "pass"]);
  });
});

describe("what only the cluster knows", () => {
  const update = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\n";

  test.each([
    ["request.dryRun == false", "notEvaluable"],
    ["request.options == null", "notEvaluable"],
    ["object.metadata.uid != ''", "notEvaluable"],
    ["object.metadata.creationTimestamp != ''", "notEvaluable"],
    ["object.metadata.name == 'a' || object.metadata.uid == ''", "pass"],
    ["!has(object.metadata.deletionTimestamp)", "pass"],
    ["request.subResource == '' && request.name == 'a'", "pass"],
    ["has(request.userInfo) && false", "deny"],
  ])("%s: %s", async (expression, outcome) => {
    const results = triedBy(await judgeFile(update, [configMapPolicy(expression)]));
    expect(results.map((result) => result.outcome)).toEqual([outcome]);
  });
});

describe("the shape of a policy", () => {
  const condition = `{ name: a, expression: "true" }`;

  test.each([
    ["validations: []", /validations or auditAnnotations/],
    ["validations: [{ expression: ' ' }]", /spec\.validations\.0\.expression/],
    [`validations: [{ expression: "true", message: "a\\nb" }]`, /one line/],
    [`validations: [{ expression: "true", reason: Because }]`, /reason/],
    [
      `matchConditions: [${condition}, ${condition}]\nvalidations: [{ expression: "true" }]`,
      /same name/,
    ],
    [
      `variables: [{ name: a-b, expression: "1" }]\nvalidations: [{ expression: "true" }]`,
      /name of CEL|one of CEL/,
    ],
    [`validations: [{ expression: "params == null" }]`, /no paramKind/],
    [`validations: [{ expression: "[1].all(params, params > 0)" }]`, /^$/],
    [
      `variables: [{ name: a, expression: "1" }]\nmatchConditions: [{ name: a, expression: "variables.a == 1" }]\nvalidations: [{ expression: "true" }]`,
      /can't read variables/,
    ],
    [
      `variables: [{ name: a, expression: "variables.b" }, { name: b, expression: "1" }]\nvalidations: [{ expression: "true" }]`,
      /no variable "b" before it/,
    ],
    [
      `validations: [{ expression: "true", messageExpression: "string(authorizer.group('').resource('a').check('b').allowed())" }]`,
      /can't read authorizer/,
    ],
  ])("%s", async (spec, told) => {
    const judgement = await judgeFile(configMap("{ a: x }"), [policyFile(`${rules}\n${spec}`)]);
    const errors = triedBy(judgement).filter(({ outcome }) => outcome === "error");
    expect(errors.map((error) => error.message).join("; ")).toMatch(told);
    expect(judgement.conclusion).toBe(errors.length === 0 ? "success" : "failure");
  });

  test.each([
    ["[Deny, Warn]", /must not stand together/],
    ["[Audit, Audit]", /twice/],
    ["[]", /at least one action/],
    ["[Deny]\n  paramRef: { name: a }", /parameterNotFoundAction/],
    ["[Deny]\n  paramRef: { parameterNotFoundAction: Deny }", /exactly one of name and selector/],
    [
      "[Deny]\n  matchResources: { objectSelector: { matchExpressions: [{ key: a, operator: In }] } }",
      /need values/,
    ],
  ])("a binding that says %s", async (actions, message) => {
    const policy = policyFile(`${rules}\nvalidations: [{ expression: "true" }]`, actions);
    const results = triedBy(await judgeFile(configMap("{ a: x }"), [policy]));
    expect(results[0]).toMatchObject({ outcome: "error", message: expect.stringMatching(message) });
  });

  test.each(["v1", "v1beta1", "v1alpha1"])("is the same in %s", async (version) => {
    const policy = configMapPolicy("false").replaceAll(
      "admissionregistration.k8s.io/v1",
      `admissionregistration.k8s.io/${version}`,
    );
    const results = triedBy(await judgeFile(configMap("{ a: x }"), [policy]));
    expect(results.map(({ outcome }) => outcome)).toEqual(["deny"]);
  });
});

describe("the version of the cluster", () => {
  const policy = configMapPolicy("object.?data.?a.hasValue()");
  const files = [{ path: "app.yaml", content: configMap("{ a: x }") }];

  test.each([
    ["1.27", "error"],
    ["1.28", "pass"],
    [undefined, "pass"],
  ])(
    "%s decides what a policy of the repository may use: %s",
    async (kubernetesVersion, outcome) => {
      const given = [{ path: "p.yaml", content: policy }];
      const version = kubernetesVersion === undefined ? {} : { kubernetesVersion };
      const judgement = await judgeChange({ files, rules: given, ...version }, []);
      expect(triedBy(judgement).map((result) => result.outcome)).toEqual([outcome]);
    },
  );

  test("is no limit for one that ships", async () => {
    const shipped = [{ path: "p.yaml", content: policy }];
    const judgement = await judgeChange({ files, rules: [], kubernetesVersion: "1.27" }, shipped);
    expect(triedBy(judgement).map(({ outcome }) => outcome)).toEqual(["pass"]);
  });
});

describe("a policy that can't be used", () => {
  const broken = configMapPolicy("object.data.");
  const mended = configMapPolicy("object.data.a == 'x'");

  test("stops every change but the one that mends it", async () => {
    expect((await judgeFile(configMap("{ a: x }"), [broken])).conclusion).toBe("failure");
    expect((await judgeFile(mended, [broken], "guardrails/0.yaml")).conclusion).toBe("success");
    const [again] = triedBy(await judgeFile(broken, [broken], "guardrails/0.yaml"));
    expect(again).toMatchObject({ outcome: "error", location: { path: "guardrails/0.yaml" } });
  });
});

function policyOn(resources: string, expression: string): string {
  return policyFile(`
matchConstraints:
  resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: ${resources} }]
validations: [{ expression: ${JSON.stringify(expression)} }]`);
}

describe("a policy that a change brings, with the schema of its kinds", () => {
  test.each([
    [
      "[pods]",
      "object.spec.containers.all(c, c.imagee != '')",
      /can't be right for Pod: undefined field 'imagee'/,
    ],
    ["[pods, services]", "object.spec.kontainers == []", /can't be right for Pod, Service/],
    ["[pods, services]", "object.kind == 'Pod' ? object.spec.containers.size() > 0 : true", /^$/],
    ["[pods]", "object.spec.containers.all(c, c.image != '')", /^$/],
    ['["*"]', "object.spec.nope == 1", /^$/],
  ])("on %s: %s", async (resources, expression, told) => {
    const judgement = await judgeFile(policyOn(resources, expression), [], "guardrails/new.yaml");
    const warnings = triedBy(judgement).filter(({ outcome }) => outcome === "warn");
    expect(warnings.map(({ message }) => message).join("; ")).toMatch(told);
    expect(judgement.conclusion).toBe("success");
  });
});
