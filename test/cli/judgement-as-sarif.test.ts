import { describe, expect, test } from "vitest";
import { z } from "zod";
import { judgementAsSarif } from "../../src/cli/judgement-as-sarif.ts";
import type { PolicyResult } from "../../src/domain/guardrail.ts";
import { judgementOf } from "../../src/policies/judge-change.ts";

/** The parts of SARIF 2.1.0 that are written, as strict as its schema: no other property, every number in range. */
const message = z.strictObject({ text: z.string().min(1) });
const place = z.int().min(1);
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.literal("Causeway"),
          rules: z.array(
            z.strictObject({
              id: z.string().min(1),
              name: z.string().min(1),
              shortDescription: message,
              fullDescription: message.optional(),
              help: z.strictObject({ text: z.string(), markdown: z.string() }).optional(),
              properties: z.strictObject({ tags: z.array(z.string()) }).optional(),
            }),
          ),
        }),
      }),
      columnKind: z.literal("utf16CodeUnits"),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(
            z.strictObject({ level: z.literal("note"), message }),
          ),
        }),
      ]),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.enum(["error", "warning"]),
          message,
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string() }),
                region: z.strictObject({
                  startLine: place,
                  startColumn: place,
                  endLine: place,
                  endColumn: place,
                }),
              }),
              logicalLocations: z
                .array(
                  z.strictObject({
                    name: z.string(),
                    fullyQualifiedName: z.string(),
                    kind: z.literal("resource"),
                  }),
                )
                .optional(),
            }),
          ]),
          partialFingerprints: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ]),
});

function result(more: Partial<PolicyResult> = {}): PolicyResult {
  return {
    policy: "no-host-path.causeway.dev",
    validation: "0",
    outcome: "deny",
    message: "The volume docker is a directory of the node.",
    resource: { apiVersion: "apps/v1", kind: "Deployment", namespace: "a", name: "app" },
    location: { path: "apps/app.yaml", startLine: 3, startColumn: 5, endLine: 3, endColumn: 13 },
    ...more,
  };
}

function write(results: readonly PolicyResult[]) {
  const judgement = judgementOf(results, { checkedFiles: 1, checkedObjects: 1 });
  const texts = [
    {
      name: "no-host-path.causeway.dev",
      path: "guardrails/no-host-path.yaml",
      title: "No hostPath volumes",
      why: "It reads files of the node.",
      mend: "Use a claim.",
      group: "Pods",
    },
  ];
  return sarif.parse(JSON.parse(judgementAsSarif(judgement, texts))).runs[0];
}

describe("a judgement as SARIF", () => {
  test("names the rule with its texts, and the place", () => {
    const { results, tool } = write([result()]);
    expect(tool.driver.rules).toEqual([
      {
        id: "no-host-path.causeway.dev",
        name: "no-host-path",
        shortDescription: { text: "No hostPath volumes" },
        fullDescription: { text: "It reads files of the node." },
        help: { text: "Use a claim.", markdown: "Use a claim." },
        properties: { tags: ["Pods"] },
      },
    ]);
    expect(results[0]?.locations[0]).toEqual({
      physicalLocation: {
        artifactLocation: { uri: "apps/app.yaml" },
        region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 13 },
      },
      logicalLocations: [
        { name: "app", fullyQualifiedName: "apps/v1/Deployment/a/app", kind: "resource" },
      ],
    });
  });

  test("each result points at its own rule", () => {
    const { results, tool } = write([
      result({ policy: "zebra" }),
      result(),
      result({ policy: "schema", outcome: "warn" }),
    ]);
    expect(results).toHaveLength(3);
    for (const { ruleId, ruleIndex } of results)
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test.each([
    ["deny", "error", true],
    ["warn", "warning", true],
    ["error", "error", false],
  ] as const)("%s has the level %s", (outcome, level, executionSuccessful) => {
    const { results, invocations } = write([result({ outcome })]);
    expect(results.map((one) => one.level)).toEqual([level]);
    expect(invocations[0].executionSuccessful).toBe(executionSuccessful);
  });

  test.each(["pass", "skipped", "audit", "notEvaluable"] as const)("%s is no result", (outcome) => {
    expect(write([result({ outcome })]).results).toEqual([]);
  });

  test("what only the cluster knows is a note, told once", () => {
    const open = result({ outcome: "notEvaluable", message: "Only the cluster knows." });
    expect(write([open, open]).invocations[0].toolExecutionNotifications).toEqual([
      { level: "note", message: { text: "Only the cluster knows." } },
    ]);
  });

  test("each place has a result of its own, with a fingerprint of its own", () => {
    const further = [
      {
        message: result().message,
        location: { ...result().location, startLine: 9, endLine: 9 },
      },
    ];
    const { results } = write([result({ further })]);
    expect(results).toHaveLength(2);
    const prints = results.map((one) => one.partialFingerprints["causewayPlace/v1"]);
    expect(new Set(prints).size).toBe(2);
  });

  test("a finding keeps its fingerprint when lines above it are added", () => {
    const moved = { ...result().location, startLine: 40, endLine: 40 };
    const [before, after] = [result(), result({ location: moved })].map(
      (one) => write([one]).results[0]?.partialFingerprints,
    );
    expect(after).toEqual(before);
  });

  test("a path is a URI", () => {
    const location = { ...result().location, path: "my apps/ü#1.yaml" };
    const [one] = write([result({ location })]).results;
    expect(one?.locations[0].physicalLocation.artifactLocation.uri).toBe(
      "my%20apps/%C3%BC%231.yaml",
    );
  });
});
