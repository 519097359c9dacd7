import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type YAMLMap } from "yaml";
import { isMergeKey } from "./limits.ts";

/** Offsets into the text: the first character and the one after the last. */
export type Range = readonly [number, number];

/** Where a value stands, and where the key that holds it stands. */
export interface Place {
  readonly key: Range;
  readonly value: Range;
}

/**
 * The place of the value at a path. A value that came through an alias or a merge key is found where it was written.
 * Where the path leads nowhere, both ranges are those of the nearest parent's own key.
 */
export function placeOf(document: Document.Parsed, path: readonly (string | number)[]): Place {
  let node: unknown = document.contents;
  let place: Place = { key: rangeOf(node), value: rangeOf(node) };
  for (const step of path) {
    const next = stepInto(document, resolved(document, node), step);
    if (next === undefined) return { key: place.key, value: place.key };
    place = next.place;
    node = next.node;
  }
  return place;
}

interface Step {
  readonly place: Place;
  readonly node: unknown;
}

function stepInto(
  document: Document.Parsed,
  node: unknown,
  step: string | number,
): Step | undefined {
  if (isMap(node)) return inMap(document, node, String(step));
  if (!isSeq(node)) return undefined;
  const item: unknown = node.items[Number(step)];
  if (item === undefined) return undefined;
  return { place: { key: rangeOf(item), value: rangeOf(item) }, node: item };
}

function inMap(document: Document.Parsed, map: YAMLMap, name: string, depth = 0): Step | undefined {
  const own = map.items.find(
    ({ key }) => isScalar(key) && !isMergeKey(key) && String(key.value) === name,
  );
  if (own !== undefined) {
    const key = rangeOf(own.key);
    const value = own.value === null ? key : rangeOf(own.value);
    return { place: { key, value }, node: own.value };
  }
  // A merged map can merge another one; a cycle of them ends here.
  if (depth > 20) return undefined;
  for (const source of mergeSources(document, map)) {
    const found = inMap(document, source, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mergeSources(document: Document.Parsed, map: YAMLMap): readonly YAMLMap[] {
  return map.items
    .filter(({ key }) => isMergeKey(key))
    .map(({ value }) => resolved(document, value))
    .flatMap((value) =>
      isSeq(value) ? value.items.map((item) => resolved(document, item)) : [value],
    )
    .filter((source) => isMap(source));
}

function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The range of a node in the text; of nothing, the start of the text. */
export function rangeOf(node: unknown): Range {
  const range = (node as Node | null | undefined)?.range;
  return range ? [range[0], Math.max(range[0], range[1])] : [0, 0];
}
