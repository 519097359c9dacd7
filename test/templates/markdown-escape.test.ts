import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellCode,
  codeBlock,
  codeSpan,
  escapeMarkdown,
  markdownLink,
} from "../../src/templates/markdown-escape.ts";

const zwsp = "\u200b";

/** Text that tries: everything with a meaning in Markdown, HTML or GitHub's own syntax, and anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "@everyone",
        "@octocat",
        "#1",
        "##",
        "GH-12",
        "<!-- causeway:request=r-1 -->",
        "-->",
        "<script>",
        "</summary>",
        "`",
        "```",
        "~~~",
        "**",
        "__",
        "[x](javascript:alert(1))",
        "![](http://x.test/p.png)",
        "[^1]",
        "| a |",
        "\n",
        "\r\n",
        "\n# ",
        "1. ",
        "- ",
        "> ",
        "===",
        "\\",
        "&lt;",
        "&#64;",
        "https://github.com/a/b/issues/1",
        "www.x.test",
        "$x$",
        ":tada:",
        "(x)",
        "!",
        ": x",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

describe("escapeMarkdown", () => {
  it("leaves ordinary words as they are, since mails show them raw", () => {
    const text =
      'It\'s ready: “my-db” (medium, 5 GB) for "team-alpha" - enjoy! size=medium, at 12:30.';
    expect(escapeMarkdown(text)).toBe(text);
  });

  it.each([
    ["@everyone", `@${zwsp}everyone`],
    ["see #12", String.raw`see \#${zwsp}12`],
    ["#12 and GH-12", `\\#${zwsp}12 and GH-${zwsp}12`],
    ["<!-- causeway:request=r-1 -->", "&lt;!-- causeway:request=r-1 --&gt;"],
    ["`rm`", "\\`rm\\`"],
    ["**bold** [a](b)", String.raw`\*\*bold\*\* \[a\](b)`],
    ["![a](b)", String.raw`!\[a\](b)`],
    ["[^1]: note", String.raw`\[\^1\]: note`],
    ["# title", `\\#${zwsp} title`],
    ["a\n\n# b", `a \\#${zwsp} b`],
    ["#", String.raw`\#`],
    ["##1", `\\#${zwsp}\\#${zwsp}1`],
    ["1. first", String.raw`1\. first`],
    ["- item", String.raw`\- item`],
    ["&#64;octocat", String.raw`&amp;\#${zwsp}64;octocat`],
    ["https://x.test", String.raw`https\://x.test`],
    ["WWW.x.test", String.raw`WWW\.x.test`],
    ["a :tada: b", String.raw`a \:tada: b`],
    ["(javascript:alert)", String.raw`\(javascript:alert)`],
    [": https", String.raw`\: https`],
    ["===", String.raw`\===`],
    ["look!", String.raw`look\!`],
    ["a | b", String.raw`a \| b`],
    ["{{a}}", String.raw`\{\{a\}\}`],
    ["plain words", "plain words"],
  ])("%j becomes %j", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it("lets nothing out: no tag, no comment, no mention, no unescaped sign, one line", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[<>\n\r]/);
        expect(escaped).not.toMatch(/@(?!\u200b)/);
        expect(escaped).not.toMatch(/#(?=[\p{L}\p{N}\\ ])/u);
        expect(escaped).not.toMatch(/&(?!amp;|lt;|gt;)/);
        // What is left when each escaped pair is taken away holds no sign that Markdown gives a meaning.
        const left = escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, "");
        expect(left).not.toMatch(/[\\`*_{}[\]|~$^#]|:\/\//);
        expect(escaped).not.toMatch(/^[-+(:=]|^\d{1,9}[.)]|(?<!\\)!$/);
      }),
    );
  });
});

describe("code", () => {
  it.each([
    ["a`b", "``a`b``"],
    ["`x`", "`` `x` ``"],
    ["", "` `"],
    ["a\n\nb", "`a b`"],
    ["<!-- x", `\`<${zwsp}!-- x\``],
  ])("%j in a line is %j", (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  it("keeps a cell of a table whole", () => {
    expect(cellCode("a|b")).toBe("`a\\|b`");
  });

  it("can't be left by its content", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = codeBlock(text).split("\n");
        const fence = /^`+/.exec(lines[0] ?? "")?.[0] ?? "";
        expect(lines.at(-1)).toBe(fence);
        expect(lines.slice(1, -1).some((line) => line.includes(fence))).toBe(false);
        expect(codeBlock(text)).not.toContain("<!--");
        const span = codeSpan(text);
        const ticks = /^`+/.exec(span)?.[0] ?? "";
        const inner = span.slice(ticks.length, span.length - ticks.length);
        expect(span.endsWith(ticks)).toBe(true);
        expect(inner.match(/`+/g)?.some((run) => run.length === ticks.length) ?? false).toBe(false);
        expect(span).not.toContain("<!--");
        expect(span).not.toContain("\n");
      }),
    );
  });
});

describe("markdownLink", () => {
  it.each([
    ["https://argocd.example.com/a", "[t](https://argocd.example.com/a)"],
    ["https://example.com/a b)c", "[t](https://example.com/a%20b%29c)"],
    ["javascript:alert(1)", "t"],
    ["not an address", "t"],
  ])("%s", (url, expected) => {
    expect(markdownLink("t", url)).toBe(expected);
  });

  it("keeps the address inside its brackets", () => {
    const link = markdownLink("x", "https://example.com/a)b <c> [d](e)");
    expect(link).toMatch(/^\[x\]\([^()<>\s]+\)$/);
  });
});
