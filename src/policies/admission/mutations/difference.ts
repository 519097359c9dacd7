import { isDeepStrictEqual } from "node:util";
import { isJsonObject, valueAt, type Json, type JsonObject } from "../../../domain/json.ts";
import type { Path } from "../../cel/values.ts";

/** One difference between two versions of an object. */
export type Edit =
  /** A value that is there becomes another one. */
  | { readonly kind: "set"; readonly path: Path; readonly value: Json }
  /** A field that is not there. */
  | { readonly kind: "add"; readonly path: Path; readonly value: Json }
  /** A list entry before the one at that index, or at the end. */
  | { readonly kind: "insert"; readonly path: Path; readonly value: Json }
  | { readonly kind: "remove"; readonly path: Path };

/** What turns `before` into `after`, in as few and as small edits as can be told without a search. */
export function differences(before: Json, after: Json, path: Path = []): readonly Edit[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) return betweenMaps(before, after, path);
  if (isList(before) && isList(after)) return betweenLists(before, after, path);
  return [{ kind: "set", path, value: after }];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function betweenMaps(before: JsonObject, after: JsonObject, path: Path): readonly Edit[] {
  const gone = Object.keys(before)
    .filter((key) => !Object.hasOwn(after, key))
    .map((key): Edit => ({ kind: "remove", path: [...path, key] }));
  const other = Object.entries(after).flatMap(([key, value = null]): readonly Edit[] => {
    const own = Object.hasOwn(before, key) ? before[key] : undefined;
    if (own === undefined) return [{ kind: "add", path: [...path, key], value }];
    return differences(own, value, [...path, key]);
  });
  return [...gone, ...other];
}

function betweenLists(
  before: readonly Json[],
  after: readonly Json[],
  path: Path,
): readonly Edit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isDeepStrictEqual(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isDeepStrictEqual(before.at(-1 - tail), after.at(-1 - tail)))
    tail += 1;
  if (head + tail === before.length) {
    return after
      .slice(head, after.length - tail)
      .map((value): Edit => ({ kind: "insert", path: [...path, head], value }));
  }
  if (head + tail === after.length) {
    return before
      .slice(head, before.length - tail)
      .map((_, index): Edit => ({ kind: "remove", path: [...path, head + index] }));
  }
  if (before.length > after.length) return [{ kind: "set", path, value: after }];
  const changed = before.flatMap((own, index) =>
    differences(own, after[index] ?? null, [...path, index]),
  );
  const more = after
    .slice(before.length)
    .map((value): Edit => ({ kind: "insert", path: [...path, before.length], value }));
  return [...changed, ...more];
}

/**
 * The same edits on the object as its file has it, without the schema's defaults: parents that only a default made are
 * added. Undefined when an edit is about a list entry or a value that the file does not have.
 */
export function editedFile(file: JsonObject, edits: readonly Edit[]): JsonObject | undefined {
  let current: Json = file;
  // From the back, so that an index still means what it meant.
  for (const edit of edits.toReversed()) {
    const next = edited(current, edit.path, edit);
    if (next === undefined) return undefined;
    current = next;
  }
  return isJsonObject(current) ? current : undefined;
}

function edited(value: Json | undefined, path: Path, edit: Edit): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return edit.kind === "remove" ? undefined : edit.value;
  if (typeof step === "number") return editedList(value, step, { rest, edit });
  const own = isJsonObject(value) ? value : value === undefined || value === null ? {} : undefined;
  if (own === undefined) return undefined;
  const entries = Object.entries(own);
  if (rest.length === 0 && edit.kind === "remove") {
    if (!Object.hasOwn(own, step)) return undefined;
    return Object.fromEntries(entries.filter(([key]) => key !== step));
  }
  const inner = edited(Object.hasOwn(own, step) ? own[step] : undefined, rest, edit);
  return inner === undefined ? undefined : Object.fromEntries([...entries, [step, inner]]);
}

function editedList(
  value: Json | undefined,
  index: number,
  { rest, edit }: { readonly rest: Path; readonly edit: Edit },
): Json | undefined {
  const list = value === undefined && edit.kind === "insert" ? [] : value;
  if (list === undefined || !isList(list)) return undefined;
  if (rest.length === 0 && edit.kind === "insert")
    return index <= list.length ? list.toSpliced(index, 0, edit.value) : undefined;
  if (index >= list.length) return undefined;
  if (rest.length === 0 && edit.kind === "remove") return list.toSpliced(index, 1);
  const inner = edited(list[index], rest, edit);
  return inner === undefined ? undefined : list.with(index, inner);
}

/** The value that an edited object has at a path. */
export function valueAfter(after: JsonObject, path: Path): Json {
  return valueAt(after, path) ?? null;
}
