import type { Environment } from "@marcbachmann/cel-js";

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

/** A Kubernetes quantity, exact to 10^-9 as the API server keeps it (apimachinery pkg/api/resource/quantity.go). */
export class Quantity {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  isInteger(): boolean {
    return this.nanos % 10n ** 9n === 0n;
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
  const [whole = "", fraction = ""] = digits.split(".");
  const scaled = BigInt(whole + fraction) * (binary[suffix] ?? 1n);
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
  if (quantity === undefined) throw new Error(`"${text}" is not a quantity`);
  return quantity;
}

const toQuantity = (value: bigint): Quantity => new Quantity(value * 10n ** 9n);

/** Kubernetes' quantity library (apiserver pkg/cel/library/quantity.go). */
export function registerQuantity(environment: Environment): void {
  const sync = { async: false };
  const type = "kubernetes.Quantity";
  environment.registerType(type, { ctor: Quantity });
  const method = (signature: string, run: (a: Quantity, b: Quantity) => unknown): void => {
    environment.registerFunction(`${type}.${signature}`, run, sync);
  };
  const withInt = (signature: string, run: (a: Quantity, b: bigint) => unknown): void => {
    environment.registerFunction(`${type}.${signature}`, run, sync);
  };
  environment.registerFunction("quantity(string): kubernetes.Quantity", quantityOf, sync);
  environment.registerFunction(
    "isQuantity(string): bool",
    (text: string) => parseQuantity(text) !== undefined,
    sync,
  );
  method(`compareTo(${type}): int`, (a, b) =>
    BigInt(Number(a.nanos > b.nanos) - Number(a.nanos < b.nanos)),
  );
  method(`isGreaterThan(${type}): bool`, (a, b) => a.nanos > b.nanos);
  method(`isLessThan(${type}): bool`, (a, b) => a.nanos < b.nanos);
  method(`add(${type}): ${type}`, (a, b) => new Quantity(a.nanos + b.nanos));
  method(`sub(${type}): ${type}`, (a, b) => new Quantity(a.nanos - b.nanos));
  withInt(`add(int): ${type}`, (a, b) => new Quantity(a.nanos + toQuantity(b).nanos));
  withInt(`sub(int): ${type}`, (a, b) => new Quantity(a.nanos - toQuantity(b).nanos));
  method("isInteger(): bool", (a) => a.isInteger());
  method("asInteger(): int", (a) => {
    if (!a.isInteger()) throw new Error("cannot convert value to integer");
    return a.nanos / 10n ** 9n;
  });
  method("asApproximateFloat(): double", (a) => Number(a.nanos) / 1e9);
  method("sign(): int", (a) => BigInt(Number(a.nanos > 0n) - Number(a.nanos < 0n)));
  environment.registerOperator(
    `${type} == ${type}`,
    (a: Quantity, b: Quantity) => a.nanos === b.nanos,
  );
}
