import { isAlias, isCollection, isMap, isScalar, isSeq, type Document, type Scalar } from "yaml";
import { isMergeKey } from "./limits.ts";

type Path = readonly (string | number)[];

/** The scalar at a path, or a sentence on why none may be written there. */
export type FoundScalar =
  | { readonly kind: "found"; readonly scalar: Scalar.Parsed }
  | { readonly kind: "none"; readonly message: string };

/**
 * The scalar that is written at a path, in its own map and not through an alias or a merge key: what is written
 * elsewhere is the value of other places too.
 */
export function findScalar(document: Document.Parsed, path: Path): FoundScalar {
  let node: unknown = document.contents;
  for (const [index, step] of path.entries()) {
    const at = formatPath(path.slice(0, index));
    if (isAlias(node)) return throughAlias(at, node.source);
    const next = stepInto(node, step);
    if (next === undefined) {
      const merged = isMap(node) && node.items.some(({ key }) => isMergeKey(key));
      const hint = merged ? `; it may come in through the merge key << of ${at}` : "";
      return none(`Nothing is written at ${formatPath(path.slice(0, index + 1))}${hint}.`);
    }
    node = next.node;
  }
  if (isAlias(node)) return throughAlias(formatPath(path), node.source);
  if (!isScalar(node)) {
    const what = isCollection(node) ? "a map or a list" : "nothing";
    return none(`At ${formatPath(path)} is ${what}, and a single value is needed.`);
  }
  return { kind: "found", scalar: node as Scalar.Parsed };
}

function stepInto(node: unknown, step: string | number): { readonly node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      ({ key }) => isScalar(key) && !isMergeKey(key) && String(key.value) === String(step),
    );
    return pair === undefined ? undefined : { node: pair.value };
  }
  if (!isSeq(node) || typeof step !== "number" || step >= node.items.length) return undefined;
  return { node: node.items[step] };
}

function throughAlias(at: string, anchor: string): FoundScalar {
  return none(
    `The value at ${at} is written elsewhere: *${anchor} repeats the anchor &${anchor}. Write it out there to change it alone.`,
  );
}

function none(message: string): FoundScalar {
  return { kind: "none", message };
}

/** `spec.images[0].newTag`; a key that is no plain word stands in quotes. */
export function formatPath(path: Path): string {
  const text = path
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join("")
    .replace(/^\./, "");
  return text === "" ? "the top of the document" : text;
}
