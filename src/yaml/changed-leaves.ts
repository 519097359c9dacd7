import type { Json } from "../domain/json.ts";

type Path = readonly (string | number)[];

/**
 * The paths of all leaves in which two values differ. A leaf is a value that is no map and no list, or an empty one;
 * one that is only on one side counts. The same keys in another order count too, as a difference of the map.
 */
export function changedLeaves(before: Json | undefined, after: Json | undefined): readonly Path[] {
  const found: Path[] = [];
  const open: {
    readonly path: Path;
    readonly a: Json | undefined;
    readonly b: Json | undefined;
  }[] = [{ path: [], a: before, b: after }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, a, b } = next;
    if (Object.is(a, b)) continue;
    const entriesA = entriesOf(a);
    const entriesB = entriesOf(b);
    const isAlike =
      entriesA !== undefined &&
      entriesB !== undefined &&
      Array.isArray(a) === Array.isArray(b) &&
      entriesA.length === entriesB.length &&
      entriesA.every(([key], index) => key === entriesB[index]?.[0]);
    if (!isAlike) {
      found.push(path);
      continue;
    }
    for (const [index, [key, value]] of entriesA.entries()) {
      const step = Array.isArray(a) ? index : key;
      open.push({ path: [...path, step], a: value, b: entriesB[index]?.[1] });
    }
  }
  return found;
}

function entriesOf(
  value: Json | undefined,
): readonly (readonly [string, Json | undefined])[] | undefined {
  return typeof value === "object" && value !== null ? Object.entries(value) : undefined;
}
