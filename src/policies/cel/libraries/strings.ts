import type { Environment } from "@marcbachmann/cel-js";

/** Only ASCII letters change, unlike toLowerCase (cel-go ext/strings.go). */
function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}

function replaceFirst(text: string, from: string, to: string, limit: bigint): string {
  if (limit < 0n) return text.replaceAll(from, () => to);
  const parts = text.split(from);
  const cut = Math.min(Number(limit), parts.length - 1);
  return (
    parts.slice(0, cut + 1).join(to) +
    parts
      .slice(cut + 1)
      .map((part) => from + part)
      .join("")
  );
}

function charAt(text: string, index: bigint): string {
  const characters = Array.from(text);
  if (index < 0n || index > BigInt(characters.length))
    throw new Error(`index ${index} is out of range`);
  return characters[Number(index)] ?? "";
}

/** `%s`, `%d`, `%f`, `%x`, `%b`, `%o`, `%e` and `%%`, with a precision where the verb has one (cel-go ext/formatting.go). */
function format(template: string, values: readonly unknown[]): string {
  let next = 0;
  const filled = template.replaceAll(
    /%(?:\.(\d{1,3}))?(.)/gs,
    (_, precision: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      const value = values[next];
      if (value === undefined) throw new Error(`format has no value for "%${verb}"`);
      next += 1;
      return formatOne(verb, value, precision === undefined ? 6 : Number(precision));
    },
  );
  return filled;
}

function formatOne(verb: string, value: unknown, precision: number): string {
  if (verb === "s") return show(value);
  if (typeof value !== "bigint" && typeof value !== "number") {
    throw new Error(`"%${verb}" in format needs a number`);
  }
  if (verb === "d") return String(value);
  if (verb === "f") return Number(value).toFixed(precision);
  if (verb === "e") return Number(value).toExponential(precision);
  const radix = { x: 16, X: 16, o: 8, b: 2 }[verb];
  if (radix === undefined) throw new Error(`format does not know "%${verb}"`);
  const digits = value.toString(radix);
  return verb === "X" ? digits.toUpperCase() : digits;
}

/** A value as `%s` shows it; maps with their keys in order, so that a message never depends on the file's order. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${show(key)}: ${show(item)}`);
    return `{${entries.toSorted().join(", ")}}`;
  }
  return String(value);
}

/** What CEL's strings extension has beyond the library's own (cel-go ext/strings.go). */
export function registerStrings(environment: Environment): void {
  const add = (signature: string, run: (...parts: never[]) => unknown): void => {
    environment.registerFunction(signature, run, { async: false });
  };
  add("string.lowerAsciiOnly(): string", lowerAscii);
  add("string.upperAsciiOnly(): string", upperAscii);
  add("string.charAt(int): string", charAt);
  add("string.replace(string, string): string", (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  );
  add("string.replace(string, string, int): string", replaceFirst);
  add("string.reverse(): string", (text: string) => Array.from(text).toReversed().join(""));
  add("string.format(list): string", format);
}
