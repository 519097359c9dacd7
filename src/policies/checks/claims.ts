import { nearestName } from "../../domain/nearest-name.ts";
import { groupOf } from "../../domain/kubernetes.ts";
import { kindsDefinedBy } from "../kinds.ts";
import type { Check } from "../check.ts";
import { resultOn } from "../subject.ts";

/** What requests write lies under `claims/` (DESIGN 6): each must be of a kind that an XRD defines. */
export const claimsCheck: Check = {
  name: "claims",
  *run(change) {
    const kinds = change.known
      .filter(({ resource }) => resource.kind === "CompositeResourceDefinition")
      .flatMap(({ value }) => kindsDefinedBy(value));
    const offered = new Set(kinds.map(({ group, kind }) => JSON.stringify([group, kind])));
    for (const { subject, operation } of change.objects) {
      if (operation === "DELETE" || !/^(?:.*\/)?claims\//.test(subject.path)) continue;
      const { apiVersion, kind } = subject.resource;
      if (offered.has(JSON.stringify([groupOf(apiVersion), kind]))) continue;
      const near = nearestName(
        kind,
        kinds.map((known) => known.kind),
      );
      const hint =
        near === undefined ? "Is the kind or the group mistyped?" : `Did you mean ${near}?`;
      const message = `No XRD in the repository defines ${kind} (${apiVersion}), so nothing would make it real. ${hint}`;
      yield resultOn(subject, { policy: "claims", validation: "offered" }, "warn", {
        message,
        location: subject.locate(["kind"]),
      });
    }
  },
};
