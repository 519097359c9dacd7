import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { asInt, asUint } from "../run/arithmetic.ts";
import { perCharacter } from "../run/costs.ts";
import { sizeOf, typeNameOf, TypeValue, type Uint } from "../scalars.ts";
import { characterCount } from "./characters.ts";
import { matches, patternCost } from "./regex.ts";

const byLength: CallCost = ([text]) => Math.ceil(sizeOf(text) * perCharacter);

function textOfBytes(value: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    throw new CelError("invalid UTF-8 in bytes, cannot convert to string");
  }
}

function wholeOf(value: number): bigint {
  if (!Number.isFinite(value)) throw new CelError("integer overflow");
  return BigInt(Math.trunc(value));
}

function intOfDouble(value: number): bigint {
  // cel-go common/types/overflow.go, doubleToInt64Checked: the ends themselves do not count as exact.
  if (value <= -(2 ** 63) || value >= 2 ** 63) throw new CelError("integer overflow");
  return asInt(wholeOf(value));
}

function uintOfDouble(value: number): Uint {
  if (value < 0 || value >= 2 ** 64) throw new CelError("unsigned integer overflow");
  return asUint(wholeOf(value));
}

/** Longer ones are not even read: that takes quadratic time. */
const longestNumber = 100;

function intOfText(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw wrongText(text, "int");
  if (text.length > longestNumber) throw new CelError("integer overflow");
  return asInt(BigInt(text.replace(/^\+/, "")));
}

function uintOfText(text: string): Uint {
  if (!/^\d+$/.test(text)) throw wrongText(text, "uint");
  if (text.length > longestNumber) throw new CelError("unsigned integer overflow");
  return asUint(BigInt(text));
}

function doubleOfText(text: string): number {
  const special = /^([+-]?)(?:inf|infinity|(nan))$/i.exec(text);
  if (special?.[2] !== undefined) return NaN;
  if (special !== null) return special[1] === "-" ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) throw wrongText(text, "double");
  return Number(text);
}

function boolOfText(text: string): boolean {
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
  throw wrongText(text, "bool");
}

function wrongText(text: string, type: string): CelError {
  return new CelError(
    `type conversion error from string ${JSON.stringify(text.slice(0, 100))} to '${type}'`,
  );
}

/** A double as Go's strconv writes it: `1e+06`, `-Inf`; never more digits than needed. */
export function showDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** What CEL itself has (cel-spec langdef, "List of Standard Definitions"), times apart. */
export const standardLibrary: Library = {
  types: [
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
  ],
  functions: [...conversions().functions(), ...texts().functions()],
};

function same(value: unknown): unknown {
  return value;
}

function count(value: unknown): bigint {
  return BigInt(typeof value === "string" ? characterCount(value) : sizeOf(value));
}

function conversions(): LibraryBuilder {
  return new LibraryBuilder()
    .add("dyn(A): dyn", same)
    .add("type(A): type<A>", (value: unknown) => new TypeValue(typeNameOf(value)))
    .add("bool(bool): bool", same)
    .add("bool(string): bool", boolOfText)
    .add("int(int): int", same)
    .add("int(uint): int", ({ value }: Uint) => asInt(value))
    .add("int(double): int", intOfDouble)
    .add("int(string): int", intOfText)
    .add("uint(uint): uint", same)
    .add("uint(int): uint", asUint)
    .add("uint(double): uint", uintOfDouble)
    .add("uint(string): uint", uintOfText)
    .add("double(double): double", same)
    .add("double(int): double", Number)
    .add("double(uint): double", ({ value }: Uint) => Number(value))
    .add("double(string): double", doubleOfText)
    .add("string(string): string", same)
    .add("string(bool): string", String)
    .add("string(int): string", String)
    .add("string(uint): string", ({ value }: Uint) => String(value))
    .add("string(double): string", showDouble)
    .add("string(bytes): string", textOfBytes, byLength)
    .add("bytes(bytes): bytes", same)
    .add("bytes(string): bytes", (text: string) => new TextEncoder().encode(text), byLength);
}

function texts(): LibraryBuilder {
  const library = new LibraryBuilder();
  for (const type of ["string", "bytes", "list<A>", "map<A, B>"]) {
    library.add(`size(${type}): int`, count).method(`${type}.size(): int`, count);
  }
  return library
    .method("string.startsWith(string): bool", (a: string, b: string) => a.startsWith(b), byLength)
    .method("string.endsWith(string): bool", (a: string, b: string) => a.endsWith(b), byLength)
    .method(
      "string.contains(string): bool",
      (a: string, b: string) => a.includes(b),
      ([a, b]) => Math.ceil(sizeOf(a) * perCharacter) * Math.ceil(sizeOf(b) * perCharacter),
    )
    .method("string.matches(string): bool", matches, patternCost)
    .add("matches(string, string): bool", matches, patternCost);
}
