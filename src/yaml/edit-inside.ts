import { Scalar } from "yaml";
import { readYaml } from "./documents.ts";
import { doubtAbout, editScalar, type ScalarEdit } from "./edit-scalar.ts";
import { findScalar, formatPath } from "./find-scalar.ts";
import { parseText } from "./parse-text.ts";

type Path = readonly (string | number)[];

/** A scalar in YAML that is itself the text of a scalar: Helm values in a block, a patch in a kustomization. */
export interface InsidePlace {
  readonly documentIndex: number;
  /** The scalar whose text is YAML. */
  readonly path: Path;
  /** The scalar in it. */
  readonly inside: Path;
}

/**
 * Does what {@link editScalar} does, one level deeper, with the same care: one scalar of the inner YAML changes, and no
 * other byte of the file. The text must be a block with `|`, or stand on one line.
 */
export function editInside(text: string, place: InsidePlace, newValue: string): ScalarEdit {
  const { documentIndex, path, inside } = place;
  const at = formatPath(path);
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const parsed = parseText(text.slice(mark));
  const document = parsed instanceof Error ? undefined : parsed[documentIndex];
  if (document === undefined) return refused(`The file has no document ${documentIndex + 1}.`);
  const found = findScalar(document, path);
  if (found.kind === "none") return refused(found.message);
  const { value, type, range } = found.scalar;
  if (typeof value !== "string") return refused(`The value at ${at} is no text.`);
  const inner = editScalar(value, 0, inside, newValue);
  if (inner.kind === "refused") return refused(`In the text at ${at}: ${inner.message}`);
  if (inner.kind === "unchanged") return inner;
  if (type !== Scalar.BLOCK_LITERAL) return editScalar(text, documentIndex, path, inner.text);
  const [start, end] = [mark + range[0], mark + range[1]];
  const block = withLine(text.slice(start, end), value, inner.text);
  if (block === undefined) {
    return refused(
      `The block at ${at} can't be changed at ${formatPath(inside)} without touching other lines.`,
    );
  }
  const after = text.slice(0, start) + block + text.slice(end);
  const before = readYaml(text, "the file");
  const [problem] = before.problems;
  const doubt =
    problem?.message ?? doubtAbout({ before, after, documentIndex, path, newValue: inner.text });
  return doubt === undefined ? { kind: "edited", text: after } : refused(doubt);
}

/** The block with the one line changed that differs between its value before and after; undefined if more differ. */
function withLine(block: string, before: string, after: string): string | undefined {
  const old = before.split("\n");
  const fresh = after.split("\n");
  const changed = old.flatMap((line, index) => (line === fresh[index] ? [] : [index]));
  const [only, second] = changed;
  if (only === undefined || second !== undefined || old.length !== fresh.length) return undefined;
  const lines = block.split("\n");
  // The first line of a block holds its sign.
  const line = lines[only + 1];
  const [oldLine, newLine] = [old[only], fresh[only]];
  if (line === undefined || oldLine === undefined || newLine === undefined) return undefined;
  const end = line.endsWith("\r") ? "\r" : "";
  const content = line.slice(0, line.length - end.length);
  if (!content.endsWith(oldLine)) return undefined;
  const indent = content.slice(0, content.length - oldLine.length);
  return lines.with(only + 1, indent + newLine + end).join("\n");
}

function refused(message: string): ScalarEdit {
  return { kind: "refused", message };
}
