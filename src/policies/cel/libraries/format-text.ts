import { CelError } from "../errors.ts";
import { longestText } from "../run/limits.ts";
import { Duration, Timestamp, typeNameOf, TypeValue, Uint } from "../scalars.ts";
import { showDouble } from "./standard.ts";
import { showDuration, showTimestamp } from "./time.ts";

const defaultPrecision = 6;

/**
 * `text.format(values)` with `%s`, `%d`, `%f`, `%e`, `%x`, `%X`, `%o`, `%b` and `%%` (cel-go ext/formatting.go, which
 * versions 1 to 3 of the strings extension use: `%f` groups digits, `%e` writes a power of ten).
 */
export function format(template: string, values: readonly unknown[]): string {
  let next = 0;
  let length = template.length;
  return template.replaceAll(
    /%(?:(%)|(?:\.(\d+))?([\s\S]?))/g,
    (_, percent: string | undefined, precision: string | undefined, verb: string) => {
      if (percent !== undefined) return "%";
      if (next >= values.length) throw new CelError(`index ${next} out of range`);
      const digits = precision === undefined ? defaultPrecision : Number(precision);
      const text = formatOne(verb, values[next], digits);
      next += 1;
      length += text.length;
      if (length > longestText) throw new CelError("a text gets too long");
      return text;
    },
  );
}

function formatOne(verb: string, value: unknown, precision: number): string {
  switch (verb) {
    case "s":
      return show(value);
    case "d":
      return decimal(value);
    case "f":
      return fixed(asDouble(verb, value), precision);
    case "e":
      return scientific(asDouble(verb, value), precision);
    case "x":
      return hex(value);
    case "X":
      return hex(value).toUpperCase();
    case "o":
      return wholeOf(verb, value).toString(8);
    case "b":
      return typeof value === "boolean" ? String(Number(value)) : wholeOf(verb, value).toString(2);
    default:
      throw new CelError(
        `could not parse formatting clause: unrecognized formatting clause "${verb}"`,
      );
  }
}

function wrongType(verb: string, value: unknown): CelError {
  return new CelError(`error during formatting: "%${verb}" can't show a ${typeNameOf(value)}`);
}

function wholeOf(verb: string, value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (value instanceof Uint) return value.value;
  throw wrongType(verb, value);
}

function decimal(value: unknown): string {
  return String(wholeOf("d", value));
}

const specials: Readonly<Record<string, number>> = {
  NaN,
  Infinity,
  "-Infinity": -Infinity,
};

function asDouble(verb: string, value: unknown): number {
  if (typeof value === "number") return value;
  const special = typeof value === "string" ? specials[value] : undefined;
  if (special === undefined) throw wrongType(verb, value);
  return special;
}

/** Go's Printer for American English, which cel-go uses: `1,234.500000`. */
function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value);
  const [whole = "", ...fraction] = toFixedEven(value, precision).split(".");
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ","), ...fraction].join(".");
}

/** As Go rounds: what lies in the middle goes to the even neighbour, where JavaScript takes the larger one. */
function toFixedEven(value: number, precision: number): string {
  const digits = Math.min(precision, longestFraction);
  const text = value.toFixed(digits);
  const exact = value.toFixed(digits + 30);
  const cut = exact.length - 30;
  const isMiddle = /^50*$/.test(exact.slice(cut));
  const below = exact.slice(0, cut).replace(/\.$/, "");
  return isMiddle && /[02468]$/.test(below) ? below : text;
}

/** JavaScript writes no more than 100 digits, and 30 are needed to see what lies in the middle. */
const longestFraction = 70;

function infinite(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : "-∞";
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The same Printer writes `1.052033 × 10⁰³` with narrow spaces. */
function scientific(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value);
  const [digits = "", exponent = "0"] = value.toExponential(Math.min(precision, 100)).split("e");
  const power = Number(exponent);
  const figures = String(Math.abs(power)).padStart(2, "0");
  const shown = figures
    .split("")
    .map((figure) => raised[Number(figure)])
    .join("");
  return `${digits}\u202f×\u202f10${power < 0 ? "⁻" : ""}${shown}`;
}

function hex(value: unknown): string {
  if (typeof value === "string") return Buffer.from(value).toString("hex");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return wholeOf("x", value).toString(16);
}

/** A value as `%s` shows it; maps with their keys in order, so that a message never depends on the file's order. */
function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (typeof value === "number") return showDouble(value);
  if (value instanceof Timestamp) return showTimestamp(value);
  if (value instanceof Duration) return showDuration(value);
  return inside(value);
}

/** A value as it stands inside a list or map: as CEL would write it. */
function inside(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return doubleInside(value);
  if (typeof value === "bigint" || value instanceof Uint) return decimal(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (value instanceof Uint8Array) return `b${JSON.stringify(Buffer.from(value).toString("utf8"))}`;
  if (value instanceof TypeValue) return value.name;
  if (value instanceof Timestamp) return `timestamp("${showTimestamp(value)}")`;
  if (value instanceof Duration) return `duration("${showDuration(value)}")`;
  if (Array.isArray(value)) return `[${value.map(inside).join(", ")}]`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${inside(key)}:${inside(item)}`);
    return `{${entries.toSorted().join(", ")}}`;
  }
  throw wrongType("s", value);
}

function doubleInside(value: number): string {
  if (Number.isFinite(value)) return toFixedEven(value, defaultPrecision);
  return JSON.stringify(showDouble(value));
}
