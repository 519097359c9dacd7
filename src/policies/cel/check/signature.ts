import * as types from "./types.ts";
import type { Type } from "./types.ts";

/** What a function takes and gives. The receiver of a method is the first parameter. */
export interface Signature {
  readonly name: string;
  readonly member: boolean;
  readonly params: readonly Type[];
  readonly result: Type;
}

const named: Readonly<Record<string, Type>> = {
  dyn: types.dyn,
  bool: types.bool,
  int: types.int,
  uint: types.uint,
  double: types.double,
  string: types.string,
  bytes: types.bytes,
  null: types.nullType,
  timestamp: types.timestamp,
  duration: types.duration,
};

/** Reads `sets.contains(list<A>, list<A>): bool`, and for a method `list<A>.indexOf(A): int`. */
export function parseSignature(text: string, member: boolean): Signature {
  const [, head = "", params = "", result = ""] = /^([^(]+)\((.*)\): (.+)$/.exec(text) ?? [];
  const dot = member ? head.lastIndexOf(".") : -1;
  const receiver = member ? [parseType(head.slice(0, dot))] : [];
  return {
    name: head.slice(dot + 1),
    member,
    params: [...receiver, ...parts(params).map(parseType)],
    result: parseType(result),
  };
}

/** Reads `map<string, list<A>>`. One capital letter is a type parameter; a name that CEL does not have, a library's. */
export function parseType(text: string): Type {
  const [, name = "", inner] = /^([^<]+)(?:<(.*)>)?$/.exec(text.trim()) ?? [];
  const of = inner === undefined ? [] : parts(inner).map(parseType);
  const [first = types.dyn, second = types.dyn] = of;
  if (name === "list") return types.listOf(first);
  if (name === "map") return types.mapOf(first, second);
  if (name === "optional") return types.optionalOf(first);
  if (name === "type") return types.typeOf(first);
  if (/^[A-Z]$/.test(name)) return types.param(name);
  return named[name] ?? types.opaque(name);
}

/** Splits at the commas that stand in no bracket. */
function parts(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let last = 0;
  for (const [index, character] of text.split("").entries()) {
    depth += Number(character === "<") - Number(character === ">");
    if (character !== "," || depth > 0) continue;
    found.push(text.slice(last, index));
    last = index + 1;
  }
  return text.trim() === "" ? found : [...found, text.slice(last)];
}
