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

  override get(key: string): unknown {
    const compute = super.has(key) ? undefined : this.#compute.get(key);
    return compute === undefined ? super.get(key) : compute();
  }
}

// The CEL library knows maps by their constructor.
Object.defineProperty(LazyMap.prototype, "constructor", { value: Map });

/**
 * An object for expressions. `unknown` holds the keys of `metadata` that the file leaves to the cluster: reading one
 * throws a NotEvaluableError with that message. List elements and map entries at a path in `without` are left out;
 * the others keep the paths that they have in the file.
 */
export function toCelObject(
  json: Json,
  unknown: Readonly<Record<string, string>> = {},
  without: readonly Path[] = [],
): CelObject {
  const paths = new WeakMap<object, Path>();
  const keptIndexes = new WeakMap<object, readonly number[]>();
  const leftOut = new Set(without.map((path) => JSON.stringify(path)));
  const stays = (path: Path): boolean => leftOut.size === 0 || !leftOut.has(JSON.stringify(path));
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
  const toList = (value: readonly Json[], path: Path): readonly CelValue[] => {
    const kept = [...value.keys()].filter((index) => stays([...path, index]));
    const list = kept.map((index) => convert(value[index], [...path, index]));
    if (kept.length < value.length) keptIndexes.set(list, kept);
    return list;
  };
  const toMap = (value: object, path: Path): ReadonlyMap<string, CelValue> => {
    const entries = Object.entries(value).flatMap(([key, item]): [string, CelValue][] => {
      const inner = [...path, key];
      return stays(inner) ? [[key, convert(item as Json, inner)]] : [];
    });
    const isMetadata = lazy.size > 0 && path.length === 1 && path[0] === "metadata";
    return isMetadata ? (new LazyMap(entries, lazy) as Map<string, CelValue>) : new Map(entries);
  };
  return {
    value: convert(json, []),
    pathOf: (value) => (typeof value === "object" && value !== null ? paths.get(value) : undefined),
    indexInFile: (list, index) => keptIndexes.get(list)?.[index] ?? index,
  };
}
