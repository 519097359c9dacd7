import type { Location } from "./location.ts";

/**
 * What a platform team sets a guardrail to: not judged at all, or what a validation that fails becomes, whatever the
 * policy's binding says.
 */
export type GuardrailLevel = "off" | "warn" | "deny";

/** A value of a guardrail's parameter, as platform.yaml holds it. */
export type ParameterValue = string | number | readonly (string | number)[];

/** What a platform team says of a guardrail, where one level for all is not enough. */
export interface GuardrailRules {
  /** In every environment that has no level of its own here. */
  readonly level?: GuardrailLevel;
  /** By the environment's name. */
  readonly environments?: Readonly<Record<string, GuardrailLevel>>;
  /** By the parameter's name: one value for all, or one for each environment. */
  readonly parameters?: Readonly<
    Record<string, ParameterValue | Readonly<Record<string, ParameterValue>>>
  >;
}

/** What stands after a guardrail's name in platform.yaml. */
export type GuardrailSetting = GuardrailLevel | GuardrailRules;

/** Ends the names of the guardrails that ship; people may leave it out. */
const shippedSuffix = ".causeway.dev";

/** A policy's name as people write it: `no-host-path` for `no-host-path.causeway.dev`, others as they are. */
export function shortGuardrailName(name: string): string {
  return name.endsWith(shippedSuffix) ? name.slice(0, -shippedSuffix.length) : name;
}

/** What a guardrail said about one object. */
export type PolicyOutcome =
  | "pass"
  | "deny"
  | "warn"
  | "audit"
  | "error"
  | "skipped"
  | "notEvaluable";

/** The object that was judged, as far as it could be read. */
export interface JudgedResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/**
 * Whole lines of a changed file and what would stand in their place: what the cluster would make of them. Suggestions
 * never overlap, and those of one result make its mutation only together.
 */
export interface Suggestion {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  /**
   * The first and the last line that are replaced, counted from 1. Where lines are added, the line before or after
   * them is replaced by itself and them.
   */
  readonly startLine: number;
  readonly endLine: number;
  /** The new lines, with the file's own line breaks between them and none at the end; empty when the lines go. */
  readonly replacement: string;
}

/** One result for each policy, validation and matching resource. */
export interface PolicyResult {
  /** The policy's metadata.name, or `schema`, `yaml`, `secrets` for the built-in checks. */
  readonly policy: string;
  /** The validation's index or name inside the policy. */
  readonly validation: string;
  readonly resource?: JudgedResource;
  readonly outcome: PolicyOutcome;
  /** What is wrong and what would pass. Never holds a secret's value. */
  readonly message: string;
  readonly location: Location;
  /** What the policy gives as the reason of its refusal (`Forbidden`); absent when it gives none. */
  readonly reason?: string;
  /** Where the same validation fails in the same object again: its other containers, rules, keys. */
  readonly further?: readonly { readonly message: string; readonly location: Location }[];
  /**
   * The change that mends it, when only one can; or what a MutatingAdmissionPolicy would change, with the outcome
   * `audit`. Absent when lines can't show it. They mend it only together.
   */
  readonly suggestions?: readonly Suggestion[];
}

/** A result that stops a merge or warns of something: it becomes an annotation. */
export type Violation = PolicyResult & { readonly outcome: "deny" | "warn" | "error" };

/** The verdict on a set of changed files. */
export interface Judgement {
  /** `failure` when any result is `deny` or `error`. */
  readonly conclusion: "success" | "failure";
  readonly results: readonly PolicyResult[];
  /**
   * Everything that is denied, in error or warned of, one entry for each place, in a stable order: path, line, column,
   * policy.
   */
  readonly violations: readonly Violation[];
  readonly checkedObjects: number;
  readonly checkedFiles: number;
}

/** One file of a change, with what it was on the base branch. */
export interface ChangedFile {
  readonly path: string;
  /** Undefined when the change removes the file. */
  readonly content?: string;
  /** Undefined when the change adds the file. */
  readonly baseContent?: string;
}

/** What a judgement needs: the change, and the rules of the base branch. */
export interface JudgeInput {
  readonly files: readonly ChangedFile[];
  /** XRDs, CRDs and policies of the base branch, as files. */
  readonly rules: readonly { readonly path: string; readonly content: string }[];
  /**
   * Other files of the base branch. Nothing in them is judged: kustomizations are read, and references looked up, in
   * what the change leaves of them.
   */
  readonly baseFiles?: readonly { readonly path: string; readonly content: string }[];
  /** By a policy's full name or its name without `.causeway.dev`. Plain data, because it goes to a thread. */
  readonly levels?: Readonly<Record<string, GuardrailSetting>>;
  /** The names of the environments in promotion order; dev, staging and production unless others are given. */
  readonly environments?: readonly string[];
  /** The environment that the files are for, where it is known: guardrails may be stricter in one than in another. */
  readonly environment?: string;
  /** The Kubernetes version of the cluster, such as `1.34`: schemas and CEL are that version's. */
  readonly kubernetesVersion?: string;
}
