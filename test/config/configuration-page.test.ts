import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import { platformJsonSchema } from "../../src/config/platform-schema.ts";
import { listVariables } from "../../src/config/variables.ts";
import { isJsonObject } from "../../src/domain/json.ts";

const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");

/** `requests[].allow`, `teams.*.github`: every key as the page's table writes it. */
function keysOf(schema: unknown, prefix: string): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const { properties, items, additionalProperties } = schema;
  const own = isJsonObject(properties) ? Object.entries(properties) : [];
  return [
    ...own.flatMap(([key, value]) => {
      const path = prefix === "" ? key : `${prefix}.${key}`;
      return [path, ...keysOf(value, path)];
    }),
    ...keysOf(items, `${prefix}[]`),
    ...keysOf(additionalProperties, `${prefix}.*`),
  ];
}

const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");

/** The first cell of each row of the page's tables, however wide it was made. */
const rows = [...page.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name]) => name ?? "");
const keys = keysOf(platformJsonSchema(), "");
const variableNames = listVariables().map(({ name }) => name);

describe("docs/configuration.md", () => {
  it.each([...keys, ...variableNames])("has one row for %s", (name) => {
    expect(rows.filter((row) => row === name)).toEqual([name]);
  });

  it("has no row for a key or variable that is not there", () => {
    const known = new Set([...keys, ...variableNames]);
    expect(rows.filter((row) => !known.has(row))).toEqual([]);
  });

  it.each(examples.map((text, index) => [index + 1, text] as const))(
    "has a whole file as example %i, and it is accepted",
    (_number, text) => {
      expect(parsePlatform(text, "example.yaml")).toMatchObject({ kind: "parsed" });
    },
  );

  it.each(keys)("shows %s in an example", (path) => {
    const key = path.split(".").at(-1) ?? path;
    expect(examples.join("\n")).toMatch(new RegExp(`\\b${key}:`));
  });
});
