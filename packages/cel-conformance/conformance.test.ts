import { describe, expect, test } from "vitest";
import { categories } from "./categories.ts";
import differences from "./differences.json" with { type: "json" };
import { runTest } from "./run-test.ts";
import { allTests } from "./suite.ts";

const tests = allTests();
const listed = new Map(
  Object.entries(differences).flatMap(([category, ids]) =>
    ids.map((id) => [id, category] as const),
  ),
);

describe("google/cel-spec, by our evaluation", () => {
  test("every difference is listed, and every listed test still differs", () => {
    const wrong = tests.flatMap((one) => {
      const verdict = runTest(one);
      const differs = verdict.kind === "differs";
      if (differs === listed.has(one.id)) return [];
      return [differs ? `${one.id}: ${verdict.came}` : `${one.id}: comes out right now`];
    });
    expect(wrong).toEqual([]);
  });

  test("a difference is listed under the reason that it has", () => {
    const wrong = tests.flatMap((one) => {
      const verdict = runTest(one);
      if (verdict.kind === "same") return [];
      const found = categories.find(({ fits }) => fits(one, verdict.came))?.name;
      return found === listed.get(one.id)
        ? []
        : [`${one.id}: ${found} instead of ${listed.get(one.id)}`];
    });
    expect(wrong).toEqual([]);
  });

  test("the list names tests that there are", () => {
    const known = new Set(tests.map(({ id }) => id));
    expect([...listed.keys()].filter((id) => !known.has(id))).toEqual([]);
  });
});
