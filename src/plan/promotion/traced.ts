import type { Json } from "../../domain/json.ts";
import type { ValuePath } from "../../domain/service.ts";
import { readYaml, type YamlDocument } from "../../yaml/documents.ts";

/** Where a scalar stands: in a file, perhaps inside YAML that is the text of another scalar. */
export interface Origin {
  readonly path: string;
  readonly document: number;
  readonly at: ValuePath;
  readonly inside?: ValuePath;
  /** Fixed text around the value in the same scalar. */
  readonly before: string;
  readonly after: string;
}

/** A value of which every scalar still knows where it is written, also after values were laid over each other. */
export type Traced = TracedLeaf | TracedMap | TracedList;

export interface TracedLeaf {
  readonly kind: "leaf";
  readonly value: string | number | boolean | null;
  /** As it is written: `1.10`, not 1.1. */
  readonly text: string;
  /** Absent where nothing in the files alone decides the value. */
  readonly origin?: Origin;
  /** Set where the scalar is only a part of the value: an ApplicationSet's template has fixed text around its parameter. */
  readonly around?: { readonly before: string; readonly after: string };
}

export interface TracedMap {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Traced>;
}

export interface TracedList {
  readonly kind: "list";
  readonly items: readonly Traced[];
}

/** Tells for a path of a value where it is written, and how. */
export type LeafReader = (at: ValuePath) => Partial<Pick<TracedLeaf, "text" | "origin" | "around">>;

/** Traces a value by asking for each of its scalars. */
export function traceValue(value: Json | undefined, at: ValuePath, read: LeafReader): Traced {
  if (typeof value !== "object" || value === null) {
    const { text = String(value ?? ""), ...where } = read(at);
    return {
      kind: "leaf",
      value: value ?? null,
      text: typeof value === "string" ? value : text,
      ...where,
    };
  }
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, index) =>
      traceValue(item, [...at, index], read),
    );
    return { kind: "list", items };
  }
  const entries = Object.entries(value).map(
    ([key, child]) => [key, traceValue(child, [...at, key], read)] as const,
  );
  return { kind: "map", entries: new Map(entries) };
}

/** Traces a document of a file. */
export function traceDocument(document: YamlDocument, path: string): Traced {
  return traceValue(document.value, [], (at) => {
    const source = document.written(at)?.source;
    const origin = { path, document: document.index, at, before: "", after: "" };
    return source === undefined ? { origin } : { text: source, origin };
  });
}

/** Traces YAML that is the text of a scalar, such as Helm values in a block; undefined for what is no YAML. */
export function traceInside({ value, origin }: TracedLeaf): Traced | undefined {
  if (typeof value !== "string" || origin === undefined || origin.inside !== undefined)
    return undefined;
  const { documents, problems } = readYaml(value, origin.path);
  const [document, second] = documents;
  if (document === undefined || second !== undefined || problems.length > 0) return undefined;
  return traceValue(document.value, [], (inside) => {
    const source = document.written(inside)?.source;
    return source === undefined ? {} : { text: source, origin: { ...origin, inside } };
  });
}

/** Lays one value over another: maps key by key, where null takes a key away; lists as `joinLists` says. */
export function layOver(
  base: Traced | undefined,
  over: Traced,
  joinLists: (base: TracedList, over: TracedList) => TracedList,
): Traced {
  if (base?.kind === "list" && over.kind === "list") return joinLists(base, over);
  if (base?.kind !== "map" || over.kind !== "map") return over;
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    if (value.kind === "leaf" && value.value === null) entries.delete(key);
    else entries.set(key, layOver(entries.get(key), value, joinLists));
  }
  return { kind: "map", entries };
}

/** Helm: a list that is given takes the place of the one below. */
export function replaceList(_base: TracedList, over: TracedList): TracedList {
  return over;
}

/** Kustomize's strategic merge, as far as images need it: entries with a name are laid over those of the same name. */
export function joinByName(base: TracedList, over: TracedList): TracedList {
  const names = over.items.map(nameOf);
  if (names.includes(undefined) || base.items.some((item) => nameOf(item) === undefined))
    return over;
  const kept = base.items.map((item) => {
    const match = over.items[names.indexOf(nameOf(item))];
    return match === undefined ? item : layOver(item, match, joinByName);
  });
  const known = new Set(base.items.map(nameOf));
  return {
    kind: "list",
    items: [...kept, ...over.items.filter((item) => !known.has(nameOf(item)))],
  };
}

function nameOf(item: Traced): string | undefined {
  return textAt(item, ["name"]);
}

/** The value at a path, or undefined. */
export function tracedAt(value: Traced | undefined, path: ValuePath): Traced | undefined {
  let current = value;
  for (const step of path) {
    if (current?.kind === "map") current = current.entries.get(String(step));
    else if (current?.kind === "list" && typeof step === "number") current = current.items[step];
    else return undefined;
  }
  return current;
}

/** The scalar at a path, or undefined where there is none, or null. */
export function leafAt(value: Traced | undefined, path: ValuePath): TracedLeaf | undefined {
  const found = tracedAt(value, path);
  return found?.kind === "leaf" && found.value !== null ? found : undefined;
}

/** The text of the scalar at a path. */
export function textAt(value: Traced | undefined, path: ValuePath): string | undefined {
  return leafAt(value, path)?.text;
}

/** The entries of the list at a path; none where there is no list. */
export function itemsAt(value: Traced | undefined, path: ValuePath): readonly Traced[] {
  const found = tracedAt(value, path);
  return found?.kind === "list" ? found.items : [];
}

/** The keys and values of the map at a path; none where there is no map. */
export function entriesAt(
  value: Traced | undefined,
  path: ValuePath,
): readonly (readonly [string, Traced])[] {
  const found = tracedAt(value, path);
  return found?.kind === "map" ? [...found.entries] : [];
}
