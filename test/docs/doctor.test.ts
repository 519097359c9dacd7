import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findingIds } from "../../src/doctor/finding.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const page = read("docs/doctor.md");
const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| ([✓!✗ ]+) +\| (\S.*)\|$/gm)].map(
  ([, id = "", signs = ""]) => ({ id, signs: signs.trim() }),
);

/** How the sources make each finding: `failure("github-squash", …)`. */
const sources = globSync("src/{doctor,cli}/**/*.ts", { cwd: root.pathname }).map(read).join("\n");
const made = [...sources.matchAll(/\b(ok|warning|failure)\(\s*"([a-z-]+)"/g)].map(
  ([, state = "", id = ""]) => ({ state, id }),
);
const signs: Readonly<Record<string, string>> = { ok: "✓", warning: "!", failure: "✗" };
const signOf = (state: string): string => signs[state] ?? "";

describe("docs/doctor.md", () => {
  it.each(findingIds)("has one row for %s", (id) => {
    expect(rows.filter((row) => row.id === id)).toHaveLength(1);
  });

  it("has no row for a finding that does not exist", () => {
    const known: readonly string[] = findingIds;
    expect(rows.map(({ id }) => id).filter((id) => !known.includes(id))).toEqual([]);
  });

  it.each(findingIds)("shows %s with the signs that it is really told with", (id) => {
    const told = [
      ...new Set(made.filter((one) => one.id === id).map(({ state }) => signOf(state))),
    ];
    const row = rows.find((one) => one.id === id);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(row?.signs.split(" "))).toEqual(new Set(told));
  });

  it("is where the platform team's page points to", () => {
    expect(read("docs/platform-team.md")).toContain("](doctor.md)");
  });
});
