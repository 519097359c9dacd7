import type { PolicyOutcome } from "../../domain/guardrail.ts";
import type { Path } from "../cel/values.ts";
import type { BindingAction } from "./policy.ts";

/** What one validation of a policy says about one object. */
export interface Verdict {
  /** The validation's index, or the name of what came before or beside the validations. */
  readonly validation: string;
  readonly outcome: PolicyOutcome;
  readonly message: string;
  /** The reason that the policy gives the API server for its refusal. */
  readonly reason?: string;
  /** Where in the object; undefined for the object as a whole. */
  readonly path?: Path;
  /** The expression ended in an error, and failurePolicy decided. */
  readonly errored?: true;
  /** Other list elements or map entries that fail in the same way. */
  readonly further?: readonly { readonly message: string; readonly path: Path }[];
}

/** What a failed validation becomes. */
export type FailedOutcome = "deny" | "warn" | "audit";

/** Of the actions of a binding, the one that weighs most: the API server does each of them. */
export function failedOutcome(actions: readonly BindingAction[]): FailedOutcome {
  if (actions.includes("Deny")) return "deny";
  return actions.includes("Warn") ? "warn" : "audit";
}

/** What can't be evaluated is decided by failurePolicy, which is `Fail` unless the policy says otherwise. */
export function failed(
  policy: {
    readonly name: string;
    readonly spec: { readonly failurePolicy?: string | null | undefined };
  },
  outcome: FailedOutcome,
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
export function strongest(verdicts: readonly Verdict[]): readonly Verdict[] {
  const kept = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const other = kept.get(verdict.validation);
    const weighsMore =
      other === undefined || rank.indexOf(verdict.outcome) < rank.indexOf(other.outcome);
    if (weighsMore) kept.set(verdict.validation, verdict);
  }
  return [...kept.values()];
}
