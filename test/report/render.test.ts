import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reply, Report } from "../../src/domain/report.ts";
import { renderReplyMarkdown, renderReportMarkdown } from "../../src/report/render-markdown.ts";
import {
  renderReplyBlocks,
  renderReportBlocks,
  replyFallbackText,
  reportFallbackText,
} from "../../src/report/render-blocks.ts";
import { messageProblems } from "../../demo/emulated-slack/block-kit-limits.ts";

const report: Report = {
  requestId: "r-4k2jq8d1zx",
  title: "Database “my-app-database” for my-team",
  requester: { githubLogin: "octocat", slackUserId: "U024BE7LH" },
  steps: [
    { state: "done", text: "Asked with /platform new-db" },
    {
      state: "done",
      text: "Pull request #7",
      url: "https://github.com/myorg/platform-config/pull/7",
    },
    { state: "active", text: "Guardrails are checking it" },
    { state: "waiting", text: "Ready" },
  ],
  note: "It waits for @mona.",
  links: [{ text: "Argo CD", url: "https://argocd.example.com/a" }],
};

const reply: Reply = {
  kind: "failed:12345678",
  requestId: "r-4k2jq8d1zx",
  paragraphs: ["It failed.", "Account “x” reports: <!channel> `no`"],
  code: "kubectl describe account x",
  links: [{ text: "Pull request #7", url: "https://github.com/myorg/platform-config/pull/7" }],
};

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    "",
    "<!channel>",
    "<@U1>",
    "@everyone",
    "`".repeat(9),
    "x".repeat(9_000),
    "<!-- causeway:report=r-1 -->",
    "\u202egnirts",
  ),
);
const anyReport = fc.record({
  requestId: anyText,
  title: anyText,
  requester: fc.constant({ githubLogin: "octocat" }),
  steps: fc.array(
    fc.record({
      state: fc.constantFrom("done", "active", "failed"),
      text: anyText,
      url: fc.webUrl(),
    }),
    { maxLength: 40 },
  ),
  note: anyText,
  links: fc.array(fc.record({ text: anyText, url: anyText }), { maxLength: 5 }),
});
const anyReply = fc.record({
  kind: anyText,
  requestId: anyText,
  paragraphs: fc.array(anyText, { maxLength: 8 }),
  code: anyText,
  links: fc.array(fc.record({ text: anyText, url: anyText }), { maxLength: 5 }),
});

describe("Markdown", () => {
  it("shows title, steps, note and links", () => {
    expect(renderReportMarkdown(report).split("\n")).toEqual([
      "### Database “my-app-database” for my-team",
      "",
      "- ✅ Asked with /platform new-db",
      "- ✅ [Pull request \\#\u200b7](https://github.com/myorg/platform-config/pull/7)",
      "- ⏳ Guardrails are checking it",
      "- ▫️ Ready",
      "",
      "> It waits for @\u200bmona.",
      "",
      "Asked by octocat · [Argo CD](https://argocd.example.com/a) · r-4k2jq8d1zx",
    ]);
  });

  it("shows a command as code", () => {
    expect(renderReplyMarkdown(reply)).toContain("```text\nkubectl describe account x\n```");
  });

  it("never holds a comment that could pass for our marker, nor a mention, nor more than GitHub takes", () => {
    fc.assert(
      fc.property(anyReport, anyReply, (someReport, someReply) => {
        for (const body of [renderReportMarkdown(someReport), renderReplyMarkdown(someReply)]) {
          expect(body).not.toContain("<!--");
          expect(body.length).toBeLessThan(65_536);
        }
        const shown = renderReportMarkdown(someReport).replaceAll(/\]\([^)]*\)/g, "]");
        expect(shown).not.toMatch(/@[a-z]/i);
      }),
    );
  });
});

describe("Block Kit", () => {
  it("names the requester, so that they are notified", () => {
    expect(JSON.stringify(renderReportBlocks(report))).toContain(
      '{"type":"user","user_id":"U024BE7LH"}',
    );
    expect(JSON.stringify(renderReplyBlocks(reply, "U024BE7LH"))).toContain(
      '"user_id":"U024BE7LH"',
    );
  });

  it("keeps what a person typed as plain text", () => {
    const blocks = renderReplyBlocks(reply);
    const text = '{"type":"text","text":"\\n\\nAccount “x” reports: <!channel> `no`"}';
    expect(JSON.stringify(blocks)).toContain(text);
    expect(replyFallbackText(reply)).not.toContain("<!channel>");
  });

  it("is within Slack's limits, mentions nobody and links nothing but the web, whatever it is made of", () => {
    fc.assert(
      fc.property(anyReport, anyReply, (someReport, someReply) => {
        const messages = [
          { blocks: renderReportBlocks(someReport), text: reportFallbackText(someReport) },
          { blocks: renderReplyBlocks(someReply), text: replyFallbackText(someReply) },
        ];
        for (const { blocks, text } of messages) {
          expect(messageProblems(blocks)).toEqual([]);
          expect(text.length).toBeLessThanOrEqual(16_000);
          expect(text).not.toMatch(/[<>]/);
          expect(text).not.toMatch(/@(?:here|channel|everyone)/);
          const json = JSON.stringify(blocks);
          expect(json).not.toMatch(/"type":"(?:user|broadcast|usergroup|mrkdwn)"/);
          expect(json).not.toMatch(/"url":"(?!https?:)/);
        }
      }),
    );
  });
});
