import { CelError, noSuchOverload } from "./errors.ts";
import { Duration, Opaque, Optional, StructValue, Timestamp, TypeValue, Uint } from "./scalars.ts";

type NumberValue = bigint | number | Uint;

function isNumber(value: unknown): value is NumberValue {
  return typeof value === "bigint" || typeof value === "number" || value instanceof Uint;
}

const plain = (value: NumberValue): bigint | number =>
  value instanceof Uint ? value.value : value;

/** Equality across types: numbers by their value, all else only with its own type (cel-spec, "Equality"). */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a)) return isNumber(b) && sameNumber(plain(a), plain(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return sameObject(a, b);
}

function sameNumber(a: bigint | number, b: bigint | number): boolean {
  if (typeof a === typeof b) return a === b;
  return Number(a) === Number(b);
}

function sameObject(a: object, b: object): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && sameList(a, b);
  if (a instanceof Map) return b instanceof Map && sameMap(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && sameBytes(a, b);
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Opaque) {
    return b instanceof Opaque && a.typeName === b.typeName && a.identity === b.identity;
  }
  if (a instanceof StructValue) {
    return b instanceof StructValue && a.typeName === b.typeName && sameMap(a.fields, b.fields);
  }
  if (a instanceof Optional && b instanceof Optional) {
    return a.hasValue() && b.hasValue() && equal(a.value(), b.value());
  }
  return false;
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index]));
}

function sameMap(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, item] of a) {
    const other = lookUp(b, key);
    if (other === undefined || !equal(item, other)) return false;
  }
  return true;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** What a map holds under a key, undefined for nothing: `1`, `1u` and `1.0` are one key. */
export function lookUp(map: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  if (typeof key === "string" || typeof key === "boolean") return map.get(key);
  if (!isNumber(key)) return undefined;
  const number = plain(key);
  const whole =
    typeof number === "bigint" ? number : Number.isInteger(number) ? BigInt(number) : undefined;
  const found = whole === undefined ? undefined : map.get(whole);
  if (found !== undefined) return found;
  for (const [other, value] of map) {
    if (typeof other === "string") return undefined;
    if (equal(other, key)) return value;
  }
  return undefined;
}

/** Below zero, zero or above, for values that have an order; throws for those that have none. */
export function compare(a: unknown, b: unknown): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(plain(a), plain(b));
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Duration && b instanceof Duration) return compareNumbers(a.nanos, b.nanos);
  if (a instanceof Timestamp && b instanceof Timestamp) return compareNumbers(a.nanos, b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  throw noSuchOverload();
}

/** A whole number and a double are compared as doubles (cel-go common/types/compare.go). */
function compareNumbers(a: bigint | number, b: bigint | number): number {
  const [one, other] = typeof a === typeof b ? [a, b] : [Number(a), Number(b)];
  if (one < other) return -1;
  if (one > other) return 1;
  if (one >= other) return 0;
  throw new CelError("NaN values cannot be ordered");
}

/** By code point, as UTF-8 bytes compare: UTF-16 units would put U+FFFF after U+10000. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (one === other) continue;
    const surrogates = Number(isSurrogate(one)) - Number(isSurrogate(other));
    return surrogates === 0 ? one - other : surrogates;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
