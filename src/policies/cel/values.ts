import { isJsonObject, type Json } from "../../domain/json.ts";

/** A path of keys and list indexes inside an object. */
export type Path = readonly (string | number)[];

/**
 * A value as expressions see it: whole numbers are bigint (CEL's int), other numbers are CEL doubles, and objects are
 * Maps, so that no key of an untrusted file (`constructor`, `__proto__`) can be taken for anything but data.
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly CelValue[]
  | ReadonlyMap<string, CelValue>;

/** A value for expressions, and the path in the file of every map and list inside it, known by identity. */
export interface CelObject {
  readonly value: CelValue;
  /** Where a map or list that an expression returned stands; undefined for what the expression made itself. */
  pathOf(value: unknown): Path | undefined;
  /** The index in the file of what stands at `index` in a list: another one where elements were left out. */
  indexInFile(list: object, index: number): number;
  /** The same without some list elements and map entries; the others keep the paths that they have in the file. */
  without(leftOut: readonly Path[]): CelObject;
}

/** Reading this on a pull request has no answer: only the cluster knows. It is never an error and never a pass. */
export class NotEvaluableError extends Error {
  override readonly name = "NotEvaluableError";
}

/** A map in which some keys are only known, or only computed, when they are read. */
export class LazyMap extends Map<string, unknown> {
  readonly #compute: ReadonlyMap<string, () => unknown>;

  constructor(
    known: Iterable<readonly [string, unknown]>,
    compute: ReadonlyMap<string, () => unknown>,
  ) {
    super();
    this.#compute = compute;
    for (const [key, value] of known) this.set(key, value);
  }

  /** A map with other entries, of which the same keys are computed. */
  withEntries(known: Iterable<readonly [string, unknown]>): LazyMap {
    return new LazyMap(known, this.#compute);
  }

  override get(key: string): unknown {
    const compute = super.has(key) ? undefined : this.#compute.get(key);
    return compute === undefined ? super.get(key) : compute();
  }
}

/**
 * An object for expressions. `unknown` holds the keys of `metadata` that the file leaves to the cluster: reading one
 * throws a NotEvaluableError with that message.
 */
export function toCelObject(json: Json, unknown: Readonly<Record<string, string>> = {}): CelObject {
  const paths = new WeakMap<object, Path>();
  const lazy = new Map(
    Object.entries(unknown).map(([key, message]) => [
      key,
      (): never => {
        throw new NotEvaluableError(message);
      },
    ]),
  );
  const convert = (value: Json | undefined, path: Path): CelValue => {
    if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
    if (value === null || value === undefined || typeof value !== "object") return value ?? null;
    const converted = isJsonObject(value) ? toMap(value, path) : toList(value, path);
    paths.set(converted, path);
    return converted;
  };
  const toList = (value: readonly Json[], path: Path): readonly CelValue[] =>
    value.map((item, index) => convert(item, [...path, index]));
  const toMap = (value: object, path: Path): ReadonlyMap<string, CelValue> => {
    const entries = Object.entries(value).map(([key, item]): [string, CelValue] => [
      key,
      convert(item as Json, [...path, key]),
    ]);
    const isMetadata = lazy.size > 0 && path.length === 1 && path[0] === "metadata";
    return isMetadata ? (new LazyMap(entries, lazy) as Map<string, CelValue>) : new Map(entries);
  };
  return celObject(convert(json, []), { paths, keptIndexes: new WeakMap() });
}

/** What is known of maps and lists by identity. */
interface Places {
  readonly paths: WeakMap<object, Path>;
  /** For a list from which elements were left out: the indexes in the file of the others. */
  readonly keptIndexes: WeakMap<object, readonly number[]>;
}

function celObject(value: CelValue, places: Places): CelObject {
  return {
    value,
    pathOf: (part) =>
      typeof part === "object" && part !== null ? places.paths.get(part) : undefined,
    indexInFile: (list, index) => places.keptIndexes.get(list)?.[index] ?? index,
    without: (leftOut) => celObject(copyWithout(value, leftOut, places), places),
  };
}

/** Copies only the maps and lists on the way to what is left out; the others stay the same ones. */
function copyWithout(value: CelValue, leftOut: readonly Path[], places: Places): CelValue {
  if (leftOut.length === 0 || typeof value !== "object" || value === null) return value;
  const kept = entriesOf(value).flatMap(([step, item]): [string | number, CelValue][] => {
    const inside = leftOut.filter(([first]) => first === step).map((path) => path.slice(1));
    if (inside.some((rest) => rest.length === 0)) return [];
    return [[step, copyWithout(item, inside, places)]];
  });
  const copy = isCelMap(value) ? mapLike(value, kept) : kept.map(([, item]) => item);
  const path = places.paths.get(value);
  if (path !== undefined) places.paths.set(copy, path);
  if (Array.isArray(copy)) {
    places.keptIndexes.set(
      copy,
      kept.map(([step]) => Number(step)),
    );
  }
  return copy;
}

function isCelMap(value: object): value is ReadonlyMap<string, CelValue> {
  return value instanceof Map;
}

function entriesOf(
  value: readonly CelValue[] | ReadonlyMap<string, CelValue>,
): readonly (readonly [string | number, CelValue])[] {
  return [...value.entries()];
}

function mapLike(
  map: ReadonlyMap<string, CelValue>,
  entries: readonly (readonly [string | number, CelValue])[],
): ReadonlyMap<string, CelValue> {
  const named = entries.map(([key, item]) => [String(key), item] as const);
  return map instanceof LazyMap
    ? (map.withEntries(named) as Map<string, CelValue>)
    : new Map(named);
}
