import { LibraryBuilder, type CallCost, type Library } from "../check/functions.ts";
import { compare, equal } from "../equality.ts";
import { CelError } from "../errors.ts";
import { add } from "../run/arithmetic.ts";
import { listCost, perCharacter } from "../run/costs.ts";
import { longestList } from "../run/limits.ts";
import { Duration, sizeOf, typeNameOf, Uint } from "../scalars.ts";

type List = readonly unknown[];

const contains = (list: List, value: unknown): boolean => list.some((item) => equal(item, value));

/** apiserver pkg/cel/library/cost.go, traversalCost: what it costs to go through all of a value. */
const throughout: CallCost = ([value]) => traversal(value);

function traversal(value: unknown): number {
  if (typeof value === "string" || value instanceof Uint8Array) {
    return Math.floor(value.length * perCharacter);
  }
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + traversal(item), 0);
  if (!(value instanceof Map)) return 1;
  return [...value].reduce((sum, [key, item]) => sum + traversal(key) + traversal(item), 0);
}

function isSorted(list: List): boolean {
  return list.every((item, index) => index === 0 || compare(list[index - 1], item) <= 0);
}

function extreme(name: string, better: (order: number) => boolean) {
  return (list: List): unknown => {
    const [first, ...rest] = list;
    if (first === undefined) throw new CelError(`${name} called on empty list`);
    return rest.reduce((best, item) => (better(compare(item, best)) ? item : best), first);
  };
}

const zeros = { int: 0n, uint: new Uint(0n), double: 0, duration: new Duration(0n) };

function slice(list: List, from: bigint, to: bigint): List {
  const which = `cannot slice(${from}, ${to})`;
  if (from < 0n || to < 0n) throw new CelError(`${which}, negative indexes not supported`);
  if (from > to) {
    throw new CelError(`${which}, start index must be less than or equal to end index`);
  }
  if (to > BigInt(list.length)) throw new CelError(`${which}, list is length ${list.length}`);
  return list.slice(Number(from), Number(to));
}

function flatten(list: List, depth: bigint = 1n): List {
  if (depth < 0n) throw new CelError("level must be non-negative");
  if (depth === 0n) return list;
  const flat: unknown[] = [];
  for (const item of list) {
    const inner = Array.isArray(item) ? flatten(item, depth - 1n) : [item];
    if (flat.length + inner.length > longestList) throw new CelError("a list gets too long");
    for (const one of inner) flat.push(one);
  }
  return flat;
}

/** The elements of a list without repetitions, in order of first appearance. */
function distinct(list: List): List {
  const kept: unknown[] = [];
  for (const item of list) if (!contains(kept, item)) kept.push(item);
  return kept;
}

function sort(list: List): List {
  const [first] = list;
  if (list.some((item) => typeNameOf(item) !== typeNameOf(first))) {
    throw new CelError("list elements must have the same type");
  }
  return list.toSorted(compare);
}

/** cel-go ext/lists.go, maxRangeSize; no budget of Kubernetes reaches so far. */
const longestRange = 1_000_000n;

function range(size: bigint): List {
  if (size < 0n) throw new CelError(`lists.range: size must be non-negative, got ${size}`);
  if (size > longestRange) throw new CelError(`lists.range: size ${size} is too large`);
  return Array.from({ length: Number(size) }, (_, index) => BigInt(index));
}

const made = (size: number, factor = 1): number => Math.floor(size * factor) + 1 + listCost;
const ofResult: CallCost = { ofResult: (result) => made(sizeOf(result)) };
const ofCount: CallCost = ([count]) => made(Math.max(0, Number(count)));
const flattened: CallCost = ([list, depth = 1n]) => made(sizeOf(list), Number(depth));
const pairwise: CallCost = ([list]) => {
  const size = sizeOf(list);
  const [first] = Array.isArray(list) ? (list as List) : [];
  const texts = typeof first === "string" || first instanceof Uint8Array;
  return made(size * size, texts ? 2 + perCharacter : 2);
};

const ordered = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

function kubernetesLists(): LibraryBuilder {
  const library = new LibraryBuilder()
    .method(
      "list<A>.indexOf(A): int",
      (list: List, value: unknown) => BigInt(list.findIndex((item) => equal(item, value))),
      throughout,
    )
    .method(
      "list<A>.lastIndexOf(A): int",
      (list: List, value: unknown) => BigInt(list.findLastIndex((item) => equal(item, value))),
      throughout,
    );
  for (const [type, zero] of Object.entries(zeros)) {
    const sum = (list: List): unknown => list.reduce<unknown>(add, zero);
    library.method(`list<${type}>.sum(): ${type}`, sum, throughout);
  }
  for (const type of ordered) {
    library
      .method(`list<${type}>.isSorted(): bool`, isSorted, throughout)
      .method(
        `list<${type}>.min(): ${type}`,
        extreme("min", (order) => order < 0),
        throughout,
      )
      .method(
        `list<${type}>.max(): ${type}`,
        extreme("max", (order) => order > 0),
        throughout,
      );
  }
  return library;
}

function extendedLists(): LibraryBuilder {
  const library = new LibraryBuilder(34)
    .add("lists.range(int): list<int>", range, ofCount)
    .method("list<A>.slice(int, int): list<A>", slice, ofResult)
    .method("list<A>.reverse(): list<A>", (list: List) => list.toReversed(), ofResult)
    .method("list<A>.distinct(): list<A>", distinct, pairwise)
    .method("list<list<A>>.flatten(): list<A>", flatten, flattened)
    .method("list<dyn>.flatten(int): list<dyn>", flatten, flattened);
  for (const type of ordered) {
    library.method(`list<${type}>.sort(): list<${type}>`, sort, pairwise);
  }
  return library;
}

/** Kubernetes' list library (apiserver pkg/cel/library/lists.go), and ext.Lists version 3 since 1.34. */
export const listsLibrary: Library = {
  functions: [...kubernetesLists().functions(), ...extendedLists().functions()],
};

const everyPair =
  (factor: number): CallCost =>
  ([a, b]) =>
    factor * sizeOf(a) * sizeOf(b) + 1;

const isSubset = (list: List, part: List): boolean => part.every((item) => contains(list, item));

/** Sets since 1.29 (cel-go ext/sets.go). */
export const setsLibrary: Library = {
  functions: new LibraryBuilder(29)
    .add("sets.contains(list<A>, list<A>): bool", isSubset, everyPair(1))
    .add(
      "sets.equivalent(list<A>, list<A>): bool",
      (a: List, b: List) => isSubset(a, b) && isSubset(b, a),
      everyPair(2),
    )
    .add(
      "sets.intersects(list<A>, list<A>): bool",
      (a: List, b: List) => a.some((item) => contains(b, item)),
      everyPair(1),
    )
    .functions(),
};
