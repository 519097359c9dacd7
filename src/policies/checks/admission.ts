import type { PolicyResult } from "../../domain/guardrail.ts";
import { valueAt } from "../../domain/json.ts";
import type { Location } from "../../domain/location.ts";
import { evaluatedTarget } from "../admission/bindings.ts";
import { evaluatePolicy } from "../admission/evaluate-policy.ts";
import type { LoadedPolicy } from "../admission/load.ts";
import { mayTake } from "../admission/match.ts";
import { suggestMutations } from "../admission/mutations/suggest-mutations.ts";
import type { ParamSource } from "../admission/params.ts";
import type { PolicyProblem } from "../admission/problems.ts";
import { typeWarnings } from "../admission/type-check.ts";
import { namespacesOf, targetOf, type Target } from "../admission/target.ts";
import type { Verdict } from "../admission/verdict.ts";
import { baseObjects, type Check, type ChangedObject, type JudgedChange } from "../check.ts";
import type { Path } from "../cel/values.ts";
import { identityOf, resultOn, type Subject } from "../subject.ts";

/** Admission policies with their bindings, evaluated as the API server would (DESIGN 1.2). */
export const admissionCheck: Check = {
  name: "policies",
  *run(change) {
    yield* policyProblems(change);
    const source = paramSource(change);
    const namespaces = namespacesOf(change);
    const byKind = policiesByKind(change.policies.policies);
    for (const changed of change.objects) {
      const target = targetOf(changed, change.kinds, namespaces);
      yield* judgeObject(changed, { target, policies: byKind(target), change, source });
    }
    yield* suggestMutations(change, source);
  },
};

/**
 * Policies that can't be used: those that the change brings, and those in force that it leaves as they are. One that
 * the change mends or removes is not held against it.
 */
function* policyProblems(change: JudgedChange): Iterable<PolicyResult> {
  const touched = new Set(
    [...change.brought, ...change.replaced].map(({ resource }) => identityOf(resource)),
  );
  const inForce = change.policies.problems.filter(
    ({ subject }) => !touched.has(identityOf(subject.resource)),
  );
  const own = new Set(change.objects.map(({ subject }) => subject));
  const brought = change.broughtPolicies.problems.filter(({ subject }) => own.has(subject));
  for (const problem of [...inForce, ...brought]) yield problemResult(problem, "error");
  for (const policy of change.broughtPolicies.policies) {
    if (!own.has(policy.subject)) continue;
    for (const problem of typeWarnings(policy, change)) yield problemResult(problem, "warn");
  }
}

function problemResult(
  { policy, subject, message, location }: PolicyProblem,
  outcome: "error" | "warn",
): PolicyResult {
  return resultOn(subject, { policy, validation: "policy" }, outcome, { message, location });
}

/** Objects of the base branch stand before those that ship, and both before those of the change. */
function paramSource(change: JudgedChange): ParamSource {
  const { brought, shipped, kinds, schemas } = change;
  const base = baseObjects(change);
  const ruled = [...base, ...notAmong(base, shipped)];
  return {
    known: [...ruled, ...notAmong(ruled, brought)],
    ruled,
    kinds,
    defaulted: (subject) => schemas.validate(subject)?.defaulted ?? subject.value,
  };
}

function notAmong(others: readonly Subject[], subjects: readonly Subject[]): readonly Subject[] {
  const there = new Set(others.map(({ resource }) => identityOf(resource)));
  return subjects.filter(({ resource }) => !there.has(identityOf(resource)));
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

interface Judged {
  readonly target: Target;
  readonly policies: readonly LoadedPolicy[];
  readonly change: JudgedChange;
  readonly source: ParamSource;
}

function* judgeObject(
  { subject }: ChangedObject,
  { target, policies, change, source }: Judged,
): Iterable<PolicyResult> {
  if (policies.length === 0) return;
  const validation = change.schemas.validate(subject);
  const evaluated = evaluatedTarget(target, validation?.defaulted ?? target.value);
  const misfit = (validation?.errors.length ?? 0) > 0;
  for (const policy of policies) {
    for (const verdict of evaluatePolicy(policy, evaluated, source)) {
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
  const { validation, outcome, message, reason, path, further } = verdict;
  const location = path === undefined ? undefined : placeOf(subject, path);
  const result = resultOn(subject, { policy, validation }, outcome, {
    message,
    ...(location === undefined ? {} : { location }),
  });
  const reasoned = reason === undefined ? result : { ...result, reason };
  if (further === undefined) return reasoned;
  const places = further.map((place) => ({
    message: place.message,
    location: placeOf(subject, place.path),
  }));
  return { ...reasoned, further: places };
}

/** A map or list under a key is shown by its key: its own first line is already inside it. */
function placeOf(subject: Subject, path: Path): Location {
  const isKey = typeof path.at(-1) === "string";
  const holdsMore = typeof valueAt(subject.value, path) === "object";
  return isKey && holdsMore ? subject.locateKey(path) : subject.locate(path);
}
