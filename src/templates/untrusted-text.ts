import { createHash } from "node:crypto";

/** Invisible, and no part of any name: a mention or a marker that holds one is none. */
export const zeroWidthSpace = "\u200b";

/** C0 and C1 controls, and the marks that reverse text: no honest report holds them. */
function isInvisible(codePoint: number): boolean {
  if (codePoint < 0x20) return codePoint !== 0x0a && codePoint !== 0x09;
  if (codePoint >= 0x7f && codePoint < 0xa0) return true;
  return (
    (codePoint >= 0x202a && codePoint <= 0x202e) || (codePoint >= 0x2066 && codePoint <= 0x2069)
  );
}

/** The text without control characters and without marks that change its direction. */
export function visibleText(text: string): string {
  let result = "";
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (!isInvisible(codePoint)) result += character;
  }
  return result;
}

/** The text on one line: each run of white space is one space. */
export function oneLine(text: string): string {
  return visibleText(text).replaceAll(/\s+/g, " ").trim();
}

/** At most `limit` UTF-16 units, which is what Slack and GitHub count; a cut text ends with `…`, never in half a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, Math.max(0, limit - 1));
  const lastUnit = kept.charCodeAt(kept.length - 1);
  const splitsCharacter = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  return `${splitsCharacter ? kept.slice(0, -1) : kept}…`;
}

/** A web address in its normal form, or undefined when it is anything but http or https. */
export function safeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return undefined;
  return parsed.href.replaceAll(/[()<>|'"`\\\s]/g, (character) =>
    encodeURIComponent(character).replaceAll(/[()']/g, percent),
  );
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Eight hexadecimal digits that stand for a text: enough to tell the few replies of one request apart. */
export function shortHash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\u0000")).digest("hex").slice(0, 8);
}
