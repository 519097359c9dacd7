import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { configMap, judgeFile, policyFile, triedBy } from "../judging.ts";

const rules = `matchConstraints:
  resourceRules:
    - { apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps, namespaces] }`;

const allowed = `validations:
  - expression: "object.data.a in params.data.allowed.split(',')"
    messageExpression: "'not one of ' + params.data.allowed"`;

function policy(
  ref: string,
  { kind = "{ apiVersion: v1, kind: ConfigMap }", more = "" } = {},
): string {
  return policyFile(
    `${rules}\nparamKind: ${kind}\n${more}\n${allowed}`,
    `[Warn]\n  paramRef: ${ref}`,
  );
}

function limits(allowedValues: string, { name = "limits", namespace = "platform" } = {}): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${namespace}, labels: { for: tried } }\ndata: { allowed: "${allowedValues}" }\n`;
}

const file = configMap("{ a: z }");

async function said(given: readonly string[]): Promise<readonly (readonly string[])[]> {
  const results = triedBy(await judgeFile(file, given));
  return results.map(({ validation, outcome }) => [validation, outcome]);
}

const named = (action: string): string =>
  `{ name: limits, namespace: platform, parameterNotFoundAction: ${action} }`;
const selected = (action: string): string =>
  `{ selector: { matchLabels: { for: tried } }, namespace: platform, parameterNotFoundAction: ${action} }`;

/** A policy of its own name whose variable reads the parameter of that name. */
function reading(name: string): string {
  return policyFile(
    `${rules}\nparamKind: { apiVersion: v1, kind: ConfigMap }\nvariables: [{ name: allowed, expression: "params.data.allowed" }]\nvalidations: [{ expression: "object.data.a == variables.allowed" }]`,
    `[Deny]\n  paramRef: { name: ${name}, namespace: platform, parameterNotFoundAction: Deny }`,
    name,
  );
}

describe("parameters by name", () => {
  test("are found in the files", async () => {
    expect(await said([policy(named("Deny")), limits("x,z")])).toEqual([["0", "pass"]]);
    expect(await said([policy(named("Deny")), limits("x,y")])).toEqual([["0", "warn"]]);
  });

  test.each([
    ["Deny", "deny"],
    ["Allow", "skipped"],
  ])(
    "that are missing beside others: %s means %s, whatever the actions",
    async (action, outcome) => {
      const other = limits("x", { name: "other" });
      expect(await said([policy(named(action)), other])).toEqual([["params", outcome]]);
    },
  );

  test("a missing one is forgiven by failurePolicy Ignore", async () => {
    const ignoring = policy(named("Deny"), { more: "failurePolicy: Ignore" });
    expect(await said([ignoring, limits("x", { name: "other" })])).toEqual([["params", "skipped"]]);
  });

  test.each(["Deny", "Allow"])(
    "that only the cluster may hold are neutral with %s, and the message says how to give them",
    async (action) => {
      const [result] = triedBy(await judgeFile(file, [policy(named(action))]));
      expect(result).toMatchObject({
        outcome: "notEvaluable",
        message: expect.stringMatching(/ConfigMap limits in the namespace platform.*--params/),
      });
    },
  );

  test("that a variable reads are those of its own policy", async () => {
    const given = [
      reading("first"),
      reading("second"),
      limits("z", { name: "first" }),
      limits("y", { name: "second" }),
    ];
    const { results } = await judgeFile(file, given);
    const outcomes = results.flatMap(({ policy: name, outcome }) =>
      name === "first" || name === "second" ? [`${name} ${outcome}`] : [],
    );
    expect(outcomes).toEqual(["first pass", "second deny"]);
  });

  test("without a namespace, they are in the object's", async () => {
    const ref = "{ name: limits, parameterNotFoundAction: Deny }";
    const own = limits("z", { namespace: "team-alpha" });
    expect(await said([policy(ref), own])).toEqual([["0", "pass"]]);
    expect(await said([policy(ref), limits("z")])).toEqual([["params", "notEvaluable"]]);
  });

  test("for what is in no namespace, the binding must name one", async () => {
    const ref = "{ name: limits, parameterNotFoundAction: Allow }";
    const volume = "apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: a }\nspec: {}\n";
    const anything = policy(ref).replace("configmaps, namespaces", '"*"');
    const [result] = triedBy(await judgeFile(volume, [anything]));
    expect(result).toMatchObject({
      outcome: "deny",
      message: expect.stringContaining("give paramRef a namespace"),
    });
  });
});

describe("parameters by selector", () => {
  test("are each evaluated, and the strictest counts", async () => {
    const [a, b] = [limits("z", { name: "a" }), limits("y", { name: "b" })];
    expect(await said([policy(selected("Deny")), a])).toEqual([["0", "pass"]]);
    const results = triedBy(await judgeFile(file, [policy(selected("Deny")), a, b]));
    expect(results).toMatchObject([{ outcome: "warn", message: "not one of y" }]);
  });

  test.each([
    ["Deny", "deny"],
    ["Allow", "skipped"],
  ])("that find none: %s means %s", async (action, outcome) => {
    const other = limits("z").replace("for: tried", "for: other");
    expect(await said([policy(selected(action)), other])).toEqual([["params", outcome]]);
  });
});

function limit(more: string): string {
  return `apiVersion: rules.example.com/v1\nkind: Limit\nmetadata: { name: limits${more} }\ndata: { allowed: z }\n`;
}

describe("parameters of a kind of one's own", () => {
  const kind = "{ apiVersion: rules.example.com/v1, kind: Limit }";

  test("need no definition in the files", async () => {
    const ref = "{ name: limits, parameterNotFoundAction: Deny }";
    expect(await said([policy(ref, { kind }), limit("")])).toEqual([["0", "pass"]]);
    expect(await said([policy(ref, { kind })])).toEqual([["params", "notEvaluable"]]);
  });

  test("are in a namespace when the binding or their files say so", async () => {
    const placed = limit(", namespace: platform");
    expect(await said([policy(named("Deny"), { kind }), placed])).toEqual([["0", "pass"]]);
    const elsewhere = limit(", namespace: other");
    expect(await said([policy(named("Deny"), { kind }), elsewhere])).toEqual([["params", "deny"]]);
  });

  test("that are in no namespace can't be looked for in one", async () => {
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: limits.rules.example.com }
spec:
  group: rules.example.com
  scope: Cluster
  names: { kind: Limit, plural: limits, singular: limit, listKind: LimitList }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
`;
    const given = [policy(named("Allow"), { kind }), limit(""), definition];
    expect(await said(given)).toEqual([["params", "deny"]]);
  });
});

describe("parameters and the change that is judged", () => {
  test("a change can't loosen the parameters that it is judged by", async () => {
    const loosened = `${limits("z")}---\n${file}`;
    const results = triedBy(await judgeFile(loosened, [policy(named("Deny")), limits("y")]));
    expect(results.find(({ resource }) => resource?.name === "settings")?.outcome).toBe("warn");
  });

  test("nor in a file of its own that the base branch has", async () => {
    const given = [{ path: "guardrails/p.yaml", content: policy(named("Deny")) }];
    const app = { path: "app.yaml", content: file };
    const own = { path: "limits.yaml", baseContent: limits("y") };
    for (const change of [{ ...own, content: limits("z") }, own]) {
      const results = triedBy(await judgeChange({ files: [app, change], rules: given }, []));
      expect(results.find(({ resource }) => resource?.name === "settings")?.outcome).toBe("warn");
    }
  });

  test("several of one name are each evaluated, as for each environment that an object may be for", async () => {
    expect(await said([policy(named("Deny")), limits("z"), limits("y")])).toEqual([["0", "warn"]]);
  });

  test("those that it brings count where there were none", async () => {
    const results = triedBy(await judgeFile(`${limits("y")}---\n${file}`, [policy(named("Deny"))]));
    expect(results.find(({ resource }) => resource?.name === "settings")?.outcome).toBe("warn");
  });

  test("those that ship stand behind those of the repository", async () => {
    const files = [{ path: "app.yaml", content: file }];
    const shipped = [
      { path: "guardrails/tried.yaml", content: `${policy(named("Deny"))}---\n${limits("y")}` },
    ];
    const outcome = async (own: readonly string[]): Promise<string | undefined> => {
      const given = own.map((content) => ({ path: "guardrails/own.yaml", content }));
      return triedBy(await judgeChange({ files, rules: given }, shipped))[0]?.outcome;
    };
    expect(await outcome([])).toBe("warn");
    expect(await outcome([limits("z")])).toBe("pass");
  });

  test("a binding without paramRef gives null", async () => {
    const without = policyFile(
      `${rules}\nparamKind: { apiVersion: v1, kind: ConfigMap }\nvalidations: [{ expression: "params == null" }]`,
    );
    expect(await said([without])).toEqual([["0", "pass"]]);
  });
});
