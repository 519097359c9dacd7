import type { ChangedFile, PolicyResult, Suggestion } from "../domain/guardrail.ts";
import { readYaml } from "../yaml/documents.ts";

/** Nobody reads more than a few, and each parses its file anew. */
const mostMends = 20;

/**
 * Adds the change that mends it to findings of the schema check that only one change can mend: a field that is
 * misspelt, where one field has almost its name and is not there yet, and a word of a closed list in the wrong case.
 * What is left as it is may have a mend too, but not one that is certain.
 */
export function withCertainMends(
  results: readonly PolicyResult[],
  files: readonly ChangedFile[],
): readonly PolicyResult[] {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  let left = mostMends;
  const mended = results.map((result) => {
    if (result.policy !== "schema" || result.outcome !== "deny" || left === 0) return result;
    if (result.suggestions !== undefined) return result;
    const content = contents.get(result.location.path);
    const mend = content === undefined ? undefined : mendOf(result, content);
    if (mend === undefined) return result;
    left -= 1;
    return { ...result, suggestions: [mend] };
  });
  return left === mostMends ? results : mended;
}

function mendOf({ message, location }: PolicyResult, content: string): Suggestion | undefined {
  const { path, startLine, startColumn, endLine, endColumn } = location;
  if (startLine !== endLine) return undefined;
  const line = content.split("\n")[startLine - 1]?.replace(/\r$/, "");
  if (line === undefined) return undefined;
  const written = line.slice(startColumn - 1, endColumn - 1);
  const meant = renamed(message, written) ?? inRightCase(message, written);
  if (meant === undefined) return undefined;
  const replacement = `${line.slice(0, startColumn - 1)}${meant}${line.slice(endColumn - 1)}`;
  const suggestion = { path, startLine, endLine, replacement };
  return isReadable(content, suggestion) ? suggestion : undefined;
}

/** As the schema check words it. One letter more, less or other is a slip; more may be another field. */
function renamed(message: string, written: string): string | undefined {
  const [, meant] =
    / is not a field of .*\. Did you mean ([A-Za-z][A-Za-z0-9]*)\?$/.exec(message) ?? [];
  return meant !== undefined && /^[\w-]+$/.test(written) && isSlip(written, meant)
    ? meant
    : undefined;
}

function isSlip(written: string, meant: string): boolean {
  const [a, b] = [written.toLowerCase(), meant.toLowerCase()];
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const swapped =
    restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return (
    swapped ||
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1)
  );
}

function inRightCase(message: string, written: string): string | undefined {
  const [, list] = /; expected one of (.+)\.$/.exec(message) ?? [];
  const [, quote = "", word = "", close = ""] = /^(["']?)([\w-]+)(["']?)$/.exec(written) ?? [];
  if (list === undefined || word === "" || quote !== close) return undefined;
  const meant = list.split(", ").filter((one) => one.toLowerCase() === word.toLowerCase());
  const [only] = meant;
  return meant.length === 1 && only !== undefined && only !== word
    ? `${quote}${only}${quote}`
    : undefined;
}

/** The field that is meant may be there already: then it would stand twice, and only a person knows which counts. */
function isReadable(content: string, { path, startLine, replacement }: Suggestion): boolean {
  const lines = content.split("\n");
  const ending = lines[startLine - 1]?.endsWith("\r") === true ? "\r" : "";
  lines[startLine - 1] = `${replacement}${ending}`;
  return (
    readYaml(lines.join("\n"), path).problems.length <= readYaml(content, path).problems.length
  );
}
