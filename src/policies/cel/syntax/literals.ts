import { ExpressionError } from "../errors.ts";

interface How {
  readonly raw: boolean;
  readonly at: number;
}

const simple: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const escape =
  /\\(?:([abfnrtv"'`\\?])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([\s\S]|$))/g;

/** The value of a text literal (cel-spec langdef, "String and Bytes Values"). */
export function parseString(body: string, { raw, at }: How): string {
  const lines = body.replaceAll(/\r\n?/g, "\n");
  if (raw) return lines;
  return lines.replaceAll(escape, (whole: string, ...groups: (string | undefined)[]) => {
    const [short, hex, four, eight, octal] = groups;
    if (short !== undefined) return simple[short] ?? short;
    const digits = hex ?? four ?? eight;
    if (digits === undefined && octal === undefined) throw badEscape(whole, at);
    return codePoint(digits === undefined ? parseInt(octal ?? "", 8) : parseInt(digits, 16), at);
  });
}

function codePoint(code: number, at: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new ExpressionError("invalid unicode code point in a text", at);
  }
  return String.fromCodePoint(code);
}

function badEscape(what: string, at: number): ExpressionError {
  return new ExpressionError(`a text has the escape ${what}, which CEL does not know`, at);
}

/** The value of a bytes literal: the text as UTF-8, and each `\x` or octal escape as one byte. */
export function parseBytes(body: string, { raw, at }: How): Uint8Array {
  const encoder = new TextEncoder();
  const lines = body.replaceAll(/\r\n?/g, "\n");
  if (raw) return encoder.encode(lines);
  const parts: number[] = [];
  let last = 0;
  for (const found of lines.matchAll(escape)) {
    parts.push(...encoder.encode(lines.slice(last, found.index)));
    last = found.index + found[0].length;
    const [whole, short, hex, four, eight, octal] = found;
    if (short !== undefined) parts.push(...encoder.encode(simple[short] ?? short));
    else if (hex !== undefined) parts.push(parseInt(hex, 16));
    else if (octal !== undefined) parts.push(parseInt(octal, 8));
    else throw badEscape(four === undefined && eight === undefined ? whole : "\\u in bytes", at);
  }
  parts.push(...encoder.encode(lines.slice(last)));
  return Uint8Array.from(parts);
}
