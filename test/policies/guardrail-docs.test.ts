import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { guardrailPages } from "../../scripts/generate-guardrail-docs.ts";

const docs = new URL("../../docs/guardrails/", import.meta.url);
const pages = guardrailPages();

describe("docs/guardrails", () => {
  test("has a page for each guardrail that ships, and no other", () => {
    expect(readdirSync(docs).toSorted()).toEqual([...pages.keys()].toSorted());
  });

  test.each([...pages])("%s is what the policy's file says", (name, text) => {
    const url = new URL(name, docs);
    expect(existsSync(url) ? readFileSync(url, "utf8") : "no page").toBe(text);
  });

  test("each guardrail is in the list", () => {
    const list = pages.get("README.md") ?? "";
    const others = [...pages.keys()].filter((name) => name !== "README.md");
    for (const name of others) expect(list).toContain(`](${name})`);
  });
});
