import { parseBlocks, parseView, type Block } from "./emulated-slack/block-kit-limits.ts";
import type { Directory, SeenMessage } from "./emulated-slack/protocol.ts";

/** Names for the ids that messages hold. */
export type Names = Pick<Directory, "users" | "channels" | "botUserId">;

/**
 * A conversation in Slack as people see it, for a terminal: each message as it is now, its replies under it, and how
 * often it was edited. Deleted messages are not seen.
 */
export function renderConversation(messages: readonly SeenMessage[], names: Names): string {
  const visible = messages.filter(({ deleted }) => !deleted);
  const tops = visible.filter(
    (one) => one.threadTs === undefined || !visible.some((parent) => isReplyTo(one, parent)),
  );
  return tops
    .map((top) => {
      const replies = visible.filter((one) => isReplyTo(one, top));
      return [
        renderMessage(top, names),
        ...replies.map((one) => indent(renderMessage(one, names), "    ↳ ")),
      ].join("\n");
    })
    .join("\n\n");
}

function isReplyTo(reply: SeenMessage, parent: SeenMessage): boolean {
  return reply.threadTs === parent.ts && reply.channel === parent.channel;
}

/** One message: who wrote it and when, then its newest version. */
export function renderMessage(message: SeenMessage, names: Names): string {
  const first = message.versions[0];
  const newest = message.versions.at(-1);
  if (first === undefined || newest === undefined) return "";
  const edits = message.versions.length - 1;
  const edited = edits === 0 ? "" : ` (edited ${edits === 1 ? "once" : `${edits} times`})`;
  const who = message.user === names.botUserId ? "Causeway" : nameOf(names.users, message.user);
  return `${who}  ${timeOf(first.at)}${edited}\n${indent(renderBlocks(newest.blocks, newest.text, names), "  ")}`;
}

/** Each version of one message, from first to newest: how a request went. */
export function renderVersions(message: SeenMessage, names: Names): readonly string[] {
  return message.versions.map(
    ({ at, blocks, text }) => `${timeOf(at)}\n${indent(renderBlocks(blocks, text, names), "  ")}`,
  );
}

/** Blocks as people see them; the text where there are none. */
export function renderBlocks(blocks: unknown, text: string, names: Names): string {
  if (blocks === undefined || blocks === null) return unescape(text);
  return parseBlocks(blocks)
    .map((block) => renderBlock(block, names))
    .join("\n");
}

/** A form as people see it before they fill it in. */
export function renderView(view: unknown, names: Names): string {
  const { title, blocks, submit } = parseView(view);
  const body = blocks.map((block) => renderBlock(block, names)).join("\n");
  return `┌ ${title.text}\n${indent(body, "│ ")}\n└ [ ${submit?.text ?? "Submit"} ]`;
}

function renderBlock(block: Block, names: Names): string {
  switch (block.type) {
    case "header":
      return `━ ${block.text.text}`;
    case "divider":
      return "────";
    case "section":
      return [block.text, ...(block.fields ?? [])]
        .flatMap((part) => (part === undefined ? [] : [unescape(part.text)]))
        .join("\n");
    case "context":
      return block.elements.map((part) => unescape(part.text)).join("  ");
    case "actions":
      return block.elements.map(({ text }) => `[ ${text.text} ]`).join(" ");
    case "rich_text":
      return block.elements.map((element) => renderRichElement(element, names)).join("\n");
    case "input":
      return renderInput(block);
    default:
      return "";
  }
}

type RichElement = Extract<Block, { type: "rich_text" }>["elements"][number];
type Inline = Extract<RichElement, { type: "rich_text_section" }>["elements"][number];

function renderRichElement(element: RichElement, names: Names): string {
  if (element.type === "rich_text_list") {
    return element.elements.map(({ elements }) => `• ${inlineText(elements, names)}`).join("\n");
  }
  const text = inlineText(element.elements, names);
  return element.type === "rich_text_section" ? text : indent(text, "    ");
}

function inlineText(elements: readonly Inline[], names: Names): string {
  return elements.map((element) => inline(element, names)).join("");
}

function inline(element: Inline, names: Names): string {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return element.text === undefined ? element.url : `${element.text} (${element.url})`;
    case "user":
      return `@${nameOf(names.users, element.user_id)}`;
    case "channel":
      return `#${nameOf(names.channels, element.channel_id)}`;
    case "emoji":
      return `:${element.name}:`;
    default:
      return "";
  }
}

function renderInput({
  label,
  hint,
  optional,
  element,
}: Extract<Block, { type: "input" }>): string {
  const options =
    "options" in element ? element.options.map(({ text }) => text.text).join(" | ") : "________";
  const help = hint === undefined ? "" : `\n    ${hint.text}`;
  return `${label.text}${optional === true ? " (optional)" : ""}: ${options}${help}`;
}

function nameOf(ids: Readonly<Record<string, string>>, id: string): string {
  return Object.entries(ids).find(([, one]) => one === id)?.[0] ?? id;
}

function timeOf(iso: string): string {
  return iso.slice(11, 19);
}

function indent(text: string, prefix: string): string {
  const others = " ".repeat(prefix.length);
  const start = prefix.trimEnd() === "" || prefix.startsWith("│") ? prefix : others;
  return text
    .split("\n")
    .map((line, index) => `${index === 0 ? prefix : start}${line}`.trimEnd())
    .join("\n");
}

function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
