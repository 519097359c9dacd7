import { describe, expect, it } from "vitest";
import { withCertainMends } from "../../src/policies/certain-mends.ts";
import { judgeChange } from "../../src/policies/judge-change.ts";

const path = "apps/web.yaml";

/** The lines that are suggested for a manifest, with their numbers. */
async function mendsOf(content: string): Promise<readonly string[]> {
  const files = [{ path, content }];
  const { results } = await judgeChange({ files, rules: [] }, []);
  return withCertainMends(results, files).flatMap(({ suggestions = [] }) =>
    suggestions.map(
      ({ startLine, endLine, replacement }) => `${startLine}-${endLine}:${replacement}`,
    ),
  );
}

const deployment = (...lines: readonly string[]): string =>
  [
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata: { name: web, namespace: team-alpha }",
    "spec:",
    "  selector: { matchLabels: { app: web } }",
    ...lines,
    "  template:",
    "    metadata: { labels: { app: web } }",
    "    spec:",
    "      containers:",
    "        - name: web",
    '          image: "registry.example.com/web:1.0.0"',
    "",
  ].join("\n");

describe("a mend that is certain", () => {
  it.each([
    ["a letter too few", "  replica: 2", "6-6:  replicas: 2"],
    ["a letter too many", "  replicass: 2", "6-6:  replicas: 2"],
    ["another letter", "  replicaz: 2", "6-6:  replicas: 2"],
    ["two letters in the wrong order", "  repilcas: 2", "6-6:  replicas: 2"],
    ["the wrong case", "  Replicas: 2 # two", "6-6:  replicas: 2 # two"],
    [
      "a word of a list in the wrong case",
      "  strategy: { type: recreate }",
      "6-6:  strategy: { type: Recreate }",
    ],
    [
      "the same in quotes",
      '  strategy: { type: "recreate" }',
      '6-6:  strategy: { type: "Recreate" }',
    ],
  ])("is for %s", async (_, line, mend) => {
    expect(await mendsOf(deployment(line))).toEqual([mend]);
  });

  it("keeps the file's line breaks", async () => {
    const content = deployment("  replica: 2").replaceAll("\n", "\r\n");
    expect(await mendsOf(content)).toEqual(["6-6:  replicas: 2"]);
  });

  it.each([
    ["another word altogether", ["  colour: blue"]],
    ["a field that is there already", ["  replicas: 3", "  replica: 2"]],
    ["a word that is in no list", ["  strategy: { type: Sometimes }"]],
    ["a value of another type", ["  replicas: many"]],
  ])("is not for %s", async (_, lines) => {
    expect(await mendsOf(deployment(...lines))).toEqual([]);
  });
});
