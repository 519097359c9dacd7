import { ExpressionError } from "../errors.ts";
import { parseBytes, parseString } from "./literals.ts";

/** The smallest parts of an expression. `name` is an identifier, `field` one in backticks. */
export interface Token {
  readonly kind: "name" | "field" | "int" | "uint" | "double" | "string" | "bytes" | "sign" | "end";
  /** The name, the sign, the digits; for strings the decoded value. */
  readonly text: string;
  readonly bytes?: Uint8Array;
  readonly at: number;
}

const space = /(?:[\t\n\f\r ]|\/\/[^\n]*)*/y;
const text =
  /(?:[bB][rR]?|[rR][bB]?)?(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')/y;
const rawText = /(?:[bB]?[rR]|[rR][bB])(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')/y;
const double = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y;
const integer = /(?:0x[0-9a-fA-F]+|\d+)([uU]?)/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const quotedField = /`([A-Za-z0-9_.\-/ ]+)`/y;
const sign = /(?:&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}])/y;

/** Splits an expression into its parts; throws an ExpressionError at what can't begin one. */
export function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(expression);
  };
  for (;;) {
    at += match(space)?.[0].length ?? 0;
    if (at >= expression.length) break;
    const token = nextToken(match, at);
    if (token === undefined) throw new ExpressionError(unreadable(expression, at), at);
    tokens.push(token.token);
    at += token.length;
  }
  tokens.push({ kind: "end", text: "", at: expression.length });
  return tokens;
}

function nextToken(
  match: (pattern: RegExp) => RegExpExecArray | null,
  at: number,
): { readonly token: Token; readonly length: number } | undefined {
  const literal = match(rawText) ?? match(text);
  if (literal !== null) {
    return { token: textToken(literal[0], at), length: literal[0].length };
  }
  const kinds = { double, int: integer, name, sign } as const;
  for (const kind of ["double", "int", "name", "sign"] as const) {
    const found = match(kinds[kind]);
    if (found === null) continue;
    const unsigned = kind === "int" && found[1] !== "";
    const token: Token = { kind: unsigned ? "uint" : kind, text: found[0], at };
    return { token, length: found[0].length };
  }
  const field = match(quotedField);
  if (field === null) return undefined;
  return { token: { kind: "field", text: field[1] ?? "", at }, length: field[0].length };
}

function textToken(literal: string, at: number): Token {
  const [prefix = ""] = /^[a-zA-Z]*/.exec(literal) ?? [];
  const raw = /r/i.test(prefix);
  const rest = literal.slice(prefix.length);
  const quotes = /^(?:"""|''')/.test(rest) ? 3 : 1;
  const body = rest.slice(quotes, rest.length - quotes);
  if (/b/i.test(prefix)) {
    return { kind: "bytes", text: "", bytes: parseBytes(body, { raw, at }), at };
  }
  return { kind: "string", text: parseString(body, { raw, at }), at };
}

function unreadable(expression: string, at: number): string {
  const character = String.fromCodePoint(expression.codePointAt(at) ?? 0);
  return /["'`]/.test(character)
    ? `a text begins with ${character} and does not end`
    : `there is a ${JSON.stringify(character)} that can't stand here`;
}
