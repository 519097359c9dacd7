import { CelError, noSuchOverload } from "../errors.ts";
import { Duration, Timestamp, Uint } from "../scalars.ts";
import { longestList, longestText } from "./limits.ts";

const overflow = (what: string): CelError => new CelError(`${what} overflow`);

/** A whole number of 64 bits; throws for all others. */
export function asInt(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw overflow("integer");
  return value;
}

/** An unsigned whole number of 64 bits; throws for all others. */
export function asUint(value: bigint): Uint {
  if (BigInt.asUintN(64, value) !== value) throw overflow("unsigned integer");
  return new Uint(value);
}

/** As long as Go's time.Duration, in which cel-go counts. */
export function asDuration(nanos: bigint): Duration {
  if (BigInt.asIntN(64, nanos) !== nanos) throw overflow("duration");
  return new Duration(nanos);
}

const firstMoment = -62_135_596_800n * 1_000_000_000n;
const lastMoment = 253_402_300_800n * 1_000_000_000n - 1n;

/** From the year 1 to 9999, as protobuf has it. */
export function asTimestamp(nanos: bigint): Timestamp {
  if (nanos < firstMoment || nanos > lastMoment) throw overflow("timestamp");
  return new Timestamp(nanos);
}

/** `a + b`. */
export function add(a: unknown, b: unknown): unknown {
  if (typeof a === "bigint" && typeof b === "bigint") return asInt(a + b);
  if (typeof a === "string" && typeof b === "string") return joined(a, b);
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return joinedLists(a, b);
  if (a instanceof Uint && b instanceof Uint) return asUint(a.value + b.value);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b]);
  if (a instanceof Duration && b instanceof Duration) return asDuration(a.nanos + b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return asTimestamp(a.nanos + b.nanos);
  if (a instanceof Duration && b instanceof Timestamp) return asTimestamp(a.nanos + b.nanos);
  throw noSuchOverload();
}

function joined(a: string, b: string): string {
  if (a.length + b.length > longestText) throw new CelError("a text gets too long");
  return a + b;
}

function joinedLists(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  if (a.length + b.length > longestList) throw new CelError("a list gets too long");
  return [...a, ...b];
}

/** `a - b`. */
export function subtract(a: unknown, b: unknown): unknown {
  if (typeof a === "bigint" && typeof b === "bigint") return asInt(a - b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a instanceof Uint && b instanceof Uint) return asUint(a.value - b.value);
  if (a instanceof Duration && b instanceof Duration) return asDuration(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Timestamp) return asDuration(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return asTimestamp(a.nanos - b.nanos);
  throw noSuchOverload();
}

/** `a * b`. */
export function multiply(a: unknown, b: unknown): unknown {
  if (typeof a === "bigint" && typeof b === "bigint") return asInt(a * b);
  if (typeof a === "number" && typeof b === "number") return a * b;
  if (a instanceof Uint && b instanceof Uint) return asUint(a.value * b.value);
  throw noSuchOverload();
}

/** `a / b`: whole numbers are cut towards zero. */
export function divide(a: unknown, b: unknown): unknown {
  if (typeof a === "number" && typeof b === "number") return a / b;
  if (typeof a === "bigint" && typeof b === "bigint") return asInt(a / nonZero(b, "division"));
  if (a instanceof Uint && b instanceof Uint) return asUint(a.value / nonZero(b.value, "division"));
  throw noSuchOverload();
}

/** `a % b`. */
export function modulo(a: unknown, b: unknown): unknown {
  if (typeof a === "bigint" && typeof b === "bigint") {
    asInt(a / nonZero(b, "modulus"));
    return a % b;
  }
  if (a instanceof Uint && b instanceof Uint) return asUint(a.value % nonZero(b.value, "modulus"));
  throw noSuchOverload();
}

function nonZero(value: bigint, what: string): bigint {
  if (value === 0n) throw new CelError(`${what} by zero`);
  return value;
}

/** `-a`. */
export function negate(value: unknown): unknown {
  if (typeof value === "bigint") return asInt(-value);
  if (typeof value === "number") return -value;
  throw noSuchOverload();
}
