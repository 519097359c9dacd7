import { expect, it } from "vitest";
import type { SeenMessage } from "../../demo/emulated-slack/protocol.ts";
import { renderConversation, renderView } from "../../demo/print-slack.ts";

const names = { users: { jane: "U1" }, channels: { "team-alpha": "C1" }, botUserId: "U0" };

function message(changes: Partial<SeenMessage>, ...lines: readonly string[]): SeenMessage {
  const versions = lines.map((text, index) => ({
    text,
    at: `2026-03-02T12:00:0${index}.000Z`,
    blocks: [
      {
        type: "rich_text",
        elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
      },
    ],
  }));
  return {
    channel: "C1",
    ts: "1.1",
    user: "U0",
    versions,
    deleted: false,
    metadata: undefined,
    ...changes,
  };
}

it("prints messages as they are now, with replies under them and without what was deleted", () => {
  const blocks = [
    {
      type: "rich_text",
      elements: [
        {
          type: "rich_text_section",
          elements: [
            { type: "user", user_id: "U1" },
            { type: "text", text: " ready in " },
            { type: "channel", channel_id: "C1" },
          ],
        },
        {
          type: "rich_text_preformatted",
          elements: [{ type: "text", text: "kubectl get secret" }],
        },
      ],
    },
  ];
  const reply = message({ ts: "1.2", threadTs: "1.1" }, "x");
  const withBlocks = {
    ...reply,
    versions: reply.versions.map((version) => ({ ...version, blocks })),
  };
  const printed = renderConversation(
    [
      message({}, "⏳ Merge", "✅ Merge"),
      withBlocks,
      message({ ts: "1.3", deleted: true }, "gone"),
    ],
    names,
  );
  expect(printed.split("\n")).toEqual([
    "Causeway  12:00:00 (edited once)",
    "  ✅ Merge",
    "    ↳ Causeway  12:00:00",
    "        @jane ready in #team-alpha",
    "            kubectl get secret",
  ]);
});

it("prints a form with its choices", () => {
  const view = {
    type: "modal",
    title: { type: "plain_text", text: "Database" },
    submit: { type: "plain_text", text: "Ask" },
    blocks: [
      {
        type: "input",
        label: { type: "plain_text", text: "Size" },
        optional: true,
        element: {
          type: "static_select",
          options: ["small", "large"].map((text) => ({
            text: { type: "plain_text", text },
            value: text,
          })),
        },
      },
    ],
  };
  expect(renderView(view, names).split("\n")).toEqual([
    "┌ Database",
    "│ Size (optional): small | large",
    "└ [ Ask ]",
  ]);
});
