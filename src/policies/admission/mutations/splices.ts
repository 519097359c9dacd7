import { isJsonObject, valueAt, type Json, type JsonObject } from "../../../domain/json.ts";
import { stringifyYaml } from "../../../yaml/stringify.ts";
import type { Path } from "../../cel/values.ts";
import type { Subject } from "../../subject.ts";
import { valueAfter, type Edit } from "./difference.ts";
import { rangeIn, type FileText, type Splice } from "./file-text.ts";

/** An object in the text of its file. */
interface Written {
  readonly subject: Subject;
  readonly file: FileText;
  /** What the object is to become. */
  readonly after: JsonObject;
}

/**
 * The changes of a file's text that make an edit, written as the lines around it are: undefined where that is not
 * plain, and wrong where anchors or merge keys are in the way, so the caller reads the result again.
 */
export function splicesFor(edit: Edit, written: Written): readonly Splice[] | undefined {
  const { path } = edit;
  const parent = path.slice(0, -1);
  if (path.length === 0) return undefined;
  switch (edit.kind) {
    case "set":
      return setValue(path, edit.value, written);
    case "add":
      return addField(parent, { key: String(path.at(-1)), value: edit.value }, written);
    case "insert":
      return insertEntry(parent, { index: Number(path.at(-1)), value: edit.value }, written);
    case "remove":
      return removeEntry(path, parent, written);
  }
}

function setValue(path: Path, value: Json, written: Written): readonly Splice[] | undefined {
  const { subject, file } = written;
  const own = valueAt(subject.value, path);
  const location = subject.locate(path);
  const isScalar = typeof own !== "object" && typeof value !== "object";
  const text = yamlLines(value).join("\n");
  if (isScalar && location.startLine === location.endLine && !text.includes("\n")) {
    const [start, end] = rangeIn(file, location);
    const inFlow = isFlow(path.slice(0, -1), written);
    return [{ start, end, text: inFlow ? JSON.stringify(value) : text }];
  }
  return rewriteEntry(path, value, written);
}

/** Writes a whole entry anew: its key, and the value below it. */
function rewriteEntry(path: Path, value: Json, written: Written): readonly Splice[] | undefined {
  const { subject, file } = written;
  const key = path.at(-1);
  if (key === undefined) return undefined;
  if (isFlow(path.slice(0, -1), written)) {
    const [start, end] = rangeIn(file, subject.locate(path));
    return [{ start, end, text: JSON.stringify(value) }];
  }
  const { startLine, startColumn } = subject.locateKey(path);
  const lines = yamlLines(typeof key === "string" ? { [key]: value } : value);
  const text = indented(lines, startColumn - 1, file).trimStart();
  const end = endOf(path, written);
  return [{ start: file.offsetOf(startLine, startColumn), end, text }];
}

interface NewField {
  readonly key: string;
  readonly value: Json;
}

function addField(
  parent: Path,
  { key, value }: NewField,
  written: Written,
): readonly Splice[] | undefined {
  const { subject, file, after } = written;
  const map = valueAt(subject.value, parent);
  if (!isJsonObject(map)) return undefined;
  const [first] = Object.keys(map);
  if (first === undefined) return rewriteEntry(parent, valueAfter(after, parent), written);
  if (isFlow(parent, written)) {
    const [, end] = rangeIn(file, subject.locate(parent));
    const text = `, ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    return atFlowEnd(file, end, text);
  }
  const column = subject.locateKey([...parent, first]).startColumn;
  const line = file.lineOf(Math.max(0, endOf(parent, written) - 1));
  const lines = indented(yamlLines({ [key]: value }), column - 1, file);
  const at = file.endOf(line);
  return [{ start: at, end: at, text: file.lineBreak + lines }];
}

function atFlowEnd(file: FileText, end: number, text: string): readonly Splice[] {
  const before = file.text.slice(0, end - 1).trimEnd().length;
  const trailingComma = file.text[before - 1] === ",";
  return [{ start: before, end: before, text: trailingComma ? text.replace(/^,/, "") : text }];
}

interface NewEntry {
  readonly index: number;
  readonly value: Json;
}

function insertEntry(
  list: Path,
  { index, value }: NewEntry,
  written: Written,
): readonly Splice[] | undefined {
  const { subject, file, after } = written;
  const own = valueAt(subject.value, list);
  if (!Array.isArray(own)) return undefined;
  if (own.length === 0) return rewriteEntry(list, valueAfter(after, list), written);
  if (isFlow(list, written)) {
    const [start] = rangeIn(file, subject.locate([...list, index]));
    const [, end] = rangeIn(file, subject.locate(list));
    const text = JSON.stringify(value);
    return index < own.length
      ? [{ start, end: start, text: `${text}, ` }]
      : atFlowEnd(file, end, `, ${text}`);
  }
  const dash = dashBefore([...list, Math.min(index, own.length - 1)], written);
  if (dash === undefined) return undefined;
  const lines = indented(yamlLines([value]), dash.column - 1, file);
  if (index < own.length) {
    const at = file.startOf(dash.line);
    return dash.isFirst ? [{ start: at, end: at, text: lines + file.lineBreak }] : undefined;
  }
  const at = file.endOf(file.lineOf(Math.max(0, endOf(list, written) - 1)));
  return [{ start: at, end: at, text: file.lineBreak + lines }];
}

function removeEntry(path: Path, parent: Path, written: Written): readonly Splice[] | undefined {
  const { subject, file, after } = written;
  const holder = valueAt(subject.value, parent);
  const left = valueAfter(after, parent);
  const isLast = typeof left === "object" && left !== null && Object.keys(left).length === 0;
  if (isLast && parent.length > 0) return rewriteEntry(parent, left, written);
  if (isFlow(parent, written)) return rewriteEntry(parent, left, written);
  const key = subject.locateKey(path);
  const start = Array.isArray(holder)
    ? dashBefore(path, written)
    : { line: key.startLine, isFirst: isFirstOnLine(file, key.startLine, key.startColumn) };
  if (start === undefined || !start.isFirst) return undefined;
  const lastLine = file.lineOf(Math.max(0, endOf(path, written) - 1));
  return [{ start: file.startOf(start.line), end: file.startOf(lastLine + 1), text: "" }];
}

function isFirstOnLine(file: FileText, line: number, column: number): boolean {
  return file.text.slice(file.startOf(line), file.offsetOf(line, column)).trim() === "";
}

/** The dash of a list entry, on the entry's own first line. */
function dashBefore(
  entry: Path,
  { subject, file }: Written,
): { readonly line: number; readonly column: number; readonly isFirst: boolean } | undefined {
  const { startLine: line, startColumn } = subject.locate(entry);
  const before = file.text.slice(file.startOf(line), file.offsetOf(line, startColumn));
  const column = before.lastIndexOf("-") + 1;
  if (column === 0 || before.slice(column).trim() !== "") return undefined;
  return { line, column, isFirst: before.slice(0, column - 1).trim() === "" };
}

/** Whether a map or list is written in braces or brackets. */
function isFlow(path: Path, { subject, file }: Written): boolean {
  const [start] = rangeIn(file, subject.locate(path));
  return ["{", "["].includes(file.text[start] ?? "");
}

/** Where the last character of a value is written, before comments and blank lines. */
function endOf(path: Path, written: Written): number {
  const { subject, file } = written;
  const value = valueAt(subject.value, path);
  const [, end] = rangeIn(file, subject.locate(path));
  if (typeof value !== "object" || value === null || isFlow(path, written)) {
    const [, keyEnd] = rangeIn(file, subject.locateKey(path));
    const last = file.text.slice(0, Math.max(end, keyEnd)).trimEnd().length;
    return value === null && file.text[last] === ":" ? last + 1 : last;
  }
  const inside = Array.isArray(value)
    ? value.map((_, index) => endOf([...path, index], written))
    : Object.keys(value).map((key) => endOf([...path, key], written));
  return Math.max(...(inside.length > 0 ? inside : [end]));
}

function yamlLines(value: Json): readonly string[] {
  return stringifyYaml(value).trimEnd().split("\n");
}

function indented(lines: readonly string[], spaces: number, { lineBreak }: FileText): string {
  return lines.map((line) => (line === "" ? line : " ".repeat(spaces) + line)).join(lineBreak);
}
