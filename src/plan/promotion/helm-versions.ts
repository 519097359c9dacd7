import { partsOfReference, ownText } from "./image-parts.ts";
import {
  entriesAt,
  itemsAt,
  layOver,
  leafAt,
  replaceList,
  textAt,
  traceInside,
  tracedAt,
  type Traced,
  type TracedLeaf,
} from "./traced.ts";
import type { Versioned, VersionPart } from "./versioned.ts";

/**
 * The images that Helm values name, where later values win over earlier ones. Charts have no common form for images;
 * known are `image: {registry, repository, tag, digest}`, one text `image: …`, `image` with `imageTag` beside it, and any
 * map that holds both `repository` and `tag`.
 */
export function imagesInValues(layers: readonly Traced[]): readonly Versioned[] {
  const values = layers.reduce<Traced | undefined>(
    (below, layer) => layOver(below, layer, replaceList),
    undefined,
  );
  if (values === undefined) return [];
  const found: Versioned[] = [];
  const open: { readonly node: Traced; readonly path: readonly string[] }[] = [
    { node: values, path: [] },
  ];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { node, path } = next;
    if (node.kind === "map") {
      found.push(...imagesInMap(node, path));
      for (const [key, child] of node.entries) open.push({ node: child, path: [...path, key] });
    } else if (node.kind === "list") {
      for (const [index, child] of node.items.entries())
        open.push({ node: child, path: [...path, String(index)] });
    }
  }
  return found;
}

function imagesInMap(map: Traced, path: readonly string[]): readonly Versioned[] {
  const slot = path.join(".");
  const repository = leafAt(map, ["repository"]) ?? leafAt(map, ["name"]);
  const isImage = /image$/i.test(path.at(-1) ?? "") || leafAt(map, ["repository"]) !== undefined;
  const split = isImage ? splitImage(map, repository) : [];
  const whole = entriesAt(map, []).flatMap(([key, value]): readonly Versioned[] => {
    if (value.kind !== "leaf" || !/image$/i.test(key) || typeof value.value !== "string") return [];
    const own = partsOfReference(value);
    const tag = ["Tag", "_tag"]
      .map((end) => given(map, key + end))
      .find((leaf) => leaf !== undefined);
    const beside = tag ?? given(map, "tag");
    const parts = own.length > 0 || beside === undefined ? own : [part("tag", beside)];
    const where = [...path, key].join(".");
    return parts.length === 0 ? [] : [image(nameIn(value.text, own), where, parts)];
  });
  const lone = ["imageTag", "image_tag"].flatMap((key) => {
    const tag = given(map, key);
    if (tag === undefined || leafAt(map, ["image"]) !== undefined) return [];
    const name = ["imageRepository", "imageName"].map((one) => textAt(map, [one])).find(Boolean);
    return [image(name ?? [...path, key].join("."), [...path, key].join("."), [part("tag", tag)])];
  });
  if (split.length === 0) return [...whole, ...lone];
  const registry = textAt(map, ["registry"]);
  const name = repository?.text ?? slot;
  const pulledAs = registry === undefined || registry === "" ? name : `${registry}/${name}`;
  return [image(pulledAs, slot, split), ...whole, ...lone];
}

/** The parts of an image whose name and tag stand apart; none where neither a tag nor a digest is given. */
function splitImage(map: Traced, repository: TracedLeaf | undefined): readonly VersionPart[] {
  const tag = given(map, "tag");
  const digest = given(map, "digest");
  if (tag === undefined && digest === undefined) return [];
  return [
    ...(repository === undefined ? [] : [part("imageName", repository)]),
    ...(tag === undefined ? [] : [part("tag", tag)]),
    ...(digest === undefined ? [] : [part("digest", digest)]),
  ];
}

function given(map: Traced, key: string): TracedLeaf | undefined {
  const leaf = leafAt(map, [key]);
  return leaf === undefined || leaf.text === "" || /\{\{|\$\{/.test(leaf.text) ? undefined : leaf;
}

function part(aspect: VersionPart["aspect"], leaf: TracedLeaf): VersionPart {
  return { aspect, leaf: ownText(leaf) };
}

function nameIn(text: string, own: readonly VersionPart[]): string {
  return own.length === 0 ? text : text.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

function image(name: string, slot: string, parts: readonly VersionPart[]): Versioned {
  return { kind: "image", names: name, pulledAs: name, slot: `values ${slot}`, parts };
}

/** The values that an Application's source gives to Helm itself, the weakest first (argo-cd: values, then parameters). */
export function valuesOfApplicationSource(source: Traced | undefined): readonly Traced[] {
  const object = tracedAt(source, ["helm", "valuesObject"]);
  const text = leafAt(source, ["helm", "values"]);
  const inside = text === undefined ? undefined : traceInside(text);
  const values = object?.kind === "map" ? object : inside;
  const parameters = itemsAt(source, ["helm", "parameters"]).flatMap((entry) => {
    const name = textAt(entry, ["name"]);
    const value = leafAt(entry, ["value"]);
    return name === undefined || value === undefined ? [] : [nested(name, value)];
  });
  return [...(values === undefined ? [] : [values]), ...parameters];
}

/** `image.tag` → `{image: {tag: …}}`; a dot behind a backslash is a part of the key, as Helm's `--set` has it. */
function nested(name: string, value: TracedLeaf): Traced {
  const steps = name.split(/(?<!\\)\./).map((step) => step.replaceAll(String.raw`\.`, "."));
  return steps.reduceRight<Traced>(
    (child, step) => ({ kind: "map", entries: new Map([[step, child]]) }),
    value,
  );
}
