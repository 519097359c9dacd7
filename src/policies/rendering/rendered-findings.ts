import { posix } from "node:path";
import type { ChangedFile, PolicyResult } from "../../domain/guardrail.ts";
import type { Location } from "../../domain/location.ts";
import { tracePlace, type RenderedRoot } from "./trace.ts";

/**
 * The rendered objects as files to judge, one each: `rendered/<root>/<document>/<the root's folder>/object.yaml`. The
 * folder says for which environment an overlay is.
 */
export function renderedFiles(roots: readonly RenderedRoot[]): readonly ChangedFile[] {
  return roots.flatMap(({ path, documents }, root) =>
    documents.map(({ content }, index) => ({
      path: posix.join("rendered", `${root}`, `${index}`, posix.dirname(path), "object.yaml"),
      content,
    })),
  );
}

/**
 * What was found in rendered objects, told at the lines of the sources. What passed is left out, and so is what is told
 * of the sources already or of another overlay with the same base.
 *
 * @param results The judgement on {@link renderedFiles} of the same roots.
 * @param told What was found in the sources.
 */
export function renderedAsSources(
  roots: readonly RenderedRoot[],
  results: readonly PolicyResult[],
  told: readonly PolicyResult[],
): readonly PolicyResult[] {
  const known = new Set(told.filter(counts).flatMap(keysOf));
  return results.filter(counts).flatMap((result): PolicyResult[] => {
    const traced = traceResult(roots, result);
    if (traced === undefined) return [];
    const places = [traced, ...(traced.further ?? [])].filter(({ location }) => {
      const key = keyOf(traced, location);
      const isNew = !known.has(key);
      known.add(key);
      return isNew;
    });
    const [first, ...further] = places;
    if (first === undefined) return [];
    const { further: _, suggestions: __, ...rest } = traced;
    const { message, location } = first;
    const more = further.map((place) => ({ message: place.message, location: place.location }));
    return [{ ...rest, message, location, ...(more.length === 0 ? {} : { further: more }) }];
  });
}

/** What is judged in a base by itself, too: it is wrong in any overlay, or dangerous wherever it stands. */
const judgedAlone: ReadonlySet<string> = new Set(["yaml", "schema", "claims", "secrets", "render"]);

/**
 * Lets what is denied in a base only warn, where no overlay has it any more: a base is not what is applied. It stays
 * told, for where somebody applies the base by itself.
 *
 * @param bases Files of bases all of whose overlays were built.
 * @param results The judgement on {@link renderedFiles} of those overlays.
 */
export function softenedBases(
  sources: readonly PolicyResult[],
  bases: ReadonlySet<string>,
  {
    roots,
    results,
  }: { readonly roots: readonly RenderedRoot[]; readonly results: readonly PolicyResult[] },
): readonly PolicyResult[] {
  const isOpen = (result: PolicyResult): boolean =>
    result.outcome === "deny" && bases.has(result.location.path) && !judgedAlone.has(result.policy);
  if (!sources.some(isOpen)) return sources;
  const traced = results.filter(counts).flatMap((result) => traceResult(roots, result) ?? []);
  const known = new Set(traced.flatMap(keysOf));
  return sources.map((result): PolicyResult => {
    if (!isOpen(result) || keysOf(result).some((key) => known.has(key))) return result;
    return {
      ...result,
      outcome: "warn",
      message: `${result.message} (No overlay has it any more, so it only counts where this base is applied by itself.)`,
    };
  });
}

function counts({ outcome }: PolicyResult): boolean {
  return outcome === "deny" || outcome === "warn" || outcome === "error";
}

function traceResult(
  roots: readonly RenderedRoot[],
  result: PolicyResult,
): PolicyResult | undefined {
  const [, rootIndex, documentIndex] = /^rendered\/(\d+)\/(\d+)\//.exec(result.location.path) ?? [];
  const root = roots[Number(rootIndex)];
  const document = root?.documents[Number(documentIndex)];
  if (root === undefined || document === undefined) return undefined;
  const where = (place: Location): Location => tracePlace(root, document, place);
  const words = (message: string): string =>
    `${message} (As built from ${posix.normalize(root.path)}.)`;
  const { further } = result;
  return {
    ...result,
    message: words(result.message),
    location: where(result.location),
    ...(further === undefined
      ? {}
      : {
          further: further.map(({ message, location }) => ({
            message: words(message),
            location: where(location),
          })),
        }),
  };
}

function keysOf(result: PolicyResult): readonly string[] {
  return [result, ...(result.further ?? [])].map(({ location }) => keyOf(result, location));
}

function keyOf({ policy, validation }: PolicyResult, { path, startLine }: Location): string {
  return JSON.stringify([policy, validation, path, startLine]);
}
