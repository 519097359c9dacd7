import { CostBudget } from "../cel/evaluate.ts";
import { policyBindings, type EvaluatedTarget } from "./bindings.ts";
import { evaluateAnnotations } from "./evaluate-annotations.ts";
import { evaluateConditions } from "./evaluate-conditions.ts";
import { evaluateValidation, type Run } from "./evaluate-validation.ts";
import type { LoadedPolicy } from "./load.ts";
import { matchTarget, type Matched } from "./match.ts";
import { paramsOf, type ParamSource } from "./params.ts";
import type { ValidatingAdmissionPolicyBinding } from "./policy.ts";
import type { Target } from "./target.ts";
import { failed, failedOutcome, strongest, type Verdict } from "./verdict.ts";

/** The verdicts of one policy on one object; none when the policy or its bindings do not match it. */
export function evaluatePolicy(
  policy: LoadedPolicy,
  evaluated: EvaluatedTarget,
  source: ParamSource,
): readonly Verdict[] {
  const { target } = evaluated;
  const constrained = matchTarget(policy.spec.matchConstraints, target);
  if (constrained.match === "no") return [];
  const bindings = policy.bindings
    .map((binding) => ({ binding, matched: matchTarget(binding.spec.matchResources, target) }))
    .filter(({ matched }) => matched.match !== "no");
  if (bindings.length === 0) return [];
  const unknown = whyUnknown(constrained, target);
  if (unknown !== undefined) return [notEvaluable(unknown)];
  const as = constrained.match === "yes" ? constrained.as : undefined;
  const inVersion = evaluated.inVersion(as);
  const verdicts = bindings.flatMap(({ binding, matched }) =>
    matched.match === "unknown"
      ? [notEvaluable(matched.message)]
      : evaluateBinding(policy, binding, { evaluated: inVersion, source }),
  );
  return strongest(verdicts);
}

/** Why it can't be known here whether, or as what, a policy takes an object that it may take. */
export function whyUnknown(matched: Matched, target: Target): string | undefined {
  if (matched.match === "unknown") return matched.message;
  if (matched.match === "no" || matched.as === undefined || matched.as.sameFields) return undefined;
  const { group, version } = matched.as;
  const wanted = group === "" ? version : `${group}/${version}`;
  return `The policy looks at this object as ${wanted}, which only the cluster can make of ${target.version}. Write the file as ${wanted}, or name ${target.version} in the policy too.`;
}

function notEvaluable(message: string): Verdict {
  return { validation: "match", outcome: "notEvaluable", message };
}

interface On {
  readonly evaluated: EvaluatedTarget;
  readonly source: ParamSource;
}

function evaluateBinding(
  policy: LoadedPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  { evaluated, source }: On,
): readonly Verdict[] {
  const found = paramsOf(policy.spec, binding, evaluated.target, source);
  const validation = "params";
  switch (found.kind) {
    case "unknown":
      return [{ validation, outcome: "notEvaluable", message: found.message }];
    case "none":
      return [{ validation, outcome: "skipped", message: found.message }];
    // A binding that can't work refuses the object whatever its actions are (policy/validating dispatcher.go).
    case "misconfigured":
      return [{ validation, ...failed(policy, "deny", found.message) }];
    case "known": {
      const outcome = failedOutcome(binding.spec.validationActions);
      return found.params.flatMap((params) =>
        evaluateWith(policy, evaluated, { params, outcome, budget: CostBudget.forPolicy() }),
      );
    }
  }
}

function evaluateWith(
  policy: LoadedPolicy,
  evaluated: EvaluatedTarget,
  run: Run,
): readonly Verdict[] {
  const conditions = evaluateConditions(policy, evaluated, run.params);
  if (conditions.kind === "skip") return [];
  if (conditions.kind !== "go") {
    const validation = `matchConditions.${conditions.name}`;
    return conditions.kind === "notEvaluable"
      ? [{ validation, outcome: "notEvaluable", message: conditions.message }]
      : [{ validation, ...failed(policy, run.outcome, conditions.message) }];
  }
  const bindings = policyBindings(policy, evaluated, run);
  const validations = policy.validations.map((validation, index) => ({
    validation: String(index),
    ...evaluateValidation({ policy, validation, bindings, evaluated, run }),
  }));
  return [...validations, ...evaluateAnnotations(policy, bindings)];
}
