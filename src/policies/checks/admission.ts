import type { PolicyResult } from "../../domain/guardrail.ts";
import { valueAt } from "../../domain/json.ts";
import type { Location } from "../../domain/location.ts";
import { evaluatedTarget } from "../admission/bindings.ts";
import { evaluatePolicy, type Verdict } from "../admission/evaluate-policy.ts";
import { loadPolicies, type LoadedPolicy } from "../admission/load.ts";
import { mayTake, targetOf, type Target } from "../admission/match.ts";
import type { Check, ChangedObject, JudgedChange } from "../check.ts";
import type { Path } from "../cel/values.ts";
import { resultOn, type Subject } from "../subject.ts";

/** ValidatingAdmissionPolicies with their bindings, evaluated as the API server would (DESIGN 1.2). */
export const admissionCheck: Check = {
  name: "policies",
  *run(change) {
    yield* policyProblems(change);
    const namespaces = namespacesOf(change.known);
    const byKind = policiesByKind(change.policies.policies);
    for (const changed of change.objects) {
      const target = targetOf(changed, change.kinds, namespaces);
      yield* judgeObject(change, changed, { target, policies: byKind(target) });
    }
  },
};

/** Policies that can't be used: those in force, and those that the change brings. */
function* policyProblems(change: JudgedChange): Iterable<PolicyResult> {
  const inForce = change.policies.problems;
  const brought = change.objects
    .filter(({ operation }) => operation !== "DELETE")
    .map(({ subject }) => subject);
  for (const { policy, subject, message, location } of [
    ...inForce,
    ...loadPolicies(brought).problems,
  ]) {
    yield resultOn(subject, { policy, validation: "policy" }, "error", { message, location });
  }
}

function namespacesOf(known: readonly Subject[]): ReadonlyMap<string, Subject> {
  const namespaces = known.filter(
    ({ resource }) => resource.apiVersion === "v1" && resource.kind === "Namespace",
  );
  return new Map(namespaces.map((subject) => [subject.resource.name, subject]));
}

/** The policies that can take an object, found once for each kind and operation. */
function policiesByKind(
  policies: readonly LoadedPolicy[],
): (target: Target) => readonly LoadedPolicy[] {
  const found = new Map<string, readonly LoadedPolicy[]>();
  return (target) => {
    const key = JSON.stringify([target.operation, target.group, target.resource]);
    const known =
      found.get(key) ??
      policies.filter(({ spec }) => mayTake(spec.matchConstraints.resourceRules, target));
    found.set(key, known);
    return known;
  };
}

function* judgeObject(
  change: JudgedChange,
  { subject }: ChangedObject,
  { target, policies }: { readonly target: Target; readonly policies: readonly LoadedPolicy[] },
): Iterable<PolicyResult> {
  const validation = change.schemas.validate(subject);
  const evaluated = evaluatedTarget(target, validation?.defaulted ?? subject.value);
  const misfit = (validation?.errors.length ?? 0) > 0;
  for (const policy of policies) {
    for (const verdict of evaluatePolicy(policy, evaluated, change.known)) {
      yield toResult(
        subject,
        policy.name,
        verdict.errored && misfit ? notReached(verdict) : verdict,
      );
    }
  }
}

/** The API server checks the schema before any policy: that the object is wrong is already told, once. */
function notReached({ validation }: Verdict): Verdict {
  const message = "Not judged by this policy: the object does not fit its schema.";
  return { validation, outcome: "skipped", message };
}

function toResult(subject: Subject, policy: string, verdict: Verdict): PolicyResult {
  const { validation, outcome, message, path, further } = verdict;
  const location = path === undefined ? undefined : placeOf(subject, path);
  const result = resultOn(subject, { policy, validation }, outcome, {
    message,
    ...(location === undefined ? {} : { location }),
  });
  if (further === undefined) return result;
  const places = further.map((place) => ({
    message: place.message,
    location: placeOf(subject, place.path),
  }));
  return { ...result, further: places };
}

/** A map or list under a key is shown by its key: its own first line is already inside it. */
function placeOf(subject: Subject, path: Path): Location {
  const isKey = typeof path.at(-1) === "string";
  const holdsMore = typeof valueAt(subject.value, path) === "object";
  return isKey && holdsMore ? subject.locateKey(path) : subject.locate(path);
}
