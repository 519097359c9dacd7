import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { stringAt } from "../../../src/domain/json.ts";
import { builtInGuardrails } from "../../../src/policies/built-in.ts";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { exampleLevels } from "./example-levels.ts";
import { readYaml } from "../../../src/yaml/documents.ts";

const examples = new URL("../../fixtures/guardrails/", import.meta.url);
const names = builtInGuardrails().map(({ path }) => path.replace(/^guardrails\/|\.yaml$/g, ""));

function example(name: string, file: string): string {
  return readFileSync(new URL(`${name}/${file}`, examples), "utf8");
}

function markedLines(content: string): readonly number[] {
  return content
    .split("\n")
    .flatMap((line, index) => (line.endsWith("# denied") ? [index + 1] : []));
}

/** Judges an example; what is in `before.yaml` is what the file was, for rules about changes and removals. */
async function judge(name: string, file: string) {
  const hasBefore = existsSync(new URL(`${name}/before.yaml`, examples));
  const baseContent = hasBefore ? { baseContent: example(name, "before.yaml") } : {};
  const content = example(name, file);
  const policy = `${name}.causeway.dev`;
  const judgement = await judgeChange({
    files: [{ path: "app.yaml", content, ...baseContent }],
    rules: [],
    levels: exampleLevels(name),
  });
  return {
    ...judgement,
    own: judgement.results.filter((result) => result.policy === policy),
    found: judgement.violations.filter((violation) => violation.policy === policy),
  };
}

/** These match only what they deny. */
const matchesNothingGood = new Set([
  "removed-api-versions",
  "deprecated-api-versions",
  "no-bare-pods",
  "no-node-edits",
]);

function seed(name: string): string {
  return readFileSync(new URL(`../../fixtures/policies/seed/${name}`, import.meta.url), "utf8");
}

describe("the built-in guardrails", () => {
  test("each has examples, and there are no examples of nothing", () => {
    expect(readdirSync(examples).toSorted()).toEqual(names.toSorted());
  });

  test.each(names)("%s passes its good example, and so do all others", async (name) => {
    const { conclusion, own, violations } = await judge(name, "pass.yaml");
    expect(violations).toEqual([]);
    expect(conclusion).toBe("success");
    const outcomes = new Set(own.map(({ outcome }) => outcome));
    expect([...outcomes]).toEqual(matchesNothingGood.has(name) ? [] : ["pass"]);
  });

  test.each(names)("%s finds each marked line of its bad example, and no other", async (name) => {
    const { found, own } = await judge(name, "fail.yaml");
    const lines = new Set(found.map(({ location }) => location.startLine));
    expect([...lines].toSorted((a, b) => a - b)).toEqual(markedLines(example(name, "fail.yaml")));
    expect(own.every(({ outcome }) => ["pass", "deny", "warn"].includes(outcome))).toBe(true);
    for (const { message } of found) {
      expect(message).not.toMatch(/could not be evaluated|failed expression/);
    }
  });

  test.each(builtInGuardrails())(
    "$path says what, why and how to mend, and has a binding",
    ({ path, content }) => {
      const [policy, binding] = readYaml(content, path).documents;
      for (const key of ["title", "why", "mend"]) {
        expect(stringAt(policy?.value, ["metadata", "annotations", `causeway.dev/${key}`])).toMatch(
          /\w/,
        );
      }
      expect(stringAt(binding?.value, ["spec", "policyName"])).toBe(
        stringAt(policy?.value, ["metadata", "name"]),
      );
    },
  );
});

describe("the seed's own files", () => {
  const rules = [
    { path: "compositions/database.yaml", content: seed("database-composition.yaml") },
  ];

  test.each([
    ["compositions/database.yaml", "database-composition.yaml"],
    ["argocd/root-application.yaml", "root-application.yaml"],
    ["argocd/applications/team-alpha.yaml", "team-alpha.yaml"],
    ["claims/my-team/my-app-database.yaml", "my-app-database.yaml"],
  ])("%s is not denied", async (path, file) => {
    const { conclusion, violations } = await judgeChange({
      files: [{ path, content: seed(file) }],
      rules,
    });
    expect(conclusion).toBe("success");
    expect(violations.map(({ policy }) => policy)).toEqual(
      file === "root-application.yaml" ? ["application-project.causeway.dev"] : [],
    );
  });

  test("the claim is valid against the XRD", async () => {
    const files = [{ path: "claims/a/b.yaml", content: seed("my-app-database.yaml") }];
    const { results } = await judgeChange({ files, rules });
    expect(results).toContainEqual(expect.objectContaining({ policy: "schema", outcome: "pass" }));
  });
});
