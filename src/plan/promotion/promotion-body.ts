import {
  cellCode,
  codeSpan,
  escapeMarkdown,
  markdownLink,
} from "../../templates/markdown-escape.ts";
import { promotionBodyText } from "../../templates/promotion-body.ts";
import { oneLine } from "../../templates/untrusted-text.ts";
import { requestMarker } from "../provision.ts";
import { trailerLines } from "../trailers.ts";
import type { EditPlan, VersionChange } from "./edit-plan.ts";
import { shortRevision } from "./versioned.ts";

/** A commit or a pull request that a promotion brings. */
export interface BroughtChange {
  readonly title: string;
  /** `#123`, or a short SHA. */
  readonly label: string;
  readonly url?: string;
  /** A GitHub login. */
  readonly author?: string;
}

/** What the words of a promotion's or a rollback's pull request are made of. */
export interface PromotionWords {
  readonly kind: "promote" | "rollback";
  readonly service: string;
  /** The environment that the version comes from; absent for a rollback. */
  readonly from?: string;
  readonly to: string;
  readonly plan: Extract<EditPlan, { readonly kind: "edits" }>;
  /** Newest first. */
  readonly brings: readonly BroughtChange[];
  /** A GitHub login. */
  readonly requester: string;
  readonly threadUrl?: string;
  readonly requestId: string;
}

/** `Promote checkout 1.4.2 to staging`, `Roll back checkout to 1.4.1 in production`. */
export function promotionTitle({
  kind,
  service,
  to,
  plan: { version },
}: Pick<PromotionWords, "kind" | "service" | "to" | "plan">): string {
  const short = version.length > 80 ? "several versions" : version;
  return oneLine(
    kind === "promote"
      ? `Promote ${service} ${short} to ${to}`
      : `Roll back ${service} to ${short} in ${to}`,
  );
}

/** More are counted, not listed: nobody reads them. */
const mostBrought = 50;

/** The pull request's words, as Markdown, with the hidden marker by which a later run finds it. */
export function promotionBody(words: PromotionWords): string {
  const { plan, brings, threadUrl, to } = words;
  const left = brings.length - mostBrought;
  return promotionBodyText({
    requester: escapeMarkdown(words.requester),
    what: asked(words),
    changes: plan.changes.map((change) => ({
      what: `${cellCode(change.what)} ${aspectWords[change.aspect]}`,
      from: cellCode(shortRevision(change.from)),
      to: cellCode(shortRevision(change.to)),
      where: cellCode(`${change.path}:${change.line}`),
    })),
    hasBrings: brings.length > 0,
    brings: brings.slice(0, mostBrought).map((one) => ({ line: broughtLine(one) })),
    more: left > 0 ? `\nand ${left} more.\n` : "",
    hasNotes: plan.notes.length > 0,
    notes: plan.notes.map((note) => ({ line: escapeMarkdown(note) })),
    environment: codeSpan(to),
    hasThread: threadUrl !== undefined,
    thread: threadUrl === undefined ? "" : markdownLink("the thread", threadUrl),
    marker: requestMarker(words.requestId),
  });
}

/** The commit's message: what changes, and the trailers that name the request, the service and the environment. */
export function promotionCommitMessage(words: PromotionWords): string {
  const { plan, requestId, requester, service, from, to } = words;
  const changes = plan.changes.map(
    ({ what, from: old, to: fresh, path, line }) =>
      `- ${oneLine(what)}: ${oneLine(old)} -> ${oneLine(fresh)} (${oneLine(path)}:${line})`,
  );
  const trailers = [
    ...trailerLines({ id: requestId, githubLogin: requester }),
    `Causeway-Service: ${oneLine(service)}`,
    ...(from === undefined ? [] : [`Causeway-From: ${oneLine(from)}`]),
    `Causeway-Environment: ${oneLine(to)}`,
  ];
  return [promotionTitle(words), changes.join("\n"), trailers.join("\n")].join("\n\n");
}

function asked({ kind, service, from, to, plan: { version } }: PromotionWords): string {
  const what = `**${escapeMarkdown(service)}** ${codeSpan(version)}`;
  if (kind === "rollback") return `to roll back ${codeSpan(to)} to ${what}`;
  const origin = from === undefined ? "" : ` from ${codeSpan(from)}`;
  return `to promote ${what}${origin} to ${codeSpan(to)}`;
}

function broughtLine({ title, label, url, author }: BroughtChange): string {
  const name = url === undefined ? escapeMarkdown(label) : markdownLink(label, url);
  const by = author === undefined ? "" : ` (${escapeMarkdown(author)})`;
  return `${name} ${escapeMarkdown(title)}${by}`;
}

const aspectWords: Readonly<Record<VersionChange["aspect"], string>> = {
  tag: "tag",
  digest: "digest",
  imageName: "image name",
  image: "image",
  chartVersion: "chart",
  revision: "revision",
  composition: "composition",
  variable: "variable",
};
