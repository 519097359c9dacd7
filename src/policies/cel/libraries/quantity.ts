import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { perCharacter } from "../run/costs.ts";
import { Opaque, sizeOf } from "../scalars.ts";

const exponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binary: Readonly<Record<string, bigint>> = {
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};
const nano = 9;
const whole = 10n ** 9n;

/** A Kubernetes quantity, exact to 10^-9 as the API server keeps it (apimachinery pkg/api/resource/quantity.go). */
export class Quantity extends Opaque {
  override readonly typeName = "kubernetes.Quantity";
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }

  override get identity(): string {
    return String(this.nanos);
  }

  /** Whether it is a whole number that fits into 64 bits. */
  isInteger(): boolean {
    const value = this.nanos / whole;
    return this.nanos % whole === 0n && BigInt.asIntN(64, value) === value;
  }
}

/** Reads `500m`, `1.5Gi`, `2e3`…; undefined when the text is not a quantity. Fractions of a nano are rounded up. */
export function parseQuantity(text: string): Quantity | undefined {
  const match =
    /^([+-]?)(\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, sign, digits = "", suffix = ""] = match;
  const [before = "", fraction = ""] = digits.split(".");
  const scaled = BigInt(before + fraction) * (binary[suffix] ?? 1n);
  const power = powerOf(suffix) - fraction.length + nano;
  const nanos =
    power >= 0 ? scaled * 10n ** BigInt(power) : divideUp(scaled, 10n ** BigInt(-power));
  return new Quantity(sign === "-" ? -nanos : nanos);
}

function powerOf(suffix: string): number {
  if (Object.hasOwn(binary, suffix)) return 0;
  return exponents[suffix] ?? Number(suffix.slice(1));
}

function divideUp(value: bigint, by: bigint): bigint {
  return value % by === 0n ? value / by : value / by + 1n;
}

function quantityOf(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (quantity !== undefined) return quantity;
  throw new CelError(
    `${JSON.stringify(text)} is not a quantity: a number with one of the suffixes n u m k M G T P E, Ki Mi Gi Ti Pi Ei, or an exponent`,
  );
}

function asInteger(quantity: Quantity): bigint {
  if (!quantity.isInteger()) throw new CelError("cannot convert value to integer");
  return quantity.nanos / whole;
}

const order = (a: bigint, b: bigint): bigint => BigInt(Number(a > b) - Number(a < b));
const byLength: CallCost = ([text]) => Math.ceil(sizeOf(text) * perCharacter);
const type = "kubernetes.Quantity";

/** Kubernetes' quantity library since 1.28 (apiserver pkg/cel/library/quantity.go). */
export const quantityLibrary: Library = {
  types: [type],
  functions: new LibraryBuilder(28)
    .add(`quantity(string): ${type}`, quantityOf, byLength)
    .add("isQuantity(string): bool", (text: string) => parseQuantity(text) !== undefined, byLength)
    .method(`${type}.compareTo(${type}): int`, (a: Quantity, b: Quantity) =>
      order(a.nanos, b.nanos),
    )
    .method(`${type}.isGreaterThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos > b.nanos)
    .method(`${type}.isLessThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos < b.nanos)
    .method(
      `${type}.add(${type}): ${type}`,
      (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos),
    )
    .method(
      `${type}.sub(${type}): ${type}`,
      (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos),
    )
    .method(
      `${type}.add(int): ${type}`,
      (a: Quantity, b: bigint) => new Quantity(a.nanos + b * whole),
    )
    .method(
      `${type}.sub(int): ${type}`,
      (a: Quantity, b: bigint) => new Quantity(a.nanos - b * whole),
    )
    .method(`${type}.isInteger(): bool`, (a: Quantity) => a.isInteger())
    .method(`${type}.asInteger(): int`, asInteger)
    .method(`${type}.asApproximateFloat(): double`, (a: Quantity) => Number(a.nanos) / 1e9)
    .method(`${type}.sign(): int`, (a: Quantity) => order(a.nanos, 0n))
    .functions(),
};
