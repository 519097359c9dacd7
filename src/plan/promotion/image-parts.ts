import { parseImageReference } from "./image-reference.ts";
import { leafAt, type Traced, type TracedLeaf } from "./traced.ts";
import type { VersionPart } from "./versioned.ts";

/** An image that a deployer's or a kustomization's `images` puts in the place of the one in the manifests. */
export interface ImageOverride {
  /** The name in the manifests. */
  readonly name: string;
  readonly newName?: string;
  readonly parts: readonly VersionPart[];
}

/** A value that is still to be filled in: no version that could be moved. */
const variable = /\$\{|\$\(|\{\{/;

/** The parts of an image that is one text; none where it says no version. */
export function partsOfReference(leaf: TracedLeaf): readonly VersionPart[] {
  const { around, text } = leaf;
  const { tag, digest } = parseImageReference(text);
  if (variable.test(text) || (tag === undefined && digest === undefined)) return [];
  if (around === undefined) return [{ aspect: "image", leaf }];
  const { before, after } = around;
  const own = text.slice(before.length, text.length - after.length);
  if (own === tag) return [{ aspect: "tag", leaf: { ...leaf, text: own } }];
  if (own === digest) return [{ aspect: "digest", leaf: { ...leaf, text: own } }];
  return [];
}

/** A leaf as its own scalar has it, without what a template puts around it. */
export function ownText(leaf: TracedLeaf): TracedLeaf {
  const { around, text } = leaf;
  if (around === undefined) return leaf;
  return { ...leaf, text: text.slice(around.before.length, text.length - around.after.length) };
}

/** An entry of `images` in a kustomization or a Flux Kustomization. */
export function overrideOfEntry(entry: Traced): ImageOverride | undefined {
  const name = leafAt(entry, ["name"])?.text;
  if (name === undefined) return undefined;
  const newName = leafAt(entry, ["newName"]);
  const aspects = [
    ["imageName", newName],
    ["tag", leafAt(entry, ["newTag"])],
    ["digest", leafAt(entry, ["digest"])],
  ] as const;
  const parts = aspects.flatMap(([aspect, leaf]) =>
    leaf === undefined || variable.test(leaf.text) ? [] : [{ aspect, leaf: ownText(leaf) }],
  );
  return newName === undefined ? { name, parts } : { name, newName: newName.text, parts };
}

/** An image in an Application's `kustomize.images`: `[<name>=]<new name>[:<tag>][@<digest>]`. */
export function overrideOfText(leaf: TracedLeaf): ImageOverride | undefined {
  const equals = leaf.text.indexOf("=");
  const start = leaf.text.slice(0, equals + 1);
  const reference = leaf.text.slice(equals + 1);
  const { name: newName } = parseImageReference(reference);
  const name = equals === -1 ? newName : start.slice(0, -1);
  return { name, newName, parts: partsOfReference(withoutStart(leaf, start)) };
}

/** The leaf without a fixed text at its start, which stays in the scalar or in the template that the scalar goes into. */
function withoutStart(leaf: TracedLeaf, start: string): TracedLeaf {
  const { origin, around, text } = leaf;
  if (start === "" || origin === undefined) return leaf;
  const rest = text.slice(start.length);
  if (around === undefined)
    return { ...leaf, text: rest, origin: { ...origin, before: origin.before + start } };
  // The parameter is somewhere behind the start, or it makes up the start as well and can't be told apart.
  if (!around.before.startsWith(start)) return { kind: "leaf", value: leaf.value, text: rest };
  const { before, after } = around;
  const cut = before.slice(start.length);
  if (cut !== "" || after !== "") return { ...leaf, text: rest, around: { before: cut, after } };
  return { kind: "leaf", value: leaf.value, text: rest, origin };
}
