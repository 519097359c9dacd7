import { blame } from "../cel/blame.ts";
import type { Bindings } from "../cel/environment.ts";
import { evaluate, type CostBudget } from "../cel/evaluate.ts";
import type { Path } from "../cel/values.ts";
import { policyBindings, type EvaluatedTarget } from "./bindings.ts";
import type { LoadedPolicy, LoadedValidation } from "./load.ts";
import { failed, type FailedOutcome, type Verdict } from "./verdict.ts";

/** One parameter of one binding. */
export interface Run {
  readonly params: unknown;
  /** What a failed validation becomes. */
  readonly outcome: FailedOutcome;
  /** What all validations together may still cost. */
  readonly budget: CostBudget;
}

/** One validation on one object. */
export interface OneValidation {
  readonly policy: LoadedPolicy;
  readonly validation: LoadedValidation;
  readonly bindings: Bindings;
  readonly evaluated: EvaluatedTarget;
  readonly run: Run;
}

/** More than a person would mend by hand; the rest is found when these are mended. */
const mostPlaces = 25;

/** A validation stops at the first element that fails; the others are found by leaving that one out. */
export function evaluateValidation(one: OneValidation): Omit<Verdict, "validation"> {
  const { policy, validation, run } = one;
  const { element, ...verdict } = evaluateOnce(one, run.budget);
  const further: { readonly message: string; readonly path: Path }[] = [];
  const leftOut: Path[] = [];
  for (let next = element; next !== undefined && further.length < mostPlaces;) {
    leftOut.push(next);
    const evaluated = one.evaluated.without(leftOut);
    const bindings = policyBindings(policy, evaluated, { params: run.params });
    const came = evaluateOnce({ policy, validation, bindings, evaluated, run });
    if (came.errored || came.outcome !== verdict.outcome || came.path === undefined) break;
    further.push({ message: came.message, path: came.path });
    next = came.element;
  }
  return further.length === 0 ? verdict : { ...verdict, further };
}

interface Once extends Omit<Verdict, "validation" | "further"> {
  /** The list element or map entry that failed: not for an error, and not for what only the cluster knows. */
  readonly element?: Path;
}

/** Without a budget for what is only asked to find further places: the cluster does not ask it. */
function evaluateOnce(one: OneValidation, budget?: CostBudget): Once {
  const { policy, validation, bindings, run } = one;
  const came = evaluate(validation.compiled, bindings, budget);
  if (came.kind === "notEvaluable") return { outcome: "notEvaluable", message: came.message };
  if (came.kind === "value" && came.value === true)
    return { outcome: "pass", message: "The object passes." };
  if (came.kind === "error" && came.costly) return failed(policy, run.outcome, came.message);
  const blamed = blamedPart(one);
  if (came.kind === "error") {
    const { path } = blamed;
    const verdict = failed(policy, run.outcome, came.message);
    return path === undefined ? verdict : { ...verdict, path };
  }
  const message = withMend(messageOf(validation, bindings, budget), policy.mend);
  const { reason } = validation;
  return { outcome: run.outcome, message, ...blamed, ...(reason === undefined ? {} : { reason }) };
}

/**
 * As the API server chooses it (policy/validating validator.go): messageExpression when it gives one line of text that
 * is not too long, else message, else the expression.
 */
function messageOf(
  validation: LoadedValidation,
  bindings: Bindings,
  budget: CostBudget | undefined,
): string {
  const { messageExpression, message, compiled } = validation;
  const told =
    messageExpression === undefined ? undefined : evaluate(messageExpression, bindings, budget);
  if (told?.kind === "value" && typeof told.value === "string") {
    const text = told.value.trim();
    const fits = Buffer.byteLength(text) <= longestMessage && !text.includes("\n");
    if (text !== "" && fits) return text;
  }
  return message ?? `failed expression: ${compiled.expression.trim()}`;
}

/** In bytes: a longer message is left out (apiserver pkg/apis/cel/config.go). */
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
