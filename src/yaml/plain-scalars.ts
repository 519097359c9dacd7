/**
 * What a plain scalar means to Kubernetes: kubectl, Argo CD and Flux read YAML through sigs.k8s.io/yaml, which is
 * go-yaml v2. Its rules (resolve.go, `resolve`) are YAML 1.1's booleans, numbers as Go's strconv reads them, and text
 * for all else: no sexagesimal numbers, and timestamps stay text because the result becomes JSON.
 */
export type PlainScalar = null | boolean | number | string;

const words: ReadonlyMap<string, PlainScalar> = new Map<string, PlainScalar>([
  ...["", "~", "null", "Null", "NULL"].map((text) => [text, null] as const),
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (text) => [text, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (text) => [text, false] as const,
  ),
]);

/** `.inf` and `.nan`: go-yaml knows them, JSON does not, so Kubernetes refuses the whole file. */
export const notJsonNumber = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * The value of a plain scalar. Integers beyond 2^53 become the nearest number that JavaScript has, so that their type
 * stays right; a number too large even for that is text, as it is in Go.
 */
export function readPlainScalar(text: string): PlainScalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text.startsWith(".")) return readFloat(text) ?? text;
  if (!/^[-+0-9]/.test(text)) return text;
  const digits = text.replaceAll("_", "");
  return readInteger(digits) ?? readFloat(digits) ?? text;
}

/** Go's `ParseInt(text, 0, 64)`: the prefix says the base, a leading zero means octal, 64 bits and no more. */
function readInteger(text: string): number | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const size = magnitude(hex, binary, octal, decimal);
  const limit = sign === "" ? 2n ** 64n - 1n : 2n ** 63n - (sign === "-" ? 0n : 1n);
  if (size > limit) return undefined;
  return Number(sign === "-" ? -size : size);
}

function magnitude(...[hex, binary, octal, decimal]: readonly (string | undefined)[]): bigint {
  if (hex !== undefined) return BigInt(`0x${hex}`);
  if (binary !== undefined) return BigInt(`0b${binary}`);
  if (octal !== undefined) return BigInt(`0o${octal}`);
  // A 64-bit integer has at most 20 digits: longer ones are not worth the time that a huge one takes.
  return decimal !== undefined && decimal.length <= 20 ? BigInt(decimal) : 2n ** 65n;
}

/** go-yaml's `yamlStyleFloat`; one that overflows is none. */
function readFloat(text: string): number | undefined {
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return value === 0 ? 0 : value;
}
