import { LibraryBuilder, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { asDuration, asInt, asTimestamp } from "../run/arithmetic.ts";
import { Duration, type Timestamp } from "../scalars.ts";

const second = 1_000_000_000n;

/** Rounds towards the past: before 1970 too, the fraction counts forwards. */
function floor(value: bigint, by: bigint): bigint {
  return value < 0n ? -((-value + by - 1n) / by) : value / by;
}

function fraction(nanos: bigint): string {
  return String(nanos + second)
    .slice(1)
    .replace(/0+$/, "");
}

/** RFC 3339 in UTC, as Go's time.RFC3339Nano. */
export function showTimestamp({ nanos }: Timestamp): string {
  const seconds = floor(nanos, second);
  const rest = fraction(nanos - seconds * second);
  const [whole = ""] = new Date(Number(seconds) * 1_000).toISOString().split(".");
  return `${whole}${rest === "" ? "" : `.${rest}`}Z`;
}

/** Seconds with a fraction: `1.5s`. */
export function showDuration({ nanos }: Duration): string {
  const absolute = nanos < 0n ? -nanos : nanos;
  const rest = fraction(absolute % second);
  return `${nanos < 0n ? "-" : ""}${absolute / second}${rest === "" ? "" : `.${rest}`}s`;
}

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Reads RFC 3339; throws for all else. */
export function parseTimestamp(text: string): Timestamp {
  const found = rfc3339.exec(text);
  const [, year, month, day, hour, minute, sec, part = "", sign, offsetHour, offsetMinute] =
    found ?? [];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const dated = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  const timed = Number(hour) < 24 && Number(minute) < 60 && Number(sec) < 60;
  const shifted = sign === undefined || (Number(offsetHour) < 24 && Number(offsetMinute) < 60);
  if (found === null || !dated || !timed || !shifted) {
    throw new CelError(`${JSON.stringify(text)} is not a timestamp as in RFC 3339`);
  }
  date.setUTCHours(Number(hour), Number(minute), Number(sec));
  const offset = sign === undefined ? 0 : Number(offsetHour) * 3_600 + Number(offsetMinute) * 60;
  const seconds = date.getTime() / 1_000 - (sign === "-" ? -offset : offset);
  return asTimestamp(BigInt(seconds) * second + BigInt(part.padEnd(9, "0")));
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: second,
  m: 60n * second,
  h: 3_600n * second,
};

/** Numbers of many digits take quadratic time, and none of them fits. */
const longestDuration = 200;

/** Reads `1h30m`, `-1.5s`, as Go's time.ParseDuration; throws for all else. */
export function parseDuration(text: string): Duration {
  if (text.length > longestDuration) throw new CelError("time: invalid duration: it is too long");
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const parts = [...rest.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/gy)];
  const length = parts.reduce((sum, [whole]) => sum + whole.length, 0);
  const numbered = parts.every(([, whole = "", after = ""]) => `${whole}${after}` !== "");
  if (rest === "0") return new Duration(0n);
  if (parts.length === 0 || length !== rest.length || !numbered) {
    throw new CelError(`time: invalid duration ${JSON.stringify(text)}`);
  }
  const nanos = parts.reduce((sum, [, whole = "", after = "", unit = ""]) => {
    const size = units[unit] ?? 0n;
    const places = 10n ** BigInt(after.length);
    return sum + BigInt(whole || "0") * size + (BigInt(after || "0") * size) / places;
  }, 0n);
  return asDuration(sign === "-" ? -nanos : nanos);
}

interface Clock {
  readonly date: Date;
  readonly nanos: bigint;
}

/** The moment on the clocks of a time zone: `Europe/Berlin`, `+02:00`, UTC without one. */
function clock({ nanos }: Timestamp, zone = "UTC"): Clock {
  const seconds = floor(nanos, second);
  const offset = zoneOffset(Number(seconds), zone);
  return { date: new Date((Number(seconds) + offset) * 1_000), nanos: nanos - seconds * second };
}

function zoneOffset(seconds: number, zone: string): number {
  if (zone === "UTC" || zone === "") return 0;
  const [, sign, hours, minutes] = /^([+-]?)(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (hours !== undefined) {
    const offset = Number(hours) * 3_600 + Number(minutes) * 60;
    return sign === "-" ? -offset : offset;
  }
  try {
    const parts = formatFor(zone).formatToParts(new Date(seconds * 1_000));
    const part = (type: string): number =>
      Number(parts.find((found) => found.type === type)?.value ?? 0);
    const shown = new Date(0);
    shown.setUTCFullYear(part("year"), part("month") - 1, part("day"));
    shown.setUTCHours(part("hour"), part("minute"), part("second"));
    return shown.getTime() / 1_000 - seconds;
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
}

function formatFor(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US-u-ca-gregory", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

function dayOfYear(date: Date): number {
  const start = new Date(date);
  start.setUTCMonth(0, 1);
  return Math.round((date.getTime() - start.getTime()) / 86_400_000);
}

const getters: Readonly<Record<string, (clock: Clock) => number>> = {
  getFullYear: ({ date }) => date.getUTCFullYear(),
  getMonth: ({ date }) => date.getUTCMonth(),
  getDate: ({ date }) => date.getUTCDate(),
  getDayOfMonth: ({ date }) => date.getUTCDate() - 1,
  getDayOfWeek: ({ date }) => date.getUTCDay(),
  getDayOfYear: ({ date }) => dayOfYear(date),
  getHours: ({ date }) => date.getUTCHours(),
  getMinutes: ({ date }) => date.getUTCMinutes(),
  getSeconds: ({ date }) => date.getUTCSeconds(),
  getMilliseconds: ({ nanos }) => Number(nanos / 1_000_000n),
};

const lengths: Readonly<Record<string, (nanos: bigint) => bigint>> = {
  getHours: (nanos) => nanos / (3_600n * second),
  getMinutes: (nanos) => nanos / (60n * second),
  getSeconds: (nanos) => nanos / second,
  getMilliseconds: (nanos) => (nanos / 1_000_000n) % 1_000n,
};

function timeFunctions(): LibraryBuilder {
  const library = new LibraryBuilder();
  for (const [name, read] of Object.entries(getters)) {
    const run = (moment: Timestamp, zone?: string): bigint => BigInt(read(clock(moment, zone)));
    library.method(`timestamp.${name}(): int`, run).method(`timestamp.${name}(string): int`, run);
  }
  for (const [name, read] of Object.entries(lengths)) {
    library.method(`duration.${name}(): int`, ({ nanos }: Duration) => read(nanos));
  }
  return library
    .add("timestamp(timestamp): timestamp", (value: Timestamp) => value)
    .add("timestamp(string): timestamp", parseTimestamp)
    .add("timestamp(int): timestamp", (seconds: bigint) => asTimestamp(seconds * second))
    .add("duration(duration): duration", (value: Duration) => value)
    .add("duration(string): duration", parseDuration)
    .add("duration(int): duration", (nanos: bigint) => new Duration(nanos))
    .add("string(timestamp): string", showTimestamp)
    .add("string(duration): string", showDuration)
    .add("int(timestamp): int", ({ nanos }: Timestamp) => floor(nanos, second))
    .add("int(duration): int", ({ nanos }: Duration) => asInt(nanos));
}

/** Times and lengths of time (cel-spec langdef; cel-go common/types/timestamp.go, duration.go). */
export const timeLibrary: Library = { functions: timeFunctions().functions() };
