import { Scalar, visit, type Document } from "yaml";
import { valueAt, type Json } from "../domain/json.ts";
import { formatProblem } from "../domain/location.ts";
import { changedLeaves } from "./changed-leaves.ts";
import { readYaml, type YamlFile } from "./documents.ts";
import { findScalar, formatPath } from "./find-scalar.ts";
import { parseText } from "./parse-text.ts";
import { isPlainText } from "./plain-text.ts";

type Path = readonly (string | number)[];

/** What became of an edit. A refusal says why in a whole sentence. */
export type ScalarEdit =
  | { readonly kind: "edited"; readonly text: string }
  | { readonly kind: "unchanged" }
  | { readonly kind: "refused"; readonly message: string };

/**
 * Replaces one scalar of a YAML file by a string, and leaves every other byte as it is: comments, order, line ends,
 * the byte order mark. The quotes stay of their kind; a plain scalar gets double quotes where some reader would take
 * the new value for a number, a date or a boolean. The result is read again: exactly this leaf may differ.
 * @param documentIndex counted from 0, empty documents too, as {@link readYaml} counts.
 * Refuses what it can't do without a doubt: aliases, anchors that are used, block scalars, empty values, templates,
 * files that are not valid.
 */
export function editScalar(
  text: string,
  documentIndex: number,
  path: Path,
  newValue: string,
): ScalarEdit {
  const before = readYaml(text, "the file");
  const [problem] = before.problems;
  if (problem !== undefined) return refused(unreadable(text, formatProblem(problem)));
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const parsed = parseText(text.slice(mark));
  const document = parsed instanceof Error ? undefined : parsed[documentIndex];
  if (document === undefined) return refused(`The file has no document ${documentIndex + 1}.`);
  const found = findScalar(document, path);
  if (found.kind === "none") return refused(found.message);
  const { scalar } = found;
  const reason = reasonAgainst(scalar, path, newValue) ?? usesOf(document, scalar, path);
  if (reason !== undefined) return refused(reason);
  if (scalar.value === newValue) return { kind: "unchanged" };
  const [start, end] = scalar.range;
  const style = isJson(text) ? Scalar.QUOTE_DOUBLE : scalar.type;
  const after = text.slice(0, mark + start) + written(newValue, style) + text.slice(mark + end);
  const doubt = doubtAbout({ before, after, documentIndex, path, newValue });
  return doubt === undefined ? { kind: "edited", text: after } : refused(doubt);
}

function refused(message: string): ScalarEdit {
  return { kind: "refused", message };
}

function unreadable(text: string, problem: string): string {
  return text.includes("{{")
    ? `The file is a template ({{ … }}), not YAML as it stands: ${problem}`
    : `The file can't be edited, because it can't be read: ${problem}`;
}

function reasonAgainst(scalar: Scalar.Parsed, path: Path, newValue: string): string | undefined {
  const at = formatPath(path);
  if (!/^[\t\u0020-\u007E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]*$/.test(newValue))
    return `The new value for ${at} is more than one line of visible text.`;
  if (scalar.source.includes("{{") || path.some((step) => String(step).includes("{{")))
    return `The value at ${at} is a template ({{ … }}): what it becomes is decided elsewhere.`;
  if (scalar.type === Scalar.BLOCK_LITERAL || scalar.type === Scalar.BLOCK_FOLDED)
    return `The value at ${at} is a block of lines (| or >). Write it on the key's own line to have it changed.`;
  if (scalar.range[0] === scalar.range[1])
    return `There is no value yet at ${at}. Write one there first.`;
  return undefined;
}

/** An anchor gives its value to every alias: a change there is a change in each of them. */
function usesOf(document: Document.Parsed, scalar: Scalar.Parsed, path: Path): string | undefined {
  const { anchor } = scalar;
  if (anchor === undefined) return undefined;
  let uses = 0;
  visit(document, {
    Alias: (_key, { source }) => {
      if (source === anchor) uses += 1;
    },
  });
  if (uses === 0) return undefined;
  return `The value at ${formatPath(path)} has the anchor &${anchor}, which ${uses === 1 ? "another place repeats" : `${uses} other places repeat`} with *${anchor}: all of them would change. Write it out there to change it alone.`;
}

/** JSON is YAML too, but a reader of JSON wants its quotes. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function written(value: string, style: Scalar.Type | undefined): string {
  if (style === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  if (style === Scalar.PLAIN && isPlainText(value)) return value;
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll("\t", String.raw`\t`)}"`;
}

/** An edit that was made, to be doubted. */
export interface MadeEdit {
  readonly before: YamlFile;
  readonly after: string;
  readonly documentIndex: number;
  readonly path: Path;
  readonly newValue: string;
}

/** A doubt about an edit, as a sentence; undefined when it changed exactly what it should. */
export function doubtAbout(edit: MadeEdit): string | undefined {
  const { before, after, documentIndex, path, newValue } = edit;
  const read = readYaml(after, "the file");
  const [problem] = read.problems;
  const at = formatPath(path);
  if (problem !== undefined)
    return `With ${JSON.stringify(newValue)} at ${at}, the file could not be read any more: ${problem.message}`;
  const changed = changedLeaves(asJson(before), asJson(read));
  const expected: Path = [documentIndex, ...path].map(String);
  const others = changed.filter(
    (leaf) => leaf.map(String).join("\u0000") !== expected.join("\u0000"),
  );
  const [other] = others;
  if (other !== undefined)
    return `A change at ${at} would change ${formatPath(other.slice(1))} too${others.length > 1 ? ` and ${others.length - 1} more` : ""}: the value is shared through an anchor. Write it out to change it alone.`;
  const document = read.documents.find(({ index }) => index === documentIndex);
  if (changed.length !== 1 || valueAt(document?.value, path) !== newValue)
    return `The value at ${at} can't be replaced without a doubt.`;
  return undefined;
}

function asJson({ documents }: YamlFile): Json {
  return Object.fromEntries(documents.map(({ index, value }) => [String(index), value]));
}
