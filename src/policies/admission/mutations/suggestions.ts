import { isDeepStrictEqual } from "node:util";
import type { Suggestion } from "../../../domain/guardrail.ts";
import type { JsonObject } from "../../../domain/json.ts";
import { readYaml } from "../../../yaml/documents.ts";
import { subjectsOf, type Subject } from "../../subject.ts";
import { differences, type Edit } from "./difference.ts";
import { fileText, inOrder, spliced, type FileText, type Splice } from "./file-text.ts";
import { splicesFor } from "./splices.ts";

/**
 * The lines of a file that make an object what it is to become: undefined when whole lines can't do that. The changed
 * text is read again; every object of the file but this one must be as before, so what anchors, merge keys or a style
 * of their own would make of the change is never suggested.
 */
export function suggestionsFor(
  subject: Subject,
  content: string,
  after: JsonObject,
): readonly Suggestion[] | undefined {
  const file = fileText(content);
  const edits = differences(subject.value, after);
  const splices = edits.map((edit: Edit) => splicesFor(edit, { subject, file, after }));
  if (splices.includes(undefined)) return undefined;
  const all = withoutRepeats(splices.flatMap((some) => some ?? []));
  const changed = spliced(file.text, all);
  if (changed === undefined || !isAsWanted(subject, { file, changed, after })) return undefined;
  return hunksOf(file, all).map((hunk) => ({ path: subject.path, ...hunk }));
}

/** Two fields that come into an empty map write it anew twice, in the same words. */
function withoutRepeats(splices: readonly Splice[]): readonly Splice[] {
  return splices.filter(
    (splice, index) =>
      splice.start === splice.end ||
      splices.findIndex((other) => isDeepStrictEqual(other, splice)) === index,
  );
}

interface Change {
  readonly file: FileText;
  readonly changed: string;
  readonly after: JsonObject;
}

function isAsWanted(subject: Subject, { file, changed, after }: Change): boolean {
  const before = objectsIn(file.text, subject.path);
  const now = objectsIn(changed, subject.path);
  const own = before.findIndex(
    (object) => isDeepStrictEqual(object.value, subject.value) && isAtSamePlace(object, subject),
  );
  return (
    own !== -1 &&
    before.length === now.length &&
    now.every(({ value }, index) =>
      isDeepStrictEqual(value, index === own ? after : before[index]?.value),
    )
  );
}

function objectsIn(text: string, path: string): readonly Subject[] {
  return readYaml(text, path).documents.flatMap((document) => subjectsOf(document, path));
}

function isAtSamePlace(a: Subject, b: Subject): boolean {
  return a.start().startLine === b.start().startLine;
}

type Hunk = Pick<Suggestion, "startLine" | "endLine" | "replacement">;

/** The lines that splices touch, those that touch the same or neighbouring lines together. */
function hunksOf(file: FileText, splices: readonly Splice[]): readonly Hunk[] {
  const groups: { readonly startLine: number; endLine: number; readonly splices: Splice[] }[] = [];
  for (const splice of inOrder(splices)) {
    const startLine = file.lineOf(splice.start);
    const endsAtLineStart =
      splice.end > splice.start && splice.end === file.startOf(file.lineOf(splice.end));
    const endLine = Math.max(startLine, file.lineOf(splice.end) - Number(endsAtLineStart));
    const last = groups.at(-1);
    if (last === undefined || last.endLine < startLine) {
      groups.push({ startLine, endLine, splices: [splice] });
    } else {
      last.splices.push(splice);
      last.endLine = Math.max(last.endLine, endLine);
    }
  }
  return groups.map(({ startLine, endLine, splices: own }) => {
    const start = file.startOf(startLine);
    const end = file.startOf(endLine + 1);
    const moved = own.map((splice) => ({
      ...splice,
      start: splice.start - start,
      end: splice.end - start,
    }));
    const region = spliced(file.text.slice(start, end), moved) ?? "";
    return { startLine, endLine, replacement: region.replace(/\r?\n$/, "") };
  });
}
