import { describe, expect, it } from "vitest";
import type { Judgement, PolicyResult } from "../../src/domain/guardrail.ts";
import { suggestedChanges } from "../../src/report/suggestion-comment.ts";

const path = "apps/web.yaml";
const files = [{ path, content: "kind: Pod\nreplica: 2\nlast: 1\n" }];
const change = { path, startLine: 2, endLine: 2, replacement: "replicas: 2" };
const location = { path, startLine: 2, startColumn: 1, endLine: 2, endColumn: 8 };

const result: PolicyResult = {
  policy: "schema",
  validation: "strict",
  outcome: "deny",
  message: "replica is not a field. Did you mean replicas?",
  location,
  suggestions: [change],
};

function changes(results: readonly PolicyResult[], of = files) {
  const judgement: Judgement = {
    conclusion: "failure",
    results,
    violations: [],
    checkedFiles: 1,
    checkedObjects: 1,
  };
  return suggestedChanges(judgement, of, new Map([["ours", { title: "Ours | theirs" }]]));
}

describe("a suggested change", () => {
  it("is a comment with the lines that take the old ones' place", () => {
    const [only] = changes([result]);
    expect(only).toMatchObject({ path, startLine: 2, endLine: 2 });
    expect(only?.body).toMatch(
      /^`schema`: replica is not a field\. Did you mean replicas\?\n\n```suggestion\nreplicas: 2\n```\n\n<!-- causeway:suggestion=[0-9a-f]{20} -->$/,
    );
  });

  it("is the same when its lines moved, and another when they changed", () => {
    const moved = { ...result, suggestions: [{ ...change, startLine: 3, endLine: 3 }] };
    const [first] = changes([result]);
    const [second] = changes([moved], [{ path, content: "a: 1\nkind: Pod\nreplica: 2\n" }]);
    const [third] = changes([result], [{ path, content: "kind: Pod\nreplica: 3\n" }]);
    expect(second?.marker).toBe(first?.marker);
    expect(third?.marker).not.toBe(first?.marker);
  });

  it("keeps fences of the file inside its own", () => {
    const fenced = { ...change, replacement: "a: |\n  ```\n  x\n  ```" };
    const [only] = changes([{ ...result, suggestions: [fenced] }]);
    expect(only?.body).toContain("````suggestion\na: |\n  ```\n  x\n  ```\n````");
  });

  it("says when it mends only together with others, and who asks for it", () => {
    const two = [change, { ...change, startLine: 3, endLine: 3, replacement: "last: 2" }];
    const told = changes([{ ...result, policy: "ours", outcome: "audit", suggestions: two }]);
    expect(told).toHaveLength(2);
    expect(told[0]?.body).toContain("One of 2 changes");
    expect(told[0]?.body).toContain(String.raw`**Ours \| theirs**`);
  });

  it("is only for lines of a file of the change, and only for findings that count", () => {
    const elsewhere = { ...result, suggestions: [{ ...change, path: "other.yaml" }] };
    const beyond = { ...result, suggestions: [{ ...change, startLine: 9, endLine: 9 }] };
    const exempted = { ...result, outcome: "skipped" as const };
    expect(changes([elsewhere, beyond, exempted])).toEqual([]);
  });

  it("is told once, and no more than ten are", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...result,
      suggestions: [{ ...change, replacement: `replicas: ${index}` }],
    }));
    expect(changes([result, result])).toHaveLength(1);
    expect(changes(many)).toHaveLength(10);
  });
});
