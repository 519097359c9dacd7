import { isHereOf } from "../../catalog/services/find-services.ts";
import { imageBaseName } from "./image-reference.ts";
import type { Versioned } from "./versioned.ts";

/**
 * What one environment says about a thing that another one names. By its name first; where none has it, an image by
 * what it is called without its registry, or by its place in Helm values. Of several, those in the same place come first.
 */
export function counterpartsOf(
  thing: Versioned,
  others: readonly Versioned[],
): readonly Versioned[] {
  const same = others.filter(({ kind }) => kind === thing.kind);
  for (const isSame of [byName, byPulledName, byBaseName, byValuesPath]) {
    const found = same.filter((other) => isSame(thing, other));
    const there = found.filter(({ slot }) => slot === thing.slot);
    if (there.length > 0) return there;
    if (found.length > 0) return found;
  }
  return [];
}

type Comparison = (a: Versioned, b: Versioned) => boolean;

const byName: Comparison = (a, b) =>
  a.kind === "revision" ? isSameRepository(a.names, b.names) : a.names === b.names;

const byPulledName: Comparison = (a, b) => a.pulledAs !== undefined && a.pulledAs === b.pulledAs;

const byBaseName: Comparison = (a, b) =>
  a.kind === "image" && imageBaseName(a.names) === imageBaseName(b.names);

const byValuesPath: Comparison = (a, b) =>
  a.kind === "image" && a.slot.startsWith("values ") && a.slot === b.slot;

/** Whether two addresses, in whatever form, are of one repository. */
export function isSameRepository(a: string, b: string): boolean {
  return a === b || isHereOf(a)?.(b) === true;
}
