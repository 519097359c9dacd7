import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { CelError } from "../errors.ts";
import { perCharacter } from "../run/costs.ts";
import { Opaque, sizeOf } from "../scalars.ts";

const number = "(0|[1-9]\\d*)";
const label = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const pattern = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${label}(?:\\.${label})*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?$`,
);

/** A version as semver.org has it; what follows a plus sign does not count when versions are compared. */
class Semver extends Opaque {
  override readonly typeName = "kubernetes.Semver";
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly labels: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], labels: readonly string[]) {
    super();
    this.numbers = numbers;
    this.labels = labels;
  }

  override get identity(): string {
    return `${this.numbers.join(".")}-${this.labels.join(".")}`;
  }
}

function parseSemver(text: string, normalize = false): Semver | undefined {
  const found = pattern.exec(normalize ? normalized(text) : text);
  if (found === null) return undefined;
  const [, major = "0", minor = "0", patch = "0", labels] = found;
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  if (numbers.some((part) => BigInt.asUintN(64, part) !== part)) return undefined;
  return new Semver(numbers, labels?.split(".") ?? []);
}

/** Without a leading `v`, without leading zeros, and with all three numbers (library/semverlib.go, normalizeAndParse). */
function normalized(text: string): string {
  const [major = "", minor, ...patch] = text.replace(/^v/, "").split(".");
  const parts = [major, ...(minor === undefined ? [] : [minor])];
  if (patch.length > 0) parts.push(patch.join("."));
  const trimmed = parts.map((part) => {
    if (part.length < 2) return part;
    const rest = part.replace(/^0+/, "");
    return /^\d/.test(rest) ? rest : `0${rest}`;
  });
  // A short version with labels is none.
  if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? "")) return "";
  while (trimmed.length < 3) trimmed.push("0");
  return trimmed.join(".");
}

function semverOf(text: string, normalize?: boolean): Semver {
  const version = parseSemver(text, normalize);
  if (version !== undefined) return version;
  throw new CelError(`${JSON.stringify(text)} is not a version as in semver.org`);
}

function compareVersions(a: Semver, b: Semver): number {
  for (const [index, one] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (one !== other) return one < other ? -1 : 1;
  }
  // 1.0.0-beta comes before 1.0.0.
  if (a.labels.length === 0 || b.labels.length === 0)
    return order(b.labels.length, a.labels.length);
  for (const [index, one] of a.labels.entries()) {
    const other = b.labels[index];
    if (other === undefined) return 1;
    const found = compareLabels(one, other);
    if (found !== 0) return found;
  }
  return order(a.labels.length, b.labels.length);
}

function compareLabels(a: string, b: string): number {
  const [oneIsNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (oneIsNumber && otherIsNumber)
    return Number(BigInt(a) > BigInt(b)) - Number(BigInt(a) < BigInt(b));
  if (oneIsNumber !== otherIsNumber) return oneIsNumber ? -1 : 1;
  return Number(a > b) - Number(a < b);
}

const order = (a: number, b: number): number => Math.sign(a - b);

const byLength: CallCost = ([text]) => Math.ceil(sizeOf(text) * perCharacter);
const type = "kubernetes.Semver";

/** Kubernetes' semver library since 1.33 (apiserver pkg/cel/library/semverlib.go). */
export const semverLibrary: Library = {
  types: [type],
  functions: new LibraryBuilder(33)
    .add(`semver(string): ${type}`, semverOf, byLength)
    .add(`semver(string, bool): ${type}`, semverOf, byLength)
    .add("isSemver(string): bool", (text: string) => parseSemver(text) !== undefined, byLength)
    .add(
      "isSemver(string, bool): bool",
      (text: string, normalize: boolean) => parseSemver(text, normalize) !== undefined,
      byLength,
    )
    .method(
      `${type}.isGreaterThan(${type}): bool`,
      (a: Semver, b: Semver) => compareVersions(a, b) > 0,
    )
    .method(
      `${type}.isLessThan(${type}): bool`,
      (a: Semver, b: Semver) => compareVersions(a, b) < 0,
    )
    .method(`${type}.compareTo(${type}): int`, (a: Semver, b: Semver) =>
      BigInt(compareVersions(a, b)),
    )
    .method(`${type}.major(): int`, ({ numbers }: Semver) => numbers[0])
    .method(`${type}.minor(): int`, ({ numbers }: Semver) => numbers[1])
    .method(`${type}.patch(): int`, ({ numbers }: Semver) => numbers[2])
    .functions(),
};
