import { safeUrl, visibleText, zeroWidthSpace } from "./untrusted-text.ts";

/**
 * Text as GitHub shows it, letter for letter: no formatting, no HTML, no mention, no reference to an issue.
 *
 * GitHub finds mentions and references after Markdown became HTML, so a backslash does not stop them; a zero-width
 * space behind the sign does. `<` and `>` become entities rather than `\<`, so that the raw text never holds
 * `<!--` and can't imitate our hidden marker. Line breaks become spaces.
 */
export function escapeMarkdown(text: string): string {
  return visibleText(text)
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]|~$]/g, String.raw`\$&`)
    .replaceAll("://", String.raw`\://`)
    .replace(/^(\d{1,9})([.)])/, String.raw`$1\$2`)
    .replace(/^[-+]/, String.raw`\$&`)
    .replaceAll(/www\./gi, (www) => `${www.slice(0, 3)}${String.raw`\.`}`)
    .replaceAll("@", `@${zeroWidthSpace}`)
    .replaceAll(/#(?=[\p{L}\p{N}])/gu, `#${zeroWidthSpace}`)
    .replaceAll("#", String.raw`\#`)
    .replaceAll(/\bGH-(?=\d)/gi, (prefix) => `${prefix}${zeroWidthSpace}`);
}

/** A block of code that its content can't leave: the fence is longer than any run of backticks inside. */
export function codeBlock(text: string): string {
  const content = visibleText(text).replaceAll("<!--", `<${zeroWidthSpace}!--`);
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}text\n${content}\n${fence}`;
}

/** A link, or only its text when the address is not one that a browser should open. */
export function markdownLink(text: string, url: string): string {
  const target = safeUrl(url);
  return target === undefined ? escapeMarkdown(text) : `[${escapeMarkdown(text)}](${target})`;
}

/** Code inside a line, such as a path or a name: letter for letter, and mentions in it are none. */
export function codeSpan(text: string): string {
  const content = visibleText(text)
    .replaceAll(/\s+/g, " ")
    .replaceAll("<!--", `<${zeroWidthSpace}!--`);
  if (content.trim() === "") return "` `";
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = content.startsWith("`") || content.endsWith("`") ? " " : "";
  return `${fence}${padding}${content}${padding}${fence}`;
}
