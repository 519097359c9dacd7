import type { PolicyOutcome } from "../../domain/guardrail.ts";
import { blame } from "../cel/blame.ts";
import type { Bindings } from "../cel/environment.ts";
import { evaluate } from "../cel/evaluate.ts";
import type { Path } from "../cel/values.ts";
import type { Subject } from "../subject.ts";
import { policyBindings, type EvaluatedTarget } from "./bindings.ts";
import type { LoadedPolicy, LoadedValidation } from "./load.ts";
import { matchTarget } from "./match.ts";
import { paramsOf } from "./params.ts";
import type { BindingAction, ValidatingAdmissionPolicyBinding } from "./policy.ts";

/** What one validation of a policy says about one object. */
export interface Verdict {
  /** The validation's index, or the name of what came before the validations. */
  readonly validation: string;
  readonly outcome: PolicyOutcome;
  readonly message: string;
  /** Where in the object; undefined for the object as a whole. */
  readonly path?: Path;
  /** The expression ended in an error, and failurePolicy decided. */
  readonly errored?: true;
  /** Other list elements or map entries that fail in the same way. */
  readonly further?: readonly { readonly message: string; readonly path: Path }[];
}

/** The verdicts of one policy on one object; none when the policy or its bindings do not match it. */
export function evaluatePolicy(
  policy: LoadedPolicy,
  evaluated: EvaluatedTarget,
  known: readonly Subject[],
): readonly Verdict[] {
  const { target } = evaluated;
  const constrained = matchTarget(policy.spec.matchConstraints, target);
  if (constrained === "no") return [];
  const bindings = policy.bindings.map((binding) => ({
    binding,
    match: matchTarget(binding.spec.matchResources, target),
  }));
  const unsure = bindings.some(({ match }) => match === "unknown") || constrained === "unknown";
  const matched = constrained === "yes" ? bindings.filter(({ match }) => match === "yes") : [];
  if (matched.length === 0)
    return unsure && bindings.some(({ match }) => match !== "no")
      ? [unknownNamespace(target.namespace)]
      : [];
  const evaluations = matched.flatMap(({ binding }) =>
    evaluateBinding(policy, binding, evaluated, known),
  );
  return strongest(evaluations);
}

function unknownNamespace(namespace: string | undefined): Verdict {
  const which = namespace === undefined ? "the object's namespace" : `the Namespace ${namespace}`;
  return {
    validation: "match",
    outcome: "notEvaluable",
    message: `Whether this policy applies depends on the labels of ${which}, which is in no file.`,
  };
}

const rank: readonly PolicyOutcome[] = [
  "deny",
  "error",
  "warn",
  "notEvaluable",
  "audit",
  "skipped",
  "pass",
];

/** One verdict for each validation: of several bindings and parameters, the one that weighs most. */
function strongest(verdicts: readonly Verdict[]): readonly Verdict[] {
  const kept = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const other = kept.get(verdict.validation);
    const weighsMore =
      other === undefined || rank.indexOf(verdict.outcome) < rank.indexOf(other.outcome);
    if (weighsMore) kept.set(verdict.validation, verdict);
  }
  return [...kept.values()];
}

function evaluateBinding(
  policy: LoadedPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  evaluated: EvaluatedTarget,
  known: readonly Subject[],
): readonly Verdict[] {
  const outcome = outcomeOf(binding.spec.validationActions);
  const found = paramsOf(policy, binding, evaluated.target, known);
  if (found.kind === "unknown") {
    return [{ validation: "params", outcome: "notEvaluable", message: found.message }];
  }
  return found.params.flatMap((params) => evaluateWith(policy, evaluated, { params, outcome }));
}

function outcomeOf(actions: readonly BindingAction[]): "deny" | "warn" | "audit" {
  if (actions.includes("Deny")) return "deny";
  return actions.includes("Warn") ? "warn" : "audit";
}

interface Run {
  readonly params: unknown;
  /** What a failed validation becomes. */
  readonly outcome: "deny" | "warn" | "audit";
}

function evaluateWith(
  policy: LoadedPolicy,
  evaluated: EvaluatedTarget,
  run: Run,
): readonly Verdict[] {
  const bindings = policyBindings(policy, evaluated, run.params);
  const condition = evaluateConditions(policy, bindings, run.outcome);
  if (condition === "skip") return [];
  if (condition !== "go") return [condition];
  return policy.validations.map((validation, index) => ({
    validation: String(index),
    ...evaluateValidation({ policy, validation, bindings, evaluated, run }),
  }));
}

/** Any condition that is false skips the policy, whatever the others say (apiserver matchconditions/matcher.go). */
function evaluateConditions(
  policy: LoadedPolicy,
  bindings: Bindings,
  outcome: Run["outcome"],
): "go" | "skip" | Verdict {
  const outcomes = policy.conditions.map(({ name, compiled }) => ({
    name,
    came: evaluate(compiled, bindings),
  }));
  if (outcomes.some(({ came }) => came.kind === "value" && came.value === false)) return "skip";
  for (const { name, came } of outcomes) {
    const validation = `matchConditions.${name}`;
    if (came.kind === "notEvaluable")
      return { validation, outcome: "notEvaluable", message: came.message };
    const trouble =
      came.kind === "error"
        ? came.message
        : came.value === true
          ? undefined
          : "it is not true or false";
    if (trouble !== undefined) return { validation, ...failed(policy, outcome, trouble) };
  }
  return "go";
}

interface OneValidation {
  readonly policy: LoadedPolicy;
  readonly validation: LoadedValidation;
  readonly bindings: Bindings;
  readonly evaluated: EvaluatedTarget;
  readonly run: Run;
}

/** A validation stops at the first element that fails; the others are found by leaving that one out. */
function evaluateValidation(one: OneValidation): Omit<Verdict, "validation"> {
  const { policy, validation, run } = one;
  const { element, ...verdict } = evaluateOnce(one);
  const further: { readonly message: string; readonly path: Path }[] = [];
  const leftOut: Path[] = [];
  for (let next = element; next !== undefined && further.length < mostPlaces;) {
    leftOut.push(next);
    const evaluated = one.evaluated.without(leftOut);
    const bindings = policyBindings(policy, evaluated, run.params);
    const came = evaluateOnce({ policy, validation, bindings, evaluated, run });
    if (came.errored || came.outcome !== verdict.outcome || came.path === undefined) break;
    further.push({ message: came.message, path: came.path });
    next = came.element;
  }
  return further.length === 0 ? verdict : { ...verdict, further };
}

/** More than a person would mend by hand; the rest is found when these are mended. */
const mostPlaces = 25;

interface Once extends Pick<Verdict, "outcome" | "message" | "path" | "errored"> {
  /** The list element or map entry that failed: not for an error, and not for what only the cluster knows. */
  readonly element?: Path;
}

function evaluateOnce(one: OneValidation): Once {
  const { policy, validation, bindings, run } = one;
  const came = evaluate(validation.compiled, bindings);
  if (came.kind === "notEvaluable") return { outcome: "notEvaluable", message: came.message };
  if (came.kind === "value" && came.value === true)
    return { outcome: "pass", message: "The object passes." };
  const blamed = blamedPart(one);
  if (came.kind === "error") {
    const { path } = blamed;
    const verdict = failed(policy, run.outcome, came.message);
    return path === undefined ? verdict : { ...verdict, path };
  }
  const message = withMend(messageOf(validation, bindings), policy.mend);
  return { outcome: run.outcome, message, ...blamed };
}

/** An expression that ends in an error is decided by failurePolicy: `Fail` denies as the binding says. */
function failed(
  policy: LoadedPolicy,
  outcome: Run["outcome"],
  message: string,
): Pick<Verdict, "outcome" | "message" | "errored"> {
  const text = `The policy ${policy.name} could not be evaluated on this object: ${message}.`;
  if (policy.spec.failurePolicy === "Ignore") {
    return {
      outcome: "skipped",
      message: `${text} Its failurePolicy is Ignore, so that counts as no objection.`,
    };
  }
  return {
    outcome,
    errored: true,
    message: `${text} Its failurePolicy is Fail, so the cluster would refuse the object.`,
  };
}

/** As the API server chooses it: messageExpression when it gives one line of text, else message, else the expression. */
function messageOf(validation: LoadedValidation, bindings: Bindings): string {
  const { messageExpression, message, compiled } = validation;
  const told = messageExpression === undefined ? undefined : evaluate(messageExpression, bindings);
  if (told?.kind === "value" && typeof told.value === "string") {
    const text = told.value.trim();
    if (text !== "" && text.length <= longestMessage && !text.includes("\n")) return text;
  }
  return message ?? `failed expression: ${compiled.expression.trim()}`;
}

/** apiserver pkg/cel/limits.go: a longer message is left out. */
const longestMessage = 5 * 1024;

function withMend(message: string, mend: string | undefined): string {
  if (mend === undefined) return message;
  return `${/[.!?]$/.test(message) ? message : `${message}.`} ${mend}`;
}

function blamedPart({ policy, validation, bindings, evaluated }: OneValidation): {
  readonly path?: Path;
  readonly element?: Path;
} {
  if (evaluated.target.operation === "DELETE") return {};
  const { object } = evaluated;
  const elements: Path[] = [];
  const scope = {
    object,
    bindings,
    variables: policy.variables,
    paths: new Map<string, Path>(),
    depth: 0,
    elements,
  };
  const path = blame(validation.compiled.ast, true, scope);
  if (path === undefined) return {};
  const element = elements
    .filter((found) => isWithin(path, found))
    .toSorted(byLength)
    .at(-1);
  return element === undefined ? { path } : { path, element };
}

function isWithin(path: Path, part: Path): boolean {
  return part.every((step, index) => path[index] === step);
}

function byLength(a: Path, b: Path): number {
  return a.length - b.length;
}
