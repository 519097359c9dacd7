import type { KnownBlock, RichTextElement } from "@slack/types";

/** What a person sees who typed a command: `text` for notifications, `blocks` for the screen. */
export interface Answer {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** One block of rich text. Slack shows its parts letter for letter: nothing in them is markup. */
export function richText(elements: readonly RichTextElement[]): KnownBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [...elements] }] };
}

/** Slack refuses a text without a character. */
export function plain(text: string): RichTextElement {
  return { type: "text", text: text === "" ? " " : text };
}

export function bold(text: string): RichTextElement {
  return { type: "text", text: text === "" ? " " : text, style: { bold: true } };
}

export function code(text: string): RichTextElement {
  return { type: "text", text: text === "" ? " " : text, style: { code: true } };
}

/** An answer of plain sentences. */
export function sentences(text: string): Answer {
  return { text: escapeMrkdwn(text), blocks: [richText([plain(text)])] };
}

/** Letters only, where Slack reads mrkdwn (docs.slack.dev/messaging/formatting-message-text). */
function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
