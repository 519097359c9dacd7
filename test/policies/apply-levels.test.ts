import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JudgeInput, Judgement } from "../../src/domain/guardrail.ts";
import { startJudge } from "../../src/policies/judge-worker.ts";
import { judgeChange } from "../../src/policies/judge-change.ts";
import { configMap, configMapPolicy, policyFile } from "./judging.ts";

/** A real file that the guardrail denies, warns of or lets pass. */
function fixture(guardrail: string, name: string): string {
  const path = `../fixtures/guardrails/${guardrail}/${name}.yaml`;
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

type Levels = NonNullable<JudgeInput["levels"]>;

async function judged(guardrail: string, levels?: Levels): Promise<Judgement> {
  const files = [{ path: "app.yaml", content: fixture(guardrail, "fail") }];
  return judgeChange({ files, rules: [], ...(levels === undefined ? {} : { levels }) });
}

/** What one guardrail that ships says of the file that it is there to catch. */
async function outcomesOf(guardrail: string, levels?: Levels): Promise<readonly string[]> {
  const { results } = await judged(guardrail, levels);
  const own = results.filter(({ policy }) => policy === `${guardrail}.causeway.dev`);
  return [...new Set(own.map(({ outcome }) => outcome))];
}

function placesAndMessages({ violations }: Judgement): readonly unknown[] {
  return violations.map(({ message, location }) => ({ message, location }));
}

const rules = `matchConstraints:
  resourceRules:
    - { apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps] }`;

/** What policies of the repository's own say of a ConfigMap: those called "tried", or as `name` says. */
async function ownOutcomes(policies: readonly string[], levels: Levels, name = "tried") {
  const { results } = await judgeChange(
    {
      files: [{ path: "app.yaml", content: configMap("{ a: x }") }],
      rules: policies.map((content, index) => ({ path: `guardrails/${index}.yaml`, content })),
      levels,
    },
    [],
  );
  return results.filter(({ policy }) => policy === name).map(({ outcome }) => outcome);
}

describe("a guardrail that ships", () => {
  test.each<[string, Levels | undefined, readonly string[]]>([
    ["no-host-path", undefined, ["deny"]],
    ["no-host-path", {}, ["deny"]],
    ["no-host-path", { "no-host-path": "off" }, []],
    ["no-host-path", { "no-host-path.causeway.dev": "off" }, []],
    ["no-host-path", { "no-host-path": "warn" }, ["warn"]],
    ["no-host-path", { "no-host-path": "deny" }, ["deny"]],
    ["no-host-path", { "pinned-images": "off" }, ["deny"]],
    ["no-host-path", { "no-host-path": "off", "no-host-path.causeway.dev": "warn" }, ["warn"]],
    ["two-replicas", undefined, ["warn"]],
    ["two-replicas", { "two-replicas": "deny" }, ["deny"]],
    ["two-replicas", { "two-replicas": "off" }, []],
  ])("%s with %j says %j of a bad file", async (guardrail, levels, outcomes) => {
    expect(await outcomesOf(guardrail, levels)).toEqual(outcomes);
  });

  test("that only warns lets the change pass, and still says where and how to mend", async () => {
    const strict = await judged("no-host-path");
    const lenient = await judged("no-host-path", { "no-host-path": "warn" });
    expect([strict.conclusion, lenient.conclusion]).toEqual(["failure", "success"]);
    expect(placesAndMessages(lenient)).toEqual(placesAndMessages(strict));
  });

  test("that is raised to deny stops the change, but not a good one", async () => {
    const levels = { "two-replicas": "deny" } as const;
    expect((await judged("two-replicas", levels)).conclusion).toBe("failure");
    const files = [{ path: "app.yaml", content: fixture("two-replicas", "pass") }];
    expect((await judgeChange({ files, rules: [], levels })).violations).not.toContainEqual(
      expect.objectContaining({ policy: "two-replicas.causeway.dev" }),
    );
  });

  test("is off in the judge's thread too", async () => {
    const judge = startJudge();
    const files = [{ path: "app.yaml", content: fixture("no-host-path", "fail") }];
    const { results } = await judge.judge({ files, rules: [], levels: { "no-host-path": "off" } });
    await judge.close();
    expect(results.some(({ policy }) => policy === "no-host-path.causeway.dev")).toBe(false);
    expect(results.length).toBeGreaterThan(0);
  });
});

describe("a policy of the repository's own", () => {
  const denies = configMapPolicy("false");
  const audits = policyFile(`${rules}\nvalidations:\n  - expression: "false"\n`, "[Audit]");

  test.each<[string, string, Levels, readonly string[]]>([
    ["that denies", denies, { tried: "warn" }, ["warn"]],
    ["that denies", denies, { tried: "off" }, []],
    ["that audits", audits, { tried: "warn" }, ["warn"]],
    ["that audits", audits, { tried: "deny" }, ["deny"]],
    ["that passes", configMapPolicy("true"), { tried: "deny" }, ["pass"]],
    [
      "whose expression ends in an error",
      configMapPolicy("object.data.none == 'x'"),
      { tried: "warn" },
      ["warn"],
    ],
  ])("%s, by %#", async (_what, policy, levels, outcomes) => {
    expect(await ownOutcomes([policy], levels)).toEqual(outcomes);
  });

  test("can be switched off when it can't be used, and then stops nobody; to warn mends nothing", async () => {
    const broken = configMapPolicy("object.data.a ==");
    expect(await ownOutcomes([broken], {})).toEqual(["error"]);
    expect(await ownOutcomes([broken], { tried: "warn" })).toEqual(["error"]);
    expect(await ownOutcomes([broken], { tried: "off" })).toEqual([]);
  });

  test("may have a name that every object has a member of", async () => {
    const policy = policyFile(
      `${rules}\nvalidations:\n  - expression: "false"\n`,
      "[Deny]",
      "constructor",
    );
    expect(await ownOutcomes([policy], {}, "constructor")).toEqual(["deny"]);
  });

  test("without a binding takes part in nothing, whatever its level", async () => {
    const [alone = ""] = denies.split("---");
    expect(await ownOutcomes([alone], { tried: "deny" })).toEqual([]);
  });
});

test("the checks that are no policies can't be switched off", async () => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  const files = [
    { path: "a.yaml", content: `kind: [\n` },
    { path: "b.txt", content: token },
  ];
  const levels = { yaml: "off", schema: "off", claims: "off", secrets: "off" } as const;
  const strict = await judgeChange({ files, rules: [] });
  expect(strict.conclusion).toBe("failure");
  expect(await judgeChange({ files, rules: [], levels })).toEqual(strict);
});
