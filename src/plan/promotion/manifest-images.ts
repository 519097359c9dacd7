import { parseImageReference } from "./image-reference.ts";
import { partsOfReference, type ImageOverride } from "./image-parts.ts";
import { layersOver, type BuiltObject, type KustomizeTree } from "./kustomize-tree.ts";
import { kindOf } from "./object-versions.ts";
import { textAt, type Traced, type TracedLeaf } from "./traced.ts";
import type { Versioned, VersionPart } from "./versioned.ts";

interface ImageUse {
  readonly leaf: TracedLeaf;
  readonly slot: string;
}

/** Kinds whose `image` keys are no images that run, or that other rules read. */
const passedOver = new Set([
  "ConfigMap",
  "Secret",
  "CustomResourceDefinition",
  "CompositeResourceDefinition",
  "Composition",
  "Application",
  "ApplicationSet",
  "HelmRelease",
  "Kustomization",
  "ValidatingAdmissionPolicy",
]);

/**
 * The images that run in built objects, each as the outermost override says it, and overrides that no object needs as far
 * as can be seen here: their base may be elsewhere.
 * @param last what the deployer itself puts in, after all kustomizations.
 */
export function imagesInObjects(
  tree: KustomizeTree,
  last: readonly ImageOverride[],
): readonly Versioned[] {
  const used = new Set<ImageOverride>();
  const images = tree.objects.flatMap((object) =>
    usesIn(object).flatMap((use): readonly Versioned[] => {
      const layers = layersOver(use.leaf, object, tree).map(({ overrides }) => overrides);
      const found = overridden(use, [...layers, last]);
      for (const override of found.overrides) used.add(override);
      return found.image === undefined ? [] : [found.image];
    }),
  );
  const all = [...tree.layers.flatMap(({ overrides }) => overrides), ...last];
  const byName = new Map(all.filter((one) => !used.has(one)).map((one) => [one.name, one]));
  const alone = [...byName.values()].flatMap((override): readonly Versioned[] =>
    saysVersion(override.parts) && !images.some(({ names }) => names === override.name)
      ? [imageOf(override.name, override.newName ?? override.name, "override", override.parts)]
      : [],
  );
  return [...images, ...alone];
}

function overridden(
  { leaf, slot }: ImageUse,
  layers: readonly (readonly ImageOverride[])[],
): { readonly image: Versioned | undefined; readonly overrides: readonly ImageOverride[] } {
  let { name: pulledAs } = parseImageReference(leaf.text);
  let names = pulledAs;
  let parts: readonly VersionPart[] = partsOfReference(leaf);
  let place = slot;
  const overrides: ImageOverride[] = [];
  for (const layer of layers) {
    const override = layer.find(({ name }) => name === pulledAs);
    if (override === undefined) continue;
    overrides.push(override);
    names = override.name;
    pulledAs = override.newName ?? pulledAs;
    if (saysVersion(override.parts)) {
      parts = override.parts;
      // One override decides for all objects with that image: it is one place, however many use it.
      place = "override";
    } else {
      parts = [...parts.filter(({ aspect }) => aspect !== "imageName"), ...override.parts];
    }
  }
  const image = saysVersion(parts) ? imageOf(names, pulledAs, place, parts) : undefined;
  return { image, overrides };
}

function saysVersion(parts: readonly VersionPart[]): boolean {
  return parts.some(({ aspect }) => aspect !== "imageName");
}

function imageOf(
  names: string,
  pulledAs: string,
  slot: string,
  parts: readonly VersionPart[],
): Versioned {
  return { kind: "image", names, pulledAs, slot, parts };
}

/** Every `image: …` of an object that is one text, with the container that it is in. */
function usesIn({ value }: BuiltObject): readonly ImageUse[] {
  const { kind } = kindOf(value);
  if (passedOver.has(kind)) return [];
  const found: ImageUse[] = [];
  const start = `${kind} ${textAt(value, ["metadata", "name"]) ?? ""}`;
  const open: { readonly node: Traced; readonly container: string }[] = [
    { node: value, container: "" },
  ];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { node, container } = next;
    const children = node.kind === "map" ? [...node.entries] : [];
    for (const [key, child] of children) {
      if (child.kind !== "leaf") open.push({ node: child, container });
      else if (key === "image" && typeof child.value === "string")
        found.push({ leaf: child, slot: `${start} ${container}` });
    }
    const items = node.kind === "list" ? node.items : [];
    for (const [index, item] of items.entries())
      open.push({ node: item, container: textAt(item, ["name"]) ?? String(index) });
  }
  return found;
}
