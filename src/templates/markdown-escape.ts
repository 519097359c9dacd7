/** Invisible, and no part of any name: a mention or a marker that holds one is none. */
const zeroWidthSpace = "\u200B";

/** C0 and C1 controls, and the marks that reverse text: no honest value holds them. */
function isInvisible(codePoint: number): boolean {
  if (codePoint < 0x20) return codePoint !== 0x0a && codePoint !== 0x09;
  if (codePoint >= 0x7f && codePoint < 0xa0) return true;
  return (
    (codePoint >= 0x202a && codePoint <= 0x202e) || (codePoint >= 0x2066 && codePoint <= 0x2069)
  );
}

/** The text on one line, without what can't be seen: it can't start a new trailer, heading or table row. */
export function oneLine(text: string): string {
  const visible = Array.from(text).filter(
    (character) => !isInvisible(character.codePointAt(0) ?? 0),
  );
  return visible.join("").replaceAll(/\s+/g, " ").trim();
}

/**
 * Text as GitHub shows it, letter for letter, on one line: no formatting, no HTML, no mention, no reference to an
 * issue, no cell of a table.
 *
 * GitHub finds mentions and references after Markdown became HTML, so a backslash does not stop them; a zero-width
 * space behind the sign does. `<` and `>` become entities rather than `\<`, so that the raw text never holds `<!--`
 * and can't imitate our hidden marker.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()|~!:$^="']/g, String.raw`\$&`)
    .replace(/^(\d{1,9})([.)])/, String.raw`$1\$2`)
    .replace(/^[-+]/, String.raw`\$&`)
    .replaceAll(/www\./gi, (www) => `${www.slice(0, 3)}${String.raw`\.`}`)
    .replaceAll("@", `@${zeroWidthSpace}`)
    .replaceAll(/#(?=[\p{L}\p{N}# ])/gu, String.raw`\#${zeroWidthSpace}`)
    .replaceAll(/\bGH-(?=\d)/gi, (prefix) => `${prefix}${zeroWidthSpace}`);
}

/** Code inside a line, such as a path or a name: letter for letter, and mentions in it are none. */
export function codeSpan(text: string): string {
  const content = oneLine(text).replaceAll("<!--", `<${zeroWidthSpace}!--`);
  if (content === "") return "` `";
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = content.startsWith("`") || content.endsWith("`") ? " " : "";
  return `${fence}${padding}${content}${padding}${fence}`;
}

/** Code in a cell of a table: GitHub splits cells before it finds code, and takes this backslash away again. */
export function cellCode(text: string): string {
  return codeSpan(text).replaceAll("|", String.raw`\|`);
}

/** A link, or only its text when the address is not one that a browser should open. */
export function markdownLink(text: string, url: string): string {
  if (!URL.canParse(url)) return escapeMarkdown(text);
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return escapeMarkdown(text);
  const target = href.replaceAll(/[()<>|'"`\\\s]/g, percentEncoded);
  return `[${escapeMarkdown(text)}](${target})`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
