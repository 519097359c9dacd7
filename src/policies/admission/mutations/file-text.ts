import type { Location } from "../../../domain/location.ts";

/** The text of a file by lines: where each starts and ends, without its line break. */
export interface FileText {
  readonly text: string;
  readonly lineBreak: "\n" | "\r\n";
  /** The offset of a line and column, both counted from 1. */
  offsetOf(line: number, column: number): number;
  /** The line, counted from 1, that holds an offset. */
  lineOf(offset: number): number;
  startOf(line: number): number;
  endOf(line: number): number;
}

/** Reads a text into lines. A byte order mark is no part of the first one, as in every Location. */
export function fileText(content: string): FileText {
  const text = content.replace(/^\uFEFF/, "");
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const startOf = (line: number): number => starts[line - 1] ?? text.length;
  return {
    text,
    lineBreak: text.includes("\r\n") ? "\r\n" : "\n",
    offsetOf: (line, column) => startOf(line) + column - 1,
    lineOf: (offset) => Math.max(1, starts.findLastIndex((start) => start <= offset) + 1),
    startOf,
    endOf: (line) => {
      const end = line >= starts.length ? text.length : startOf(line + 1) - 1;
      return text[end - 1] === "\r" && end < text.length ? end - 1 : end;
    },
  };
}

/** A part of a text, by offsets, and what stands in its place. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The part of a text that a location names. */
export function rangeIn(file: FileText, location: Location): readonly [number, number] {
  return [
    file.offsetOf(location.startLine, location.startColumn),
    file.offsetOf(location.endLine, location.endColumn),
  ];
}

/** The text with all splices done; undefined when two of them are about the same characters. */
export function spliced(text: string, splices: readonly Splice[]): string | undefined {
  let made = "";
  let at = 0;
  for (const { start, end, text: replacement } of inOrder(splices)) {
    if (start < at) return undefined;
    made += text.slice(at, start) + replacement;
    at = end;
  }
  return made + text.slice(at);
}

/** By where they start; those at the same place stay in the order in which they were made. */
export function inOrder(splices: readonly Splice[]): readonly Splice[] {
  return splices.toSorted((a, b) => a.start - b.start);
}
