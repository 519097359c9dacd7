import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
} from "yaml";
import type { Json } from "../domain/json.ts";
import type { Location, Problem } from "../domain/location.ts";
import { kubernetesTags } from "./kubernetes-tags.ts";
import { findDuplicateKeys, measureDepth } from "./limits.ts";

/** Caps that hold for every YAML file that a person or a program outside gave us. */
export const yamlLimits = { bytes: 2_000_000, documents: 1_000, depth: 100, aliases: 100 } as const;

/** One document of a YAML file: its value as plain data, and where each part of it stands. */
export interface YamlDocument {
  /** Counted from 0 within the file. Empty documents are left out but counted. */
  readonly index: number;
  readonly value: Json;
  /**
   * The place of the value at a path. Where the path leads nowhere, the place of the nearest parent that is there:
   * for a missing key, that is the parent's own key.
   */
  locate(path: readonly (string | number)[]): Location;
  /** The place of the key that holds the value at a path; for a list entry, the place of the entry. */
  locateKey(path: readonly (string | number)[]): Location;
}

/** A YAML file, read: all documents that could be read, and everything wrong with the others. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a YAML (or JSON) file as Kubernetes does. Never throws: what can't be read is a problem with its place.
 * Refuses files over {@link yamlLimits}, duplicate keys, and more aliases than any honest file has.
 */
export function readYaml(text: string, path: string): YamlFile {
  const bytes = Buffer.byteLength(text);
  if (bytes > yamlLimits.bytes) {
    const message = `The file has ${bytes} bytes; at most ${yamlLimits.bytes} are read. Split it into smaller files.`;
    return { documents: [], problems: [{ location: startOf(path), message }] };
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    schema: "failsafe",
    customTags: kubernetesTags,
    uniqueKeys: false,
    merge: true,
    prettyErrors: false,
    version: "1.1",
  });
  if (!Array.isArray(parsed)) return { documents: [], problems: [] };
  if (parsed.length > yamlLimits.documents) {
    const message = `The file has ${parsed.length} documents; at most ${yamlLimits.documents} are read. Split it.`;
    return { documents: [], problems: [{ location: startOf(path), message }] };
  }
  const toLocation = (start: number, end: number): Location => locationOf(lines, path, start, end);
  const documents: YamlDocument[] = [];
  const problems: Problem[] = [];
  for (const [index, document] of parsed.entries()) {
    const found = problemsOf(document, toLocation);
    problems.push(...found);
    if (found.length > 0 || document.contents === null) continue;
    const value = valueOf(document);
    if (value instanceof Error) {
      problems.push({
        location: toLocation(...rangeOf(document.contents)),
        message: value.message,
      });
    } else {
      documents.push({ index, value, ...locators(document, toLocation) });
    }
  }
  return { documents, problems };
}

type ToLocation = (start: number, end: number) => Location;

function problemsOf(document: Document.Parsed, toLocation: ToLocation): readonly Problem[] {
  const errors = document.errors.map((error) => ({
    location: toLocation(error.pos[0], error.pos[1]),
    message: `This is not valid YAML: ${sentence(error.message)}`,
  }));
  if (errors.length > 0 || document.contents === null) return errors;
  if (measureDepth(document.contents) > yamlLimits.depth) {
    const message = `The document is nested more than ${yamlLimits.depth} levels deep.`;
    return [{ location: toLocation(...rangeOf(document.contents)), message }];
  }
  return findDuplicateKeys(document.contents).map(({ key, range }) => ({
    location: toLocation(...range),
    message: `The key "${key}" is here twice in the same map. Remove one of the two.`,
  }));
}

function valueOf(document: Document.Parsed): Json | Error {
  try {
    return document.toJS({ maxAliasCount: yamlLimits.aliases }) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Error(`The document can't be read: ${sentence(reason)}`);
  }
}

function locators(
  document: Document.Parsed,
  toLocation: ToLocation,
): Pick<YamlDocument, "locate" | "locateKey"> {
  const whole = document.contents;
  return {
    locate: (path) => toLocation(...walk(document, whole, path).value),
    locateKey: (path) => toLocation(...walk(document, whole, path).key),
  };
}

interface Place {
  readonly key: readonly [number, number];
  readonly value: readonly [number, number];
}

function walk(
  document: Document.Parsed,
  root: Node | null,
  path: readonly (string | number)[],
): Place {
  let node: Node | null = root;
  let place: Place = { key: rangeOf(root), value: rangeOf(root) };
  for (const step of path) {
    const target: Node | null | undefined = isAlias(node) ? node.resolve(document) : node;
    const next: Place | undefined = stepInto(target, step);
    if (next === undefined) return { key: place.key, value: place.key };
    place = next;
    node = childOf(target, step);
  }
  return place;
}

function stepInto(node: Node | null | undefined, step: string | number): Place | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    if (pair === undefined) return undefined;
    const key = rangeOf(pair.key as Node);
    return { key, value: pair.value === null ? key : rangeOf(pair.value as Node) };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(step)];
  if (item === undefined) return undefined;
  const range = rangeOf(item as Node);
  return { key: range, value: range };
}

function childOf(node: Node | null | undefined, step: string | number): Node | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return (pair?.value ?? null) as Node | null;
  }
  return isSeq(node) ? ((node.items[Number(step)] ?? null) as Node | null) : null;
}

function rangeOf(node: Node | null): readonly [number, number] {
  const range = node?.range;
  return range ? [range[0], Math.max(range[0], range[1])] : [0, 0];
}

function locationOf(lines: LineCounter, path: string, start: number, end: number): Location {
  const from = lines.linePos(start);
  const to = lines.linePos(Math.max(start, end));
  return {
    path,
    startLine: Math.max(1, from.line),
    startColumn: Math.max(1, from.col),
    endLine: Math.max(1, to.line),
    endColumn: Math.max(1, to.col),
  };
}

/** The first character of a file. */
export function startOf(path: string): Location {
  return { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
