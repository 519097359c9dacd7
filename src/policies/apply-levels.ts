import {
  shortGuardrailName,
  type GuardrailLevel,
  type GuardrailSetting,
  type JudgeInput,
} from "../domain/guardrail.ts";
import { stringAt } from "../domain/json.ts";
import type { LoadedPolicies, LoadedPolicy } from "./admission/load.ts";
import type { BindingAction } from "./admission/policy.ts";

type Levels = NonNullable<JudgeInput["levels"]>;

/** For which environments some objects may be, and which there are. */
export interface Where {
  /** Empty when nothing says it. */
  readonly environments: readonly string[];
  /** All of them, in promotion order: the last one is production. */
  readonly all: readonly string[];
}

/**
 * The policies in force as the platform team set them: one that is `off` is gone, also from what is told of policies
 * that can't be used; `warn` and `deny` stand in place of what the bindings say. Where and to what a policy applies
 * stays with its bindings. A policy's full name goes before its short one.
 *
 * Of several environments the strictest level counts; of none that is known, the strictest that is set. A policy with
 * the annotation `causeway.dev/production: deny` denies in production unless it is set otherwise.
 */
export function applyLevels(
  { policies, problems }: LoadedPolicies,
  levels: Levels,
  where: Where,
): LoadedPolicies {
  const everywhere = { ...where, environments: [] };
  return {
    policies: policies.flatMap((policy) => {
      const level = levelIn(where, settingOf(policy.name, levels), policy);
      return level === "off" ? [] : [atLevel(policy, level)];
    }),
    problems: problems.filter(
      ({ policy }) => levelIn(everywhere, settingOf(policy, levels), undefined) !== "off",
    ),
  };
}

/** What is set for a policy; undefined when nothing is. */
export function settingOf(policy: string, levels: Levels): GuardrailSetting | undefined {
  const name = [policy, shortGuardrailName(policy)].find((key) => Object.hasOwn(levels, key));
  return name === undefined ? undefined : levels[name];
}

/** `binding`: as the binding says. */
type Level = GuardrailLevel | "binding";

function levelIn(
  { environments, all }: Where,
  setting: GuardrailSetting | undefined,
  policy: LoadedPolicy | undefined,
): Level {
  const shipped = policy === undefined ? undefined : productionLevel(policy);
  const levelOf = (environment: string): Level =>
    levelSet(setting, environment) ??
    (environments.length > 0 && environment === all.at(-1) ? shipped : undefined) ??
    "binding";
  const considered = environments.length > 0 ? environments : all;
  const strict = (level: Level): number => strictness(level, policy);
  return considered
    .map(levelOf)
    .reduce((strictest, level) => (strict(level) > strict(strictest) ? level : strictest));
}

function levelSet(
  setting: GuardrailSetting | undefined,
  environment: string,
): GuardrailLevel | undefined {
  if (typeof setting !== "object") return setting;
  const { environments = {}, level } = setting;
  return Object.hasOwn(environments, environment) ? environments[environment] : level;
}

function productionLevel({ subject }: LoadedPolicy): GuardrailLevel | undefined {
  const written = stringAt(subject.value, ["metadata", "annotations", "causeway.dev/production"]);
  return written === "deny" || written === "warn" || written === "off" ? written : undefined;
}

function strictness(level: Level, policy: LoadedPolicy | undefined): number {
  if (level !== "binding") return { off: 0, warn: 2, deny: 3 }[level];
  const actions = policy?.bindings.flatMap(({ spec }) => spec.validationActions) ?? ["Deny"];
  if (actions.includes("Deny")) return 3;
  return actions.includes("Warn") ? 2 : 1;
}

const actions: Readonly<Record<"warn" | "deny", readonly BindingAction[]>> = {
  warn: ["Warn"],
  deny: ["Deny"],
};

function atLevel(policy: LoadedPolicy, level: Exclude<Level, "off">): LoadedPolicy {
  if (level === "binding") return policy;
  const bindings = policy.bindings.map((binding) => ({
    ...binding,
    spec: { ...binding.spec, validationActions: [...actions[level]] },
  }));
  return { ...policy, bindings };
}
