import { shortGuardrailName, type GuardrailLevel, type JudgeInput } from "../domain/guardrail.ts";
import type { LoadedPolicies, LoadedPolicy } from "./admission/load.ts";
import type { BindingAction } from "./admission/policy.ts";

type Levels = NonNullable<JudgeInput["levels"]>;

/**
 * The policies in force as the platform team set them: one that is `off` is gone, also from what is told of policies
 * that can't be used; `warn` and `deny` stand in place of what the bindings say. Where and to what a policy applies
 * stays with its bindings. A policy's full name goes before its short one.
 */
export function applyLevels(
  { policies, problems }: LoadedPolicies,
  levels: Levels,
): LoadedPolicies {
  return {
    policies: policies
      .filter(({ name }) => levelOf(name, levels) !== "off")
      .map((policy) => atLevel(policy, levelOf(policy.name, levels))),
    problems: problems.filter(({ policy }) => levelOf(policy, levels) !== "off"),
  };
}

function levelOf(policy: string, levels: Levels): GuardrailLevel | undefined {
  const name = [policy, shortGuardrailName(policy)].find((key) => Object.hasOwn(levels, key));
  return name === undefined ? undefined : levels[name];
}

const actions: Readonly<Record<"warn" | "deny", readonly BindingAction[]>> = {
  warn: ["Warn"],
  deny: ["Deny"],
};

function atLevel(policy: LoadedPolicy, level: GuardrailLevel | undefined): LoadedPolicy {
  if (level === undefined || level === "off") return policy;
  const bindings = policy.bindings.map((binding) => ({
    ...binding,
    spec: { ...binding.spec, validationActions: [...actions[level]] },
  }));
  return { ...policy, bindings };
}
