import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { nearMisses } from "./near-misses.ts";
import { planted } from "./planted.ts";

async function search(file: { readonly path: string; readonly content: string }) {
  const { path, content } = file;
  const { results } = await judgeChange({ files: [{ path, content }], rules: [] }, []);
  const found = results.filter(({ policy }) => policy === "secrets");
  return { found, printed: JSON.stringify(results) };
}

describe("a planted credential", () => {
  test.each(planted)("is found at its line and never shown: $what", async (file) => {
    const { found, printed } = await search(file);
    const denied = found.filter(
      ({ outcome, validation }) => outcome === "deny" && validation === "credential",
    );
    expect(denied.map(({ location }) => location.startLine)).toEqual([file.line]);
    expect(printed).not.toContain(file.secret);
  });

  test("is one of as many as are said to be found", () => {
    expect(planted.length).toBeGreaterThanOrEqual(40);
  });
});

describe("what only looks like a credential", () => {
  test.each(nearMisses)("is left alone: $what", async (file) => {
    const { found } = await search(file);
    expect(
      found.map(({ outcome, message, location }) => [outcome, message, location.startLine]),
    ).toEqual([]);
  });

  test("is tried in as many ways", () => {
    expect(nearMisses.length).toBeGreaterThanOrEqual(40);
  });
});
