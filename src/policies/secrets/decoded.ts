/** A text that stands in another as base64, with the characters from which to which it stands there. */
export interface DecodedText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Shorter ones hold no credential; longer ones are files, and their first part says what they are. */
const base64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{24,}={0,2}(?![A-Za-z0-9+/=_-])/g;
const mostDecoded = 500;
const longestDecoded = 20_000;

/**
 * What stands in a text as base64 and is text itself, however it got there: `.dockerconfigjson`, `client-key-data`, a
 * value of a Secret in a template that can't be read as an object.
 */
export function decodedTexts(text: string): readonly DecodedText[] {
  const found: DecodedText[] = [];
  for (const { index, 0: written } of text.matchAll(base64)) {
    if (found.length >= mostDecoded) break;
    const decoded = Buffer.from(written.slice(0, longestDecoded), "base64").toString("utf8");
    if (isText(decoded)) found.push({ text: decoded, start: index, end: index + written.length });
  }
  return found;
}

/** Keys and hashes become bytes that are no letters. */
function isText(decoded: string): boolean {
  const odd = decoded.match(/[^\x20-\x7E\r\n\t]/g)?.length ?? 0;
  return decoded.length > 0 && odd <= decoded.length / 20;
}

/**
 * Whether a text is Docker's configuration with a way to sign in: `auth` is base64 of user:password. One of a
 * credential helper has none.
 */
export function holdsDockerAuth(text: string): boolean {
  if (!text.includes('"auths"')) return false;
  const auth = /"auth"\s{0,9}:\s{0,9}"([A-Za-z0-9+/]{8,4000}={0,2})"/.exec(text)?.[1];
  if (auth !== undefined) return /^[^:]+:.{4,}/s.test(Buffer.from(auth, "base64").toString("utf8"));
  return /"password"\s{0,9}:\s{0,9}"[^"]{4,2000}"/.test(text);
}
