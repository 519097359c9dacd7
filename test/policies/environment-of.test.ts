import { describe, expect, test } from "vitest";
import type { JudgeInput } from "../../src/domain/guardrail.ts";
import {
  environmentsOf,
  environmentsOfNamespaces,
  usualEnvironments,
} from "../../src/policies/environment-of.ts";
import { judgeChange } from "../../src/policies/judge-change.ts";
import { subjectsOf, type Subject } from "../../src/policies/subject.ts";
import { readYaml } from "../../src/yaml/documents.ts";

function subject(path: string, metadata: string, kind = "ConfigMap"): Subject {
  const text = `apiVersion: v1\nkind: ${kind}\nmetadata: ${metadata}\n`;
  const [found] = readYaml(text, path).documents.flatMap((document) => subjectsOf(document, path));
  if (found === undefined) throw new Error("no object");
  return found;
}

const labelled = subject(
  "ns.yaml",
  "{ name: shop, labels: { causeway.dev/environment: production } }",
  "Namespace",
);
const namespaces = environmentsOfNamespaces([labelled], usualEnvironments);

describe("the environments that an object may be for", () => {
  test.each<[what: string, path: string, metadata: string, environments: readonly string[]]>([
    [
      "the label",
      "app.yaml",
      "{ name: a, labels: { causeway.dev/environment: staging } }",
      ["staging"],
    ],
    ["a usual label", "app.yaml", "{ name: a, labels: { env: prod } }", ["production"]],
    ["a label with another word", "app.yaml", "{ name: a, labels: { env: blue } }", []],
    ["the Namespace's label", "app.yaml", "{ name: a, namespace: shop }", ["production"]],
    ["the namespace's name", "app.yaml", "{ name: a, namespace: checkout-staging }", ["staging"]],
    ["a namespace that begins with it", "app.yaml", "{ name: a, namespace: dev-tools }", []],
    ["an overlay", "apps/x/overlays/production/app.yaml", "{ name: a }", ["production"]],
    ["a folder of the environment", "environments/dev/x/app.yaml", "{ name: a }", ["dev"]],
    ["a cluster's folder", "clusters/eu-prod/app.yaml", "{ name: a }", ["production"]],
    ["the file's name", "apps/app-staging.yaml", "{ name: a }", ["staging"]],
    ["nothing", "apps/base/app.yaml", "{ name: a, namespace: team-alpha }", []],
    ["a word that only holds it", "apps/devices/reproduction.yaml", "{ name: a }", []],
    [
      "two that disagree",
      "overlays/production/app.yaml",
      "{ name: a, labels: { causeway.dev/environment: dev } }",
      ["dev", "production"],
    ],
  ])("by %s", (_what, path, metadata, environments) => {
    const facts = { names: usualEnvironments, namespaces };
    expect(environmentsOf(subject(path, metadata), facts)).toEqual(environments);
  });

  test("is the one that the caller knows, whatever the file says", () => {
    const facts = { names: usualEnvironments, namespaces, fixed: "dev" };
    expect(environmentsOf(subject("overlays/production/a.yaml", "{ name: a }"), facts)).toEqual([
      "dev",
    ]);
  });

  test("is the same in its short form", () => {
    const facts = { names: usualEnvironments, namespaces, fixed: "prod" };
    expect(environmentsOf(subject("a.yaml", "{ name: a }"), facts)).toEqual(["production"]);
  });

  test("are named as platform.yaml names them", () => {
    const facts = { names: ["test", "live"], namespaces };
    expect(environmentsOf(subject("overlays/live/a.yaml", "{ name: a }"), facts)).toEqual(["live"]);
    expect(environmentsOf(subject("overlays/production/a.yaml", "{ name: a }"), facts)).toEqual([]);
  });
});

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: team-alpha }
spec:
  replicas: 1
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      volumes: [{ name: host, hostPath: { path: /var/log } }]
      containers: [{ name: app, image: registry.example.com/app:1.0.0 }]
`;

async function outcomes(path: string, input: Partial<JudgeInput>, guardrail = "two-replicas") {
  const files = [{ path, content: deployment }];
  const { results } = await judgeChange({ files, rules: [], ...input });
  const own = results.filter(({ policy }) => policy === `${guardrail}.causeway.dev`);
  return own.map(({ outcome }) => outcome);
}

describe("a guardrail's level", () => {
  const dev = "overlays/dev/app.yaml";
  const production = "overlays/production/app.yaml";
  const unknown = "base/app.yaml";

  test("of reliability: warns, and denies where it is known to be production", async () => {
    expect(await outcomes(dev, {})).toEqual(["warn"]);
    expect(await outcomes(production, {})).toEqual(["deny"]);
    expect(await outcomes(unknown, {})).toEqual(["warn"]);
    expect(await outcomes(unknown, { environment: "production" })).toEqual(["deny"]);
    expect(await outcomes(production, { environments: ["production", "live"] })).toEqual(["warn"]);
    expect(await outcomes(production, { levels: { "two-replicas": "warn" } })).toEqual(["warn"]);
  });

  test.each<[path: string, levels: NonNullable<JudgeInput["levels"]>, outcomes: readonly string[]]>(
    [
      [dev, { "no-host-path": { environments: { dev: "warn" } } }, ["warn"]],
      [production, { "no-host-path": { environments: { dev: "warn" } } }, ["deny"]],
      [unknown, { "no-host-path": { environments: { dev: "warn" } } }, ["deny"]],
      [unknown, { "no-host-path": { level: "off", environments: { dev: "warn" } } }, ["warn"]],
      [production, { "no-host-path": { level: "off", environments: { dev: "warn" } } }, []],
      [dev, { "no-host-path": { parameters: {} } }, ["deny"]],
    ],
  )(
    "in %s with %j is %j: of several that may be meant, the strictest",
    async (path, levels, came) => {
      expect(await outcomes(path, { levels }, "no-host-path")).toEqual(came);
    },
  );

  test("an object that says it is for dev in production's folder is judged as production's", async () => {
    const content = deployment.replace(
      "namespace: team-alpha",
      "namespace: team-alpha, labels: { env: dev }",
    );
    const { conclusion } = await judgeChange({
      files: [{ path: production, content }],
      rules: [],
      levels: { "no-host-path": { environments: { dev: "off", production: "deny" } } },
    });
    expect(conclusion).toBe("failure");
  });

  test("of a policy that can't be used: off in one environment only hides nothing", async () => {
    const broken = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: broken }
spec: { matchConstraints: { resourceRules: [] } }
`;
    const files = [
      { path: dev, content: deployment },
      { path: production, content: deployment },
    ];
    const rules = [{ path: "guardrails/broken.yaml", content: broken }];
    const told = async (levels: NonNullable<JudgeInput["levels"]>) => {
      const { results } = await judgeChange({ files, rules, levels });
      return results.filter(({ policy }) => policy === "broken").map(({ outcome }) => outcome);
    };
    const always = await told({});
    expect(always).toContain("error");
    expect(await told({ broken: { environments: { dev: "off" } } })).toEqual(always);
    expect(await told({ broken: "off" })).toEqual([]);
  });
});
