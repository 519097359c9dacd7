import type { Exempted } from "./exemption.ts";
import type { JudgeInput, Violation } from "./guardrail.ts";

/** What a check tells besides its judgement. All of it is plain data. */
export interface CheckDetails {
  /** Files that could not be read. */
  readonly skipped: readonly string[];
  /** What platform.yaml sets guardrails to. */
  readonly levels: NonNullable<JudgeInput["levels"]>;
  /** What policies say of themselves, by metadata.name. */
  readonly advice: ReadonlyMap<string, GuardrailAdvice>;
  readonly exempted: readonly Exempted[];
  /** What a change of the rules would change; absent when the change leaves the rules alone. */
  readonly effect?: RuleEffect;
  readonly rendering: RenderingReport;
  /** What the platform team should know of its default branch: an exemption there that can't be used. */
  readonly notes: readonly string[];
}

/** A guardrail's own words. */
export interface GuardrailAdvice {
  readonly title?: string;
  readonly mend?: string;
}

/** What changed rules would say of the files of the default branch, against what today's rules say. */
export interface RuleEffect {
  readonly newlyDenied: readonly Violation[];
  readonly noLongerDenied: readonly Violation[];
  readonly judgedFiles: number;
  /** All files with manifests; more than were judged when there are too many. */
  readonly files: number;
  /** Why it is not known, when it is not. */
  readonly problem?: string;
}

/** What was rendered, and what was not. */
export interface RenderingReport {
  /** Paths of the kustomization.yaml and Chart.yaml files that were rendered. */
  readonly rendered: readonly string[];
  /** Those that were not, each with the reason. */
  readonly notRendered: readonly { readonly path: string; readonly why: string }[];
}

/** For changes that hold nothing to render. */
export const nothingRendered: RenderingReport = { rendered: [], notRendered: [] };
