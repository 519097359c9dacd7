import { describe, expect, it } from "vitest";
import { findUnknownGuardrails } from "../../src/config/guardrail-names.ts";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import type { GuardrailSetting } from "../../src/domain/guardrail.ts";
import { formatProblem } from "../../src/domain/location.ts";

/** A platform.yaml whose fourth line, and what follows, is about guardrails. */
function file(guardrails: string): string {
  return `apiVersion: causeway.dev/v1
kind: Platform
teams: {team-alpha: {github: myorg/team-alpha}}
${guardrails}
`;
}

function problemsOf(guardrails: string): readonly string[] {
  const parsed = parsePlatform(file(guardrails), "platform.yaml");
  return parsed.kind === "broken" ? parsed.problems.map(formatProblem) : [];
}

function levelsOf(guardrails: string): readonly (readonly [string, GuardrailSetting])[] {
  const parsed = parsePlatform(file(guardrails), "platform.yaml");
  if (parsed.kind === "broken") throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return [...parsed.platform.guardrails];
}

describe("platform.yaml", () => {
  it.each([
    ["off", "off"],
    ["Off", "off"],
    ['"off"', "off"],
    ["false", "off"],
    ["no", "off"],
    ["warn", "warn"],
    ["deny", "deny"],
  ])("may set a guardrail to %s", (written, level) => {
    expect(
      levelsOf(`guardrails:\n  no-host-path: ${written}\n  ours.example.com: ${written}`),
    ).toEqual([
      ["no-host-path", level],
      ["ours.example.com", level],
    ]);
  });

  it.each(["# nothing", "guardrails: {}"])("sets no guardrail with %s", (guardrails) => {
    expect(levelsOf(guardrails)).toEqual([]);
  });

  it.each([
    [
      "on, with no advice that would not help",
      "guardrails: {no-host-path: on}",
      "4:28: guardrails.no-host-path must be off, warn or deny. It is on, which YAML reads as true.",
    ],
    [
      "true",
      "guardrails: {no-host-path: true}",
      "4:28: guardrails.no-host-path must be off, warn or deny. It is true.",
    ],
    [
      "a level that there is not",
      "guardrails: {no-host-path: audit}",
      '4:28: guardrails.no-host-path must be off, warn or deny. It is "audit".',
    ],
    [
      "nothing",
      "guardrails:\n  no-host-path:",
      "5:16: guardrails.no-host-path must be off, warn or deny. Nothing stands there. Write a value, or remove the key.",
    ],
    [
      "a name that no policy can have",
      "guardrails: {No Host Path: off}",
      `4:14: "No Host Path" can't be a key of guardrails: it must be a guardrail's name, such as no-host-path or the metadata.name of a policy of yours.`,
    ],
    [
      "a list",
      "guardrails: [no-host-path]",
      "4:13: guardrails must be guardrails with off, warn or deny, such as {pinned-images: warn}. It is a list.",
    ],
    [
      "one guardrail by both of its names",
      "guardrails:\n  no-host-path: off\n  no-host-path.causeway.dev: warn",
      '6:3: "no-host-path.causeway.dev" is the same guardrail as "no-host-path" on line 5. Remove one of the two.',
    ],
  ])("can't set guardrails to %s", (_what, guardrails, problem) => {
    expect(problemsOf(guardrails)).toEqual([`platform.yaml:${problem}`]);
  });
});

describe("a guardrail that there is not", () => {
  const policies = ["no-host-path.causeway.dev", "ours.example.com", "yaml"].map((name) => ({
    name,
    parameters: [],
  }));
  const unknown = (guardrails: string): readonly string[] =>
    findUnknownGuardrails(file(guardrails), "platform.yaml", policies).map(formatProblem);
  const nowhere = "neither one that ships with Causeway nor a policy in this repository";

  it.each([
    ["no-host-pth", `There is no guardrail "no-host-pth": ${nowhere}`, "no-host-path"],
    ["our.example.com", `There is no guardrail "our.example.com": ${nowhere}`, "ours.example.com"],
  ])("is told at its key, with the name that was meant: %s", (name, message, meant) => {
    const [problem, ...more] = unknown(`guardrails:\n  no-host-path: off\n  ${name}: warn`);
    expect(problem).toContain(`platform.yaml:6:3: ${message}`);
    expect(problem).toContain(`Did you mean "${meant}"?`);
    expect(more).toEqual([]);
  });

  it("is told without a guess when no name is near", () => {
    expect(unknown("guardrails: {something-else-altogether: off}")[0]).toMatch(/has that name\.$/);
  });

  it.each(["secrets", "schema", "claims"])("may be the check %s, which always holds", (name) => {
    expect(unknown(`guardrails: {${name}: off}`)[0]).toContain(
      `"${name}" is a check that always holds`,
    );
  });

  it.each([
    ["those that there are", "guardrails: {no-host-path: off, ours.example.com: warn, yaml: off}"],
    ["none", "people: {}"],
    ["a list", "guardrails: [x]"],
    ["a file that can't be read", "guardrails: {x"],
  ])("is not found in %s", (_what, guardrails) => {
    expect(unknown(guardrails)).toEqual([]);
  });
});
