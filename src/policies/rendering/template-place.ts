import { posix } from "node:path";
import type { Json } from "../../domain/json.ts";
import type { Location } from "../../domain/location.ts";

interface Template {
  readonly root: { readonly path: string; readonly files: ReadonlyMap<string, string> };
  readonly path: string;
  readonly text: string;
}

/**
 * Where a rendered value of a chart most likely comes from. A template is no YAML, so it is looked for by its words:
 * the one line of values.yaml or of the template with that key and value, then the one line of the template with that
 * key, then a line with the key above it. Otherwise the template's first line.
 */
export function templatePlace(
  { root, path, text }: Template,
  at: readonly (string | number)[],
  value: Json | undefined,
): Location {
  const keys = at.filter((step) => typeof step === "string");
  const key = keys.at(-1);
  const valuesPath = posix.join(posix.dirname(root.path), "values.yaml");
  const values = root.files.get(valuesPath) ?? "";
  if (key !== undefined && (typeof value === "string" || typeof value === "number")) {
    const pair = new RegExp(
      String.raw`^\s*(?:- )?${quoted(key)}:\s*["']?${quoted(String(value))}["']?\s*(?:#.*)?$`,
    );
    const found = onlyLine(text, path, pair) ?? onlyLine(values, valuesPath, pair);
    if (found !== undefined) return found;
  }
  for (const name of keys.toReversed()) {
    const found = onlyLine(text, path, new RegExp(String.raw`^\s*(?:- )?${quoted(name)}:`));
    if (found !== undefined) return found;
  }
  return { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
}

/** The place of the only line that fits; of several none is more likely than another. */
function onlyLine(text: string, path: string, pattern: RegExp): Location | undefined {
  const lines = text.split(/\r?\n/);
  const fitting = lines.flatMap((line, index) => (pattern.test(line) ? [index] : []));
  const [index] = fitting;
  if (fitting.length !== 1 || index === undefined) return undefined;
  const line = lines[index] ?? "";
  const startColumn = line.length - line.trimStart().length + 1;
  return {
    path,
    startLine: index + 1,
    startColumn,
    endLine: index + 1,
    endColumn: Math.max(startColumn + 1, line.trimEnd().length + 1),
  };
}

function quoted(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
