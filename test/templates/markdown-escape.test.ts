import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellCode,
  codeSpan,
  escapeMarkdown,
  markdownLink,
  oneLine,
} from "../../src/templates/markdown-escape.ts";
import { ownTemplate } from "../../src/templates/render.ts";

describe("escapeMarkdown", () => {
  it.each([
    ["@everyone", "@\u200Beveryone"],
    ["#12 and GH-12", "\\#\u200B12 and GH-\u200B12"],
    ["<!-- x -->", "&lt;\\!-- x --&gt;"],
    ["**bold** [a](b)", String.raw`\*\*bold\*\* \[a\]\(b\)`],
    ["a\n# b", "a \\#\u200B b"],
    ["1. x", String.raw`1\. x`],
    ["plain words", "plain words"],
  ])("%j", (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it("never lets a mention, a comment or a new line through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/@[A-Za-z0-9]|<|\n|\r/);
      }),
    );
  });
});

describe("codeSpan", () => {
  it.each([
    ["a`b", "``a`b``"],
    ["`x`", "`` `x` ``"],
    ["", "` `"],
    ["a\n\nb", "`a b`"],
    ["<!-- x", "`<\u200B!-- x`"],
  ])("%j", (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  it("keeps a cell of a table whole", () => {
    expect(cellCode("a|b")).toBe(String.raw`\`a\|b\``.replaceAll("\\`", "`"));
  });

  it("can't be left by what is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", " ", "a", "\n") }), (text) => {
        const span = codeSpan(text);
        const fence = /^`+/.exec(span)?.[0] ?? "";
        const inner = span.slice(fence.length, -fence.length);
        expect(span.endsWith(fence)).toBe(true);
        expect([...inner.matchAll(/`+/g)].some(([run]) => run.length === fence.length)).toBe(false);
      }),
    );
  });
});

describe("markdownLink", () => {
  it.each([
    ["javascript:alert(1)", "t"],
    ["not a url", "t"],
    ["https://example.com/a b)c", "[t](https://example.com/a%20b%29c)"],
  ])("%s", (url, expected) => {
    expect(markdownLink("t", url)).toBe(expected);
  });
});

it("oneLine takes away what can't be seen", () => {
  expect(oneLine("a\u0000\u202Eb\r\n\tc ")).toBe("ab c");
});

it("a template that lacks a value is an error, not an empty place", () => {
  expect(() => ownTemplate("{{missing}}")({})).toThrow(/missing/);
  expect(ownTemplate("{{a}}")({ a: "<b> & 'c'" })).toBe("<b> & 'c'");
});
