import { shortGuardrailName, type PolicyResult } from "../../domain/guardrail.ts";
import { isJsonObject } from "../../domain/json.ts";
import type { Check } from "../check.ts";
import { findOldVersion } from "../schemas/api-versions.ts";
import { resultOn } from "../subject.ts";

/** The guardrails that say the same in the cluster; this check speaks for them, at their levels. */
const guardrails = {
  removed: "removed-api-versions.causeway.dev",
  deprecated: "deprecated-api-versions.causeway.dev",
} as const;

const usual = { removed: "deny", deprecated: "warn" } as const;

/**
 * Versions that the cluster's Kubernetes does not serve any more, or will not serve some day, each with what to write
 * instead. `tellOnce` lets no guardrail repeat it.
 */
export const apiVersionsCheck: Check = {
  name: "api-versions",
  *run(change) {
    for (const { subject, operation } of change.objects) {
      const { apiVersion, kind } = subject.resource;
      if (operation === "DELETE") continue;
      const old = findOldVersion(apiVersion, kind, change.kubernetesVersion);
      if (old === undefined) continue;
      const policy = guardrails[old.state];
      const level = levelOf(change.levels, policy) ?? usual[old.state];
      if (level === "off") continue;
      const mend =
        old.instead === undefined ? "There is nothing to put in its place." : `Use ${old.instead}.`;
      const message = `${kind} in ${apiVersion}: ${old.told}. ${mend}`;
      const location = subject.locate(["apiVersion"]);
      yield resultOn(subject, { policy, validation: "version" }, level, { message, location });
    }
  },
};

/** The level for all environments, under the policy's full or its short name. */
function levelOf(levels: object, policy: string): "off" | "warn" | "deny" | undefined {
  const named = [policy, shortGuardrailName(policy)].map((name): unknown => {
    const setting: unknown = Reflect.get(levels, name);
    return isJsonObject(setting) ? setting["level"] : setting;
  });
  return named.find((level) => level === "off" || level === "warn" || level === "deny");
}

/** Leaves out what the guardrails say of an object of which this check said it better. */
export function tellOnce(results: readonly PolicyResult[]): readonly PolicyResult[] {
  const spoken: readonly string[] = Object.values(guardrails);
  const ours = new Set(
    results
      .filter(({ policy, validation }) => spoken.includes(policy) && validation === "version")
      .map(placeOf),
  );
  if (ours.size === 0) return results;
  return results.filter(
    (result) =>
      !spoken.includes(result.policy) ||
      result.validation === "version" ||
      !ours.has(placeOf(result)),
  );
}

function placeOf({ resource, location }: PolicyResult): string {
  return JSON.stringify([location.path, resource]);
}
