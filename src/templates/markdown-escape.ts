import { oneLine, safeUrl, visibleText, zeroWidthSpace } from "./untrusted-text.ts";

/**
 * Text as GitHub shows it, letter for letter, on one line: no formatting, no HTML, no mention, no reference to an
 * issue, no cell of a table; also where it stands right before or behind Markdown of ours.
 *
 * GitHub finds mentions and references after Markdown became HTML, so a backslash does not stop them; a zero-width
 * space behind the sign does. `<` and `>` become entities rather than `\<`, so that the raw text never holds `<!--`
 * and can't imitate our hidden marker. Signs that mean something only in one place are escaped only there, because
 * mails show the raw text: `(` and `:` behind a bracket of ours, `!` before one, `=` under a line, `:` around an emoji.
 * Quotes mean something only inside tags and links, which can't begin here.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]|~$^#]/g, String.raw`\$&`)
    .replaceAll(/:(?=\/\/|[\w+-]+:)/g, String.raw`\:`)
    .replace(/^(\d{1,9})([.)])/, String.raw`$1\$2`)
    .replace(/^[-+(:=]/, String.raw`\$&`)
    .replace(/!$/, String.raw`\!`)
    .replaceAll(/www\./gi, (www) => `${www.slice(0, 3)}${String.raw`\.`}`)
    .replaceAll("@", `@${zeroWidthSpace}`)
    .replaceAll(/#(?=[\p{L}\p{N}\\ ])/gu, `#${zeroWidthSpace}`)
    .replaceAll(/\bGH-(?=\d)/gi, (prefix) => `${prefix}${zeroWidthSpace}`);
}

/** Code inside a line, such as a path or a name: letter for letter, and mentions in it are none. */
export function codeSpan(text: string): string {
  const content = oneLine(text).replaceAll("<!--", `<${zeroWidthSpace}!--`);
  if (content === "") return "` `";
  const fence = "`".repeat(longestRun(content) + 1);
  const padding = content.startsWith("`") || content.endsWith("`") ? " " : "";
  return `${fence}${padding}${content}${padding}${fence}`;
}

/** Code in a cell of a table: GitHub splits cells before it finds code, and takes this backslash away again. */
export function cellCode(text: string): string {
  return codeSpan(text).replaceAll("|", String.raw`\|`);
}

/** A block of code that its content can't leave: the fence is longer than any run of backticks inside. */
export function codeBlock(text: string): string {
  const content = visibleText(text).replaceAll("<!--", `<${zeroWidthSpace}!--`);
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}text\n${content}\n${fence}`;
}

function longestRun(content: string): number {
  return Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
}

/** A link, or only its text when the address is not one that a browser should open. */
export function markdownLink(text: string, url: string): string {
  const target = safeUrl(url);
  return target === undefined ? escapeMarkdown(text) : `[${escapeMarkdown(text)}](${target})`;
}
