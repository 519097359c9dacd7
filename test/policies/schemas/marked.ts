import { judgeChange } from "../../../src/policies/judge-change.ts";

/** A mistake in a manifest: `§` stands right before it, and is no part of the text. */
const mark = "§";

/** What is told of a marked file, and where its mark is: `[line, column]`. */
interface Told {
  readonly expected: readonly [number, number];
  readonly found: readonly (readonly [number, number, string])[];
}

/** Judges marked files without the policies that ship. The first one with a mark is the one that counts. */
export async function judgeMarked(
  files: Readonly<Record<string, string>>,
  rules: readonly string[] = [],
): Promise<Told> {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  const wrong = texts.find(({ text }) => text.includes(mark));
  const { violations } = await judgeChange(
    {
      files: texts.map(({ path, text }) => ({ path, content: text.replace(mark, "") })),
      rules: rules.map((content, index) => ({ path: `crds/${index}.yaml`, content })),
    },
    [],
  );
  return {
    expected: placeOf(wrong?.text ?? ""),
    found: violations.map(({ location, message }) => [
      location.startLine,
      location.startColumn,
      message,
    ]),
  };
}

function placeOf(text: string): readonly [number, number] {
  const before = text.slice(0, text.indexOf(mark));
  return [before.split("\n").length, before.length - before.lastIndexOf("\n")];
}

/** A message, and the manifest with the mistake that it tells. */
export type Planted = readonly [message: string, manifest: string];

/** An object with a spec; `§` stands before the mistake. */
export function marked(apiVersion: string, kind: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: b }\nspec:\n  ${spec.trim().replaceAll("\n", "\n  ")}\n`;
}
