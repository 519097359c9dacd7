import { statusText } from "../../report/status-table.ts";
import { plain, sentences, type Answer } from "../rich-text.ts";
import type { PlatformCommand } from "./command.ts";

/** Slack takes so many characters in one block; more is cut with a line that says so. */
const mostCharacters = 2_800;

/** `/platform status [service or environment]`: what runs where, and what is on its way. */
export const statusCommand: PlatformCommand = {
  usages: () => [
    {
      words: "status [service or environment]",
      title: "Status",
      description: "What runs where, since when, by whom, and what is on its way.",
    },
  ],
  matches: ({ words }) => words[0] === "status",
  run: async ({ words, receivedAt }, { services }) => {
    const [, asked] = words;
    const found = await services.status(asked);
    if (found.kind === "unknown") return sentences(found.message);
    const underWay = found.statuses.flatMap((status) => status.underWay);
    return tableAnswer(statusText(found.statuses, receivedAt), underWay);
  },
};

function tableAnswer(table: string, underWay: readonly string[]): Answer {
  const lines = table.split("\n");
  let shown = lines;
  while (shown.join("\n").length > mostCharacters) shown = shown.slice(0, -1);
  const left = lines.length - shown.length;
  const more = left === 0 ? [] : [`… and ${left} more. Name a service or an environment.`];
  const below = [...more, ...underWay.map((text) => `• ${text}`)].join("\n").slice(0, 2_800);
  return {
    text: "What runs where",
    blocks: [
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_preformatted",
            elements: [{ type: "text", text: shown.join("\n") }],
          },
          ...(below === ""
            ? []
            : [{ type: "rich_text_section" as const, elements: [plain(below)] }]),
        ],
      },
    ],
  };
}
