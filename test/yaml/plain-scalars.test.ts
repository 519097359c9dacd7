import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { valueAt } from "../../src/domain/json.ts";
import { readYaml } from "../../src/yaml/documents.ts";

/**
 * What sigs.k8s.io/yaml v1.6.0 (with go.yaml.in/yaml/v2 v2.4.2, Go 1.26) made of `v: <text>`: each text was put through
 * the real YAMLToJSON once, and its answer written down. `refused`: it returned an error.
 */
const table = z
  .array(
    z.object({
      text: z.string(),
      json: z.union([z.null(), z.boolean(), z.number(), z.string()]).optional(),
      refused: z.boolean().optional(),
    }),
  )
  .parse(
    JSON.parse(
      readFileSync(new URL("../fixtures/yaml/plain-scalars.json", import.meta.url), "utf8"),
    ),
  );

describe("plain scalars as Kubernetes reads them", () => {
  it("has the whole table", () => {
    expect(table.length).toBeGreaterThan(150);
  });

  it.each(table.filter(({ refused }) => refused !== true))("reads $text", ({ text, json }) => {
    const { documents, problems } = readYaml(`v: ${text}\n`, "a.yaml");
    expect(problems).toEqual([]);
    expect(valueAt(documents[0]?.value, ["v"])).toBe(json);
  });

  it.each(table.filter(({ refused }) => refused === true))("refuses $text", ({ text }) => {
    expect(readYaml(`v: ${text}\n`, "a.yaml").problems).toHaveLength(1);
  });
});
