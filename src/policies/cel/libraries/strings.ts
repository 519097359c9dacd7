import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { perCharacter } from "../run/costs.ts";
import { longestText } from "../run/limits.ts";
import { sizeOf } from "../scalars.ts";
import { characters } from "./characters.ts";
import { format } from "./format-text.ts";

/** Only ASCII letters change, unlike toLowerCase. */
function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

/** Replaces the first ones, all of them with a limit below zero; between all characters when `from` is empty. */
function replace(text: string, from: string, to: string, limit: bigint = -1n): string {
  const parts = from === "" ? ["", ...characters(text), ""] : text.split(from);
  const cut = limit < 0n ? parts.length - 1 : Math.min(Number(limit), parts.length - 1);
  if (text.length + cut * to.length > longestText) throw new CelError("a text gets too long");
  const replaced = parts.slice(0, cut + 1).join(to);
  const rest = parts.slice(cut + 1).map((part) => from + part);
  return replaced + rest.join("");
}

function split(text: string, separator: string, limit: bigint = -1n): readonly string[] {
  if (limit === 0n) return [];
  const parts = separator === "" ? characters(text) : text.split(separator);
  if (limit < 0n || BigInt(parts.length) <= limit) return parts;
  const first = Number(limit) - 1;
  return [...parts.slice(0, first), parts.slice(first).join(separator)];
}

function charAt(text: string, index: bigint): string {
  const all = characters(text);
  if (index < 0n || index > BigInt(all.length)) throw outOfRange(index);
  return all[Number(index)] ?? "";
}

function substring(text: string, start: bigint, end?: bigint): string {
  const all = characters(text);
  const length = BigInt(all.length);
  if (end !== undefined && start > end) {
    throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  for (const index of [start, end ?? 0n]) if (index < 0n || index > length) throw outOfRange(index);
  return all.slice(Number(start), end === undefined ? undefined : Number(end)).join("");
}

/** Without surrogates the UTF-16 units are the code points, and JavaScript's own search will do. */
function isPlain(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

function foundAt(all: readonly string[], part: readonly string[], at: number): boolean {
  return part.every((character, index) => all[at + index] === character);
}

function indexOf(text: string, part: string, from: bigint = 0n): bigint {
  if (part === "") return from;
  if (isPlain(text) && from >= 0n && from < BigInt(text.length)) {
    return BigInt(text.indexOf(part, Number(from)));
  }
  const [all, sought] = [characters(text), characters(part)];
  if (from < 0n || (from > 0n && from >= BigInt(all.length))) throw outOfRange(from);
  for (let at = Number(from); at <= all.length - sought.length; at += 1) {
    if (foundAt(all, sought, at)) return BigInt(at);
  }
  return -1n;
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  if (isPlain(text) && part !== "" && from === undefined) return BigInt(text.lastIndexOf(part));
  const [all, sought] = [characters(text), characters(part)];
  if (part === "") return from ?? BigInt(all.length);
  if (from !== undefined && (from < 0n || from >= BigInt(all.length))) throw outOfRange(from);
  const last = all.length - sought.length;
  for (let at = from === undefined ? last : Math.min(Number(from), last); at >= 0; at -= 1) {
    if (foundAt(all, sought, at)) return BigInt(at);
  }
  return -1n;
}

const white = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/**
 * Go's strings.TrimSpace: Unicode's White_Space, which JavaScript's trim differs from in two characters. Character by
 * character: a pattern for the end of a text takes quadratic time.
 */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && white.test(text.charAt(start))) start += 1;
  while (end > start && white.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function join(list: readonly unknown[], separator = ""): string {
  if (!list.every((item) => typeof item === "string")) throw new CelError("no such overload");
  const length = list.reduce((sum, item) => sum + item.length + separator.length, 0);
  if (length > longestText) throw new CelError("a text gets too long");
  return list.join(separator);
}

const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters that are escaped.
  const inner = text.replaceAll(/[\u0007\b\f\n\r\t\v\\"]/g, (found) => escapes[found] ?? found);
  return `"${inner}"`;
}

const once: CallCost = ([text]) => Math.ceil(sizeOf(text) * perCharacter);
const twice: CallCost = ([text]) => Math.ceil(sizeOf(text) * 2 * perCharacter);
const result: CallCost = {
  ofResult: (made) => Math.ceil(sizeOf(made) * 2 * perCharacter),
};
/** apiserver pkg/cel/library/cost.go counts a text as `isSorted` counts it: rounded down. */
const searched: CallCost = ([text]) => Math.floor(sizeOf(text) * perCharacter);

/** CEL's strings extension, version 2 (cel-go ext/strings.go), as Kubernetes has it since 1.29. */
export const stringsLibrary: Library = {
  functions: [
    ...new LibraryBuilder()
      .method("string.charAt(int): string", charAt)
      .method("string.indexOf(string): int", indexOf, searched)
      .method("string.indexOf(string, int): int", indexOf, searched)
      .method("string.lastIndexOf(string): int", lastIndexOf, searched)
      .method("string.lastIndexOf(string, int): int", lastIndexOf, searched)
      .method("string.lowerAscii(): string", lowerAscii, once)
      .method("string.upperAscii(): string", upperAscii, once)
      .method("string.replace(string, string): string", replace, twice)
      .method("string.replace(string, string, int): string", replace, twice)
      .method("string.split(string): list<string>", split, twice)
      .method("string.split(string, int): list<string>", split, twice)
      .method("string.substring(int): string", substring, once)
      .method("string.substring(int, int): string", substring, once)
      .method("string.trim(): string", trim, once)
      .method("list<string>.join(): string", join, result)
      .method("list<string>.join(string): string", join, result)
      .functions(),
    ...new LibraryBuilder(29)
      .method("string.format(list<dyn>): string", format, once)
      .add("strings.quote(string): string", quote, once)
      .functions(),
  ],
};
