import type { Reply, Report, ReportStep } from "../domain/report.ts";
import { codeBlock, escapeMarkdown, markdownLink } from "../templates/markdown-escape.ts";
import { stepSigns } from "./step-signs.ts";
import { cut } from "../templates/untrusted-text.ts";

/** GitHub refuses bodies over 65,536 characters; every part is cut before it is escaped, which at most quintuples it. */
const partLimit = 3_000;

/** The report as the body of a GitHub comment, without a marker: whoever writes the comment adds it. */
export function renderReportMarkdown(report: Report): string {
  const note =
    report.note === undefined ? [] : [`> ${escapeMarkdown(cut(report.note, partLimit))}`];
  const links = report.links.map(({ text, url }) => markdownLink(cut(text, 200), url));
  const { githubLogin } = report.requester;
  const origin = [`Asked by ${githubLogin}`, report.requestId].map((text) => escapeMarkdown(text));
  return [
    `### ${escapeMarkdown(cut(report.title, 300))}`,
    report.steps.map(stepLine).join("\n"),
    ...note,
    [...origin.slice(0, 1), ...links, ...origin.slice(1)].join(" · "),
  ].join("\n\n");
}

function stepLine({ state, text, url }: ReportStep): string {
  const shown = cut(text, 500);
  const label = url === undefined ? escapeMarkdown(shown) : markdownLink(shown, url);
  return `- ${stepSigns[state]} ${label}`;
}

/** The reply as the body of a GitHub comment, without a marker. */
export function renderReplyMarkdown(reply: Reply): string {
  const links = reply.links.map(({ text, url }) => markdownLink(cut(text, 200), url));
  return [
    ...reply.paragraphs.map((paragraph) => escapeMarkdown(cut(paragraph, partLimit))),
    ...(reply.code === undefined ? [] : [codeBlock(cut(reply.code, partLimit))]),
    ...(links.length === 0 ? [] : [links.join(" · ")]),
  ].join("\n\n");
}
