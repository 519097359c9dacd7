import type { Violation } from "../domain/guardrail.ts";
import type { Location } from "../domain/location.ts";

/** Whether a file holds manifests by its name: one that can't be read must not pass unseen. */
export function isManifestPath(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/**
 * The finding on a file with manifests that could not be read: nothing in it was judged, and a cluster might take it.
 *
 * @param why what is wrong with it, as the rest of a sentence.
 */
export function unreadFinding(path: string, why: string, location?: Location): Violation {
  return {
    policy: "yaml",
    validation: "readable",
    outcome: "error",
    message: `This file was not checked: ${why}.`,
    location: location ?? { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  };
}
