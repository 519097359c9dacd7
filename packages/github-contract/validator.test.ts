import { describe, expect, it } from "vitest";
import { Description } from "./description.ts";
import { Validator } from "./validator.ts";

const description = new Description();
const validator = new Validator(description.schemas);

const annotation = {
  path: "claims/a.yaml",
  start_line: 1,
  end_line: 1,
  annotation_level: "failure",
  message: "no",
};
const checkRun = {
  name: "causeway/guardrails",
  head_sha: "a".repeat(40),
  status: "completed",
  conclusion: "failure",
  output: { title: "1 problem", summary: "One.", annotations: [annotation] },
};
const withAnnotation = (changes: object): object => ({
  ...checkRun,
  output: { ...checkRun.output, annotations: [{ ...annotation, ...changes }] },
});

function faultsOf(route: string, body: unknown): readonly string[] {
  const schema = description.operation(route)?.requestBody;
  if (schema === undefined) throw new Error(`GitHub takes no body for ${route}.`);
  return validator.faultsOf(schema, body).map(({ at, message }) => `${at} ${message}`);
}

describe("the validator", () => {
  const create = "POST /repos/{owner}/{repo}/check-runs";

  it("takes what GitHub takes", () => {
    expect(faultsOf(create, checkRun)).toEqual([]);
  });

  const { name: _, ...nameless } = checkRun;
  it.each([
    ["a level that GitHub has not", withAnnotation({ annotation_level: "error" }), "level must be"],
    ["a line that is a text", withAnnotation({ start_line: "1" }), "start_line must be integer"],
    ["what GitHub would overlook", withAnnotation({ startLine: 1 }), "startLine is nothing that"],
    ["more than 50 annotations", fifty(51), "annotations must NOT have more than 50 items"],
    ["a body without a name", nameless, "/name is missing"],
    ["no object", "x", "must be object"],
  ])("tells %s", (_what, body, told) => {
    expect(faultsOf(create, body).join("\n")).toContain(told);
  });

  it("lets null stand only where GitHub lets it", () => {
    const issue = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
    expect(faultsOf(issue, { body: null, state_reason: null })).toEqual([]);
    expect(faultsOf(issue, { state: null }).join("\n")).toContain("/state must be");
  });

  it("follows references into lists and tells the place without its number", () => {
    const route = "GET /repos/{owner}/{repo}/pulls";
    const pulls = description.operation(route)?.responses.get(200);
    if (pulls === undefined) throw new Error(`GitHub does not describe the answer to ${route}.`);
    const faults = validator.faultsOf(pulls, [{ head: { repo: { id: "1" } } }]);
    expect(faults).toContainEqual({ at: "/*/head/repo/id", message: "must be integer" });
  });
});

function fifty(count: number): object {
  const annotations = Array.from({ length: count }, () => annotation);
  return { ...checkRun, output: { ...checkRun.output, annotations } };
}
