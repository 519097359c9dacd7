import type {
  KnownBlock,
  RichTextBlock,
  RichTextElement,
  RichTextPreformatted,
  RichTextSection,
} from "@slack/types";
import type { Reply, Report, ReportStep } from "../domain/report.ts";
import { escapeMrkdwn } from "./slack-text.ts";
import { stepSigns } from "./step-signs.ts";
import { cut, oneLine, safeUrl, visibleText } from "../templates/untrusted-text.ts";

/**
 * Sizes that Slack accepts: a header has at most 150 characters, the text of a block 3,000
 * (docs.slack.dev/reference/block-kit/blocks), a link's address 3,000. All of a message's blocks together may not be
 * longer than about 13,000 characters (`msg_blocks_too_long`), so the parts below stay well under that.
 */
const limits = {
  header: 150,
  step: 300,
  paragraph: 1_200,
  paragraphs: 8,
  code: 2_000,
  link: 100,
  url: 2_000,
  items: 25,
  button: 75,
} as const;

/**
 * The report as Block Kit. Everything is plain text or rich text, which Slack shows letter for letter: no character in
 * it is markup, so there is nothing to escape and nothing to break out of.
 */
export function renderReportBlocks(report: Report): KnownBlock[] {
  const { githubLogin, slackUserId } = report.requester;
  const who: RichTextElement =
    slackUserId === undefined ? plain(githubLogin) : { type: "user", user_id: slackUserId };
  const note =
    report.note === undefined ? [] : [plain(`\n\n${cut(oneLine(report.note), limits.paragraph)}`)];
  return [
    header(report.title),
    richText([section([...report.steps.slice(0, limits.items).flatMap(stepElements), ...note])]),
    richText([
      section([
        plain("Asked by "),
        who,
        ...linkElements(report.links),
        plain(` · ${cut(oneLine(report.requestId), limits.link)}`),
      ]),
    ]),
  ];
}

/** The report in one line of mrkdwn: what a notification shows. */
export function reportFallbackText(report: Report): string {
  const current =
    report.steps.findLast(({ state }) => state === "active" || state === "failed") ??
    report.steps.findLast(({ state }) => state === "done");
  const title = escapeMrkdwn(cut(report.title, limits.header));
  return current === undefined
    ? title
    : `${title}: ${escapeMrkdwn(cut(current.text, limits.step))}`;
}

/** The reply as Block Kit. `mention` is the Slack user who shall be notified. */
export function renderReplyBlocks(reply: Reply, mention?: string): KnownBlock[] {
  const greeting: RichTextElement[] =
    mention === undefined ? [] : [{ type: "user", user_id: mention }, plain(" ")];
  const paragraphs = reply.paragraphs
    .slice(0, limits.paragraphs)
    .map((text, index) =>
      plain(`${index === 0 ? "" : "\n\n"}${cut(oneLine(text), limits.paragraph)}`),
    );
  const code: RichTextPreformatted[] =
    reply.code === undefined
      ? []
      : [
          {
            type: "rich_text_preformatted",
            elements: [textElement(cut(visibleText(reply.code), limits.code))],
          },
        ];
  const links = linkElements(reply.links).slice(1);
  return [
    richText([
      section([...greeting, ...paragraphs]),
      ...code,
      ...(links.length === 0 ? [] : [section(links)]),
    ]),
    ...buttonsOf(reply),
  ];
}

/** Slack takes 25 buttons in one block, texts of 75 characters and values of 2,000. */
function buttonsOf({ requestId, buttons = [] }: Reply): KnownBlock[] {
  if (buttons.length === 0) return [];
  const elements = buttons.slice(0, limits.items).map(({ kind, label, value }, index) => ({
    type: "button" as const,
    action_id: `causeway:${kind}:${index}`,
    text: { type: "plain_text" as const, text: cut(oneLine(label), limits.button), emoji: false },
    value: JSON.stringify({ requestId, ...value }),
    ...(kind === "approve" ? { style: "primary" as const } : {}),
    ...(kind === "deny" ? { style: "danger" as const } : {}),
  }));
  return [{ type: "actions", elements }];
}

/** The reply in mrkdwn: what a notification shows. */
export function replyFallbackText(reply: Reply): string {
  return escapeMrkdwn(cut(reply.paragraphs.join(" "), limits.paragraph));
}

function stepElements({ state, text, url }: ReportStep, index: number): RichTextElement[] {
  const start = plain(`${index === 0 ? "" : "\n"}${stepSigns[state]} `);
  const shown = cut(oneLine(text), limits.step);
  return [start, url === undefined ? plain(shown) : link(shown, url)];
}

/** ` · Pull request #1 · Argo CD`: each link with its separator before it. */
function linkElements(links: Report["links"]): RichTextElement[] {
  return links
    .slice(0, limits.items)
    .flatMap(({ text, url }) => [plain(" · "), link(cut(oneLine(text), limits.link), url)]);
}

function link(text: string, url: string): RichTextElement {
  const target = safeUrl(url);
  if (target === undefined || target.length > limits.url) return plain(text);
  return { type: "link", url: target, text: text === "" ? target : text };
}

function header(text: string): KnownBlock {
  return {
    type: "header",
    text: {
      type: "plain_text",
      text: cut(oneLine(text), limits.header) || "Request",
      emoji: false,
    },
  };
}

function richText(elements: RichTextBlock["elements"]): RichTextBlock {
  return { type: "rich_text", elements };
}

function section(elements: RichTextElement[]): RichTextSection {
  return { type: "rich_text_section", elements: elements.length === 0 ? [plain("")] : elements };
}

function plain(text: string): RichTextElement {
  return textElement(text);
}

function textElement(text: string): { type: "text"; text: string } {
  // Slack refuses a text element without a character.
  return { type: "text", text: text === "" ? " " : text };
}
