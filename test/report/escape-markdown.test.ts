import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  codeBlock,
  codeSpan,
  escapeMarkdown,
  markdownLink,
} from "../../src/report/escape-markdown.ts";

const zwsp = "\u200b";

/** Text that tries: everything with a meaning in Markdown, HTML or GitHub's own syntax, and anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "@everyone",
        "@octocat",
        "#1",
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
        "| a |",
        "\n",
        "\r\n",
        "\n# ",
        "1. ",
        "- ",
        "> ",
        "\\",
        "&lt;",
        "&#64;",
        "https://github.com/a/b/issues/1",
        "www.x.test",
        "$x$",
        ":tada:",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

// Held once against micromark 4 with its GFM extension, over 100,000 texts made like these: in a paragraph, a list, a
// quote, a heading and a link, the shown text was the given one and no tag came of it.
describe("escapeMarkdown", () => {
  it("leaves ordinary words as they are", () => {
    const text = "It's ready: “my-db” (medium, 5 GB) for team-alpha - enjoy!";
    expect(escapeMarkdown(text)).toBe(text);
  });

  it.each([
    ["@everyone", `@${zwsp}everyone`],
    ["see #12", String.raw`see \#${zwsp}12`],
    ["<!-- causeway:request=r-1 -->", "&lt;!-- causeway:request=r-1 --&gt;"],
    ["`rm`", "\\`rm\\`"],
    ["# title", String.raw`\# title`],
    ["#", String.raw`\#`],
    ["1. first", String.raw`1\. first`],
    ["- item", String.raw`\- item`],
    ["a\n\n# b", String.raw`a \# b`],
    ["&#64;octocat", String.raw`&amp;\#${zwsp}64;octocat`],
    ["https://x.test", String.raw`https\://x.test`],
  ])("%j becomes %j", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it("lets nothing out: no tag, no comment, no mention, no unescaped sign, one line", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[<>\n\r]/);
        expect(escaped).not.toMatch(/@(?!\u200b)/);
        expect(escaped).not.toMatch(/&(?!amp;|lt;|gt;)/);
        // What is left when each escaped pair is taken away holds no sign that Markdown gives a meaning.
        expect(escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[\\`*_[\]|~$#]|:\/\//);
      }),
    );
  });
});

describe("code", () => {
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
        expect(inner.match(/`+/g)?.some((run) => run.length === ticks.length) ?? false).toBe(false);
        expect(span).not.toContain("<!--");
        expect(span).not.toContain("\n");
      }),
    );
  });
});

describe("markdownLink", () => {
  it("links only what a browser should open", () => {
    expect(markdownLink("Argo CD", "https://argocd.example.com/a")).toBe(
      "[Argo CD](https://argocd.example.com/a)",
    );
    expect(markdownLink("x", "javascript:alert(1)")).toBe("x");
    expect(markdownLink("x", "not an address")).toBe("x");
  });

  it("keeps the address inside its brackets", () => {
    const link = markdownLink("x", "https://example.com/a)b <c> [d](e)");
    expect(link).toMatch(/^\[x\]\([^()<>\s]+\)$/);
  });
});
