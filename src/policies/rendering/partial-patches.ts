import type { PolicyResult } from "../../domain/guardrail.ts";

/**
 * Takes away what is said of patches as if they were whole objects: a cluster refuses an object without what its schema
 * requires, so such a file is only ever a part of what is built. A patch that could be applied by itself is judged as
 * any object, so that no one hides an object by calling it a patch. Credentials in it are found as anywhere.
 *
 * @param patches Paths of the files that kustomizations name as patches.
 */
export function withoutPartialPatches(
  results: readonly PolicyResult[],
  patches: ReadonlySet<string>,
): readonly PolicyResult[] {
  if (patches.size === 0) return results;
  const partial = new Set(results.filter((one) => isMissingSomething(one, patches)).map(keyOf));
  if (partial.size === 0) return results;
  return results.map((result): PolicyResult => {
    const isFinding = result.outcome === "deny" || result.outcome === "warn";
    if (!isFinding || result.policy === "secrets" || !partial.has(keyOf(result))) return result;
    const { further: _, suggestions: __, ...rest } = result;
    return {
      ...rest,
      outcome: "skipped",
      message: "A patch of Kustomize: it is judged in what it becomes, not by itself.",
    };
  });
}

/** As the schema check words a required field that is not there. */
function isMissingSomething(
  { policy, outcome, message, location, resource }: PolicyResult,
  patches: ReadonlySet<string>,
): boolean {
  return (
    policy === "schema" &&
    outcome === "deny" &&
    resource !== undefined &&
    patches.has(location.path) &&
    / is missing; /.test(message)
  );
}

function keyOf({ resource, location }: PolicyResult): string {
  return JSON.stringify([location.path, resource ?? null]);
}
