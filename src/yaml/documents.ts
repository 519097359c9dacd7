import { LineCounter, type Document } from "yaml";
import { errorMessage } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import type { Location, Problem } from "../domain/location.ts";
import { findScalar } from "./find-scalar.ts";
import { findKeyMistakes, measureDepth } from "./limits.ts";
import { placeOf, rangeOf, type Range } from "./locate.ts";
import { parseText } from "./parse-text.ts";

/** Caps that hold for every YAML file that a person or a program outside gave us. */
export const yamlLimits = {
  bytes: 2_000_000,
  documents: 1_000,
  depth: 100,
  aliases: 100,
  /** More problems than a person reads; the last one says how many there are besides. */
  problems: 20,
} as const;

/** One document of a YAML file: its value as plain data, and where each part of it stands. */
export interface YamlDocument {
  /** Counted from 0 within the file. Empty documents are left out but counted. */
  readonly index: number;
  readonly value: Json;
  /**
   * The place of the value at a path; of one that came through an alias or a merge key, where it was written. Where
   * the path leads nowhere, the place of the nearest parent that is there: for a missing key, that is the parent's
   * own key.
   */
  locate(path: readonly (string | number)[]): Location;
  /** The place of the key that holds the value at a path; for a list entry, the place of the entry. */
  locateKey(path: readonly (string | number)[]): Location;
  /** The scalar at a path as it is written there; undefined for maps, lists, and what an alias or a merge key brings. */
  written(path: readonly (string | number)[]): WrittenScalar | undefined;
}

/** A scalar in the text of a file. */
export interface WrittenScalar {
  /** Without quotes, and `1.10` rather than 1.1. */
  readonly source: string;
  /** With its quotes, in UTF-16 units of the whole text. */
  readonly range: readonly [number, number];
  readonly isBlock: boolean;
}

/** A YAML file, read: all documents that could be read, and everything wrong with the others. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a YAML (or JSON) file as Kubernetes does. Never throws: what can't be read is a problem with its place.
 * Refuses files over {@link yamlLimits}, duplicate keys, and more aliases than any honest file has. A byte order mark
 * is no part of the text. Columns count UTF-16 units, as editors and GitHub do.
 */
export function readYaml(text: string, path: string): YamlFile {
  const bytes = Buffer.byteLength(text);
  if (bytes > yamlLimits.bytes) {
    return broken(
      path,
      `The file has ${bytes} bytes; at most ${yamlLimits.bytes} are read. Split it into smaller files.`,
    );
  }
  const lines = new LineCounter();
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const parsed = parseText(text.slice(mark), lines);
  if (parsed instanceof Error)
    return broken(path, `This can't be read as YAML: ${sentence(parsed.message)}`);
  if (parsed.length > yamlLimits.documents) {
    return broken(
      path,
      `The file has ${parsed.length} documents; at most ${yamlLimits.documents} are read. Split it.`,
    );
  }
  const read = parsed.map((document, index) =>
    readDocument(document, {
      index,
      mark,
      toLocation: (range) => locationOf(lines, path, range),
    }),
  );
  return {
    documents: read.flatMap((result) => (result.kind === "read" ? [result.document] : [])),
    problems: capped(read.flatMap((result) => (result.kind === "broken" ? result.problems : []))),
  };
}

function broken(path: string, message: string): YamlFile {
  return { documents: [], problems: [{ location: startOf(path), message }] };
}

type ToLocation = (range: Range) => Location;

interface Surroundings {
  readonly index: number;
  /** How long the byte order mark before the text is. */
  readonly mark: number;
  readonly toLocation: ToLocation;
}

type ReadDocument =
  | { readonly kind: "read"; readonly document: YamlDocument }
  | { readonly kind: "empty" }
  | { readonly kind: "broken"; readonly problems: readonly Problem[] };

function readDocument(
  document: Document.Parsed,
  { index, mark, toLocation }: Surroundings,
): ReadDocument {
  const problems = problemsOf(document, toLocation);
  if (problems.length > 0) return { kind: "broken", problems };
  const value = valueOf(document);
  if (value instanceof Error) {
    const location = toLocation(rangeOf(document.contents));
    return { kind: "broken", problems: [{ location, message: value.message }] };
  }
  if (value === null || value === undefined) return { kind: "empty" };
  return {
    kind: "read",
    document: {
      index,
      value,
      locate: (path) => toLocation(placeOf(document, path).value),
      locateKey: (path) => toLocation(placeOf(document, path).key),
      written: (path) => writtenAt(document, path, mark),
    },
  };
}

function writtenAt(
  document: Document.Parsed,
  path: readonly (string | number)[],
  mark: number,
): WrittenScalar | undefined {
  const found = findScalar(document, path);
  if (found.kind === "none") return undefined;
  const { range, source, type } = found.scalar;
  return {
    source,
    range: [mark + range[0], mark + range[1]],
    isBlock: type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED",
  };
}

function problemsOf(document: Document.Parsed, toLocation: ToLocation): readonly Problem[] {
  const errors = document.errors.map((error) => ({
    location: toLocation(error.pos),
    message: `This is not valid YAML: ${sentence(error.message)}`,
  }));
  if (errors.length > 0 || document.contents === null) return errors;
  if (measureDepth(document.contents) > yamlLimits.depth) {
    const message = `The document is nested more than ${yamlLimits.depth} levels deep.`;
    return [{ location: toLocation(rangeOf(document.contents)), message }];
  }
  return findKeyMistakes(document.contents).map(({ message, range }) => ({
    location: toLocation(range),
    message,
  }));
}

function valueOf(document: Document.Parsed): Json | undefined | Error {
  try {
    return document.toJS({ maxAliasCount: yamlLimits.aliases }) as Json | undefined;
  } catch (error) {
    return new Error(`The document can't be read: ${sentence(errorMessage(error))}`);
  }
}

function capped(problems: readonly Problem[]): readonly Problem[] {
  const shown = problems.slice(0, yamlLimits.problems);
  const next = problems[yamlLimits.problems];
  if (next === undefined) return shown;
  const message = `And ${problems.length - shown.length} more problems in this file from here on. Mend the first ones and look again.`;
  return [...shown, { location: next.location, message }];
}

function locationOf(lines: LineCounter, path: string, [start, end]: Range): Location {
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
