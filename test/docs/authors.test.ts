import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import { runOffering } from "../../src/cli/offering.ts";
import { offeringOf } from "../catalog/offerings.ts";

const page = readFileSync(new URL("../../docs/authors.md", import.meta.url), "utf8");
const [, xrd = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const [, shown = ""] = /```text\n([\s\S]*?)```/.exec(page) ?? [];

/** What the page's last table promises: how a schema that no form can show is told. */
const [, lastTable = ""] = page.split("| is told as");
const told = new Map(
  [...lastTable.matchAll(/^\| (`.*?) +\| (an? .*?) +\|$/gm)].map(([, schema = "", words = ""]) => [
    schema,
    words,
  ]),
);

describe("docs/authors.md", () => {
  it("shows what causeway offering really says of its example", async () => {
    const folder = await mkdtemp(join(tmpdir(), "causeway-authors-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "compositions"));
    await writeFile(join(folder, "compositions/cache.yaml"), xrd);
    const printed = { out: "", err: "" };
    const code = await runOffering(["compositions/cache.yaml"], {
      cwd: folder,
      stdout: { write: (text: string) => (printed.out += text) },
      stderr: { write: (text: string) => (printed.err += text) },
    });
    expect([code, printed.err]).toEqual([0, ""]);
    expect(shown).toBe(printed.out);
  });

  const text = { type: "string" };
  it.each<[string, JsonObject]>([
    ["`type: array`", { type: "array", items: text }],
    ["`additionalProperties`", { type: "object", additionalProperties: text }],
    ["`type: object` without `properties`", { type: "object" }],
    [
      "`x-kubernetes-preserve-unknown-fields: true`",
      { "x-kubernetes-preserve-unknown-fields": true },
    ],
    [
      "`oneOf`, `anyOf`, `allOf` or `not` on a single value",
      { ...text, oneOf: [{ pattern: "^a" }, { pattern: "^b" }] },
    ],
    ["`format: password`", { ...text, format: "password" }],
  ])("is right about %s", (row, schema) => {
    const [only] = offeringOf({ f: schema }).unsupported;
    expect(only?.what.startsWith(told.get(row) ?? "(no such row)")).toBe(true);
  });

  it("has no other row in that table", () => {
    expect(told.size).toBe(6);
  });

  it("can be found", () => {
    for (const other of ["README.md", "docs/platform-team.md"]) {
      const from = readFileSync(new URL(`../../${other}`, import.meta.url), "utf8");
      expect(from).toMatch(/\]\((?:docs\/)?authors\.md\)/);
    }
  });
});
