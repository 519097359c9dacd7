import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { evaluate } from "../../cel/evaluate.ts";
import { evaluatedTarget, policyBindings } from "../bindings.ts";
import { evaluateConditions } from "../evaluate-conditions.ts";
import { whyUnknown } from "../evaluate-policy.ts";
import type { LoadedMutatingPolicy, LoadedMutation } from "../load-mutating.ts";
import { matchTarget } from "../match.ts";
import { paramsOf, type ParamSource } from "../params.ts";
import type { OtherVersion, Target } from "../target.ts";
import { failed, type Verdict } from "../verdict.ts";
import { applyConfiguration } from "./apply-configuration.ts";
import { celToJson } from "./cel-to-json.ts";
import { applyJsonPatch } from "./json-patch.ts";
import type { MergeSchema } from "./merge-lists.ts";
import type { Mutated } from "./mutated.ts";

/** What a mutating policy does to an object: the object after it, or why that is not known or not possible. */
export type Mutation =
  | { readonly kind: "object"; readonly value: JsonObject }
  | { readonly kind: "verdict"; readonly verdict: Verdict };

/** What a mutation is about. */
export interface Mutable {
  readonly target: Target;
  /** The object with its schema's defaults. */
  readonly defaulted: JsonObject;
  /** The schema of a custom kind, for what merges how; undefined for kinds of Kubernetes itself. */
  readonly schema: MergeSchema;
  readonly source: ParamSource;
}

/**
 * The object as one policy would leave it, with all its bindings, parameters and mutations one after the other
 * (policy/mutating dispatcher.go). Undefined when the policy does not take the object.
 */
export function mutate(policy: LoadedMutatingPolicy, mutable: Mutable): Mutation | undefined {
  const { target, defaulted, source } = mutable;
  if (target.operation === "DELETE") return undefined;
  const constrained = matchTarget(policy.spec.matchConstraints, target);
  if (constrained.match === "no") return undefined;
  let current = defaulted;
  let isTaken = false;
  for (const binding of policy.bindings) {
    const bound = matchTarget(binding.spec.matchResources, target);
    if (bound.match === "no") continue;
    isTaken = true;
    const unknown = whyUnknown(constrained, target) ?? whyUnknown(bound, target);
    if (unknown !== undefined) return notKnown("match", unknown);
    const found = paramsOf(policy.spec, binding, target, source);
    if (found.kind === "unknown") return notKnown("params", found.message);
    if (found.kind === "misconfigured") return refused(policy, "params", found.message);
    if (found.kind === "none") continue;
    const as = constrained.match === "yes" ? constrained.as : undefined;
    for (const params of found.params) {
      const result = withParams(policy, { mutable, current, params, as });
      if (result.kind === "verdict") return result;
      current = result.value;
    }
  }
  return isTaken ? { kind: "object", value: current } : undefined;
}

interface Run {
  readonly mutable: Mutable;
  readonly current: JsonObject;
  readonly params: unknown;
  readonly as: OtherVersion | undefined;
}

function withParams(policy: LoadedMutatingPolicy, run: Run): Mutation {
  const { mutable, params, as } = run;
  const first = evaluatedTarget(mutable.target, run.current).inVersion(as);
  const conditions = evaluateConditions(policy, first, params);
  if (conditions.kind === "skip") return { kind: "object", value: run.current };
  if (conditions.kind !== "go") {
    const validation = `matchConditions.${conditions.name}`;
    return conditions.kind === "notEvaluable"
      ? notKnown(validation, conditions.message)
      : refused(policy, validation, conditions.message);
  }
  let { current } = run;
  for (const [index, mutation] of policy.mutations.entries()) {
    const validation = `mutations.${index}`;
    const evaluated = evaluatedTarget(mutable.target, current).inVersion(as);
    const came = evaluate(mutation.compiled, policyBindings(policy, evaluated, { params }));
    if (came.kind === "notEvaluable") return notKnown(validation, came.message);
    if (came.kind === "error") return refused(policy, validation, came.message);
    const mutated = applied(mutation, came.value, { current, schema: mutable.schema });
    if (mutated.kind === "unknown") return notKnown(validation, notMerged(mutated.message));
    if (mutated.kind !== "mutated") return refused(policy, validation, mutated.message);
    current = mutated.value;
  }
  return { kind: "object", value: current };
}

function applied(
  { patchType }: LoadedMutation,
  value: unknown,
  { current, schema }: { readonly current: JsonObject; readonly schema: MergeSchema },
): Mutated {
  const json = celToJson(value);
  if (json === undefined) return { kind: "problem", message: "its value is no plain data" };
  if (patchType === "JSONPatch") return applyJsonPatch(current, json);
  return isJsonObject(json)
    ? applyConfiguration(current, json, schema)
    : { kind: "problem", message: "an apply configuration must be an Object" };
}

function notMerged(why: string): string {
  return `What this policy would change is not worked out here: ${why}. The cluster refuses objects for such a policy, or knows better.`;
}

function notKnown(validation: string, message: string): Mutation {
  return { kind: "verdict", verdict: { validation, outcome: "notEvaluable", message } };
}

function refused(policy: LoadedMutatingPolicy, validation: string, message: string): Mutation {
  return { kind: "verdict", verdict: { validation, ...failed(policy, "deny", message) } };
}
