import { stringAt } from "../../domain/json.ts";
import type { Subject } from "../subject.ts";
import type { LoadedPolicy } from "./load.ts";
import type { Target } from "./match.ts";
import type { ValidatingAdmissionPolicyBinding } from "./policy.ts";
import { objectsOfKind, paramValue } from "./objects-of-kind.ts";
import { matchSelector } from "./selectors.ts";

/** The parameter objects that a binding names; `unknown` when they are in no file. */
export type Params =
  | { readonly kind: "known"; readonly params: readonly unknown[] }
  | { readonly kind: "unknown"; readonly message: string };

/** Finds parameters among the objects of the repository: they stand for those in the cluster. */
export function paramsOf(
  policy: LoadedPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  target: Target,
  known: readonly Subject[],
): Params {
  const { paramKind } = policy.spec;
  const { paramRef } = binding.spec;
  if (!paramKind || !paramRef) return { kind: "known", params: [null] };
  const namespace = paramRef.namespace ?? target.namespace;
  const found = objectsOfKind(known, paramKind).filter(({ resource, value }) => {
    if (resource.namespace !== undefined && resource.namespace !== namespace) return false;
    if (paramRef.name) return resource.name === paramRef.name;
    const label = (key: string): string | null =>
      stringAt(value, ["metadata", "labels", key]) ?? null;
    return matchSelector(paramRef.selector, label) === "yes";
  });
  if (found.length > 0) {
    return { kind: "known", params: found.map(({ value }) => paramValue(value)) };
  }
  const which = paramRef.name
    ? `${paramKind.kind} ${paramRef.name}`
    : `objects of kind ${paramKind.kind}`;
  return {
    kind: "unknown",
    message: `The policy ${policy.name} takes parameters from ${which}, which is in no file of the repository.`,
  };
}
