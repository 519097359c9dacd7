import type { Environment } from "@marcbachmann/cel-js";

type Ordered = bigint | number | string | boolean;

function same(a: unknown, b: unknown): boolean {
  if (typeof a === "bigint" && typeof b === "number") return Number(a) === b;
  if (typeof a === "number" && typeof b === "bigint") return a === Number(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && same(item, b.get(key)));
  }
  return a === b;
}

const contains = (list: readonly unknown[], value: unknown): boolean =>
  list.some((item) => same(item, value));

/** The elements of a list without repetitions, in order of first appearance. */
function distinct(list: readonly unknown[]): readonly unknown[] {
  const kept: unknown[] = [];
  for (const item of list) if (!contains(kept, item)) kept.push(item);
  return kept;
}

function extreme(list: readonly Ordered[], better: (a: Ordered, b: Ordered) => boolean): Ordered {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error("min and max need a list that is not empty");
  return rest.reduce((best, item) => (better(item, best) ? item : best), first);
}

function sum(list: readonly unknown[]): unknown {
  const whole = list.filter((item) => typeof item === "bigint");
  if (whole.length === list.length) return whole.reduce((total, item) => total + item, 0n);
  return list.reduce<number>((total, item) => {
    if (typeof item !== "number" && typeof item !== "bigint")
      throw new Error("sum needs a list of numbers");
    return total + Number(item);
  }, 0);
}

function indexOf(list: readonly unknown[], value: unknown): bigint {
  return BigInt(list.findIndex((item) => same(item, value)));
}

function slice(list: readonly unknown[], from: bigint, to: bigint): readonly unknown[] {
  if (from < 0n || to < from || to > BigInt(list.length)) throw new Error("slice is out of range");
  return list.slice(Number(from), Number(to));
}

/** Kubernetes' list library (apiserver pkg/cel/library/lists.go), CEL's sets and what is simple of ext.Lists. */
export function registerLists(environment: Environment): void {
  const add = (signature: string, run: (...parts: never[]) => unknown): void => {
    environment.registerFunction(signature, run, { async: false });
  };
  type List = readonly unknown[];
  add("list.isSorted(): bool", (list: readonly Ordered[]) =>
    list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
  );
  add("list.sum(): dyn", sum);
  add("list.min(): dyn", (list: readonly Ordered[]) => extreme(list, (a, b) => a < b));
  add("list.max(): dyn", (list: readonly Ordered[]) => extreme(list, (a, b) => a > b));
  add("list.indexOf(dyn): int", indexOf);
  add("list.lastIndexOf(dyn): int", (list: List, value: unknown) =>
    BigInt(list.findLastIndex((item) => same(item, value))),
  );
  add("list.includes(dyn): bool", contains);
  add("list.distinct(): list", distinct);
  add("list.reverse(): list", (list: List) => list.toReversed());
  add("list.slice(int, int): list", slice);
  add("list.sort(): list", (list: readonly Ordered[]) =>
    list.toSorted((a, b) => Number(a > b) - Number(a < b)),
  );
  add("list.flatten(): list", (list: List) => list.flat());
  add("sets.contains(list, list): bool", (_: unknown, list: List, part: List) =>
    part.every((item) => contains(list, item)),
  );
  add(
    "sets.equivalent(list, list): bool",
    (_: unknown, a: List, b: List) =>
      a.every((item) => contains(b, item)) && b.every((item) => contains(a, item)),
  );
  add("sets.intersects(list, list): bool", (_: unknown, a: List, b: List) =>
    a.some((item) => contains(b, item)),
  );
}
