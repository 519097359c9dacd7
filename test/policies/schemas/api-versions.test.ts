import { describe, expect, test } from "vitest";
import type { JudgeInput, Violation } from "../../../src/domain/guardrail.ts";
import { judgeChange } from "../../../src/policies/judge-change.ts";

async function judge(
  apiVersion: string,
  kind: string,
  more: Partial<JudgeInput> = {},
): Promise<readonly Violation[]> {
  const content = `kind: ${kind}\napiVersion: ${apiVersion}\nmetadata: { name: a, namespace: b }\n`;
  const files = [{ path: "app.yaml", content }];
  const { violations } = await judgeChange({ files, rules: [], ...more });
  return violations.filter(({ policy }) => policy.endsWith("-api-versions.causeway.dev"));
}

describe("API versions that are on their way out", () => {
  test.each([
    [
      "policy/v1beta1",
      "PodDisruptionBudget",
      "1.36",
      "deny",
      "PodDisruptionBudget in policy/v1beta1: Kubernetes does not serve it since 1.25. Use policy/v1.",
    ],
    [
      "policy/v1beta1",
      "PodDisruptionBudget",
      "1.24",
      "warn",
      "PodDisruptionBudget in policy/v1beta1: it is deprecated since Kubernetes 1.21 and goes in 1.25. Use policy/v1.",
    ],
    [
      "policy/v1beta1",
      "PodSecurityPolicy",
      "1.30",
      "deny",
      "PodSecurityPolicy in policy/v1beta1: Kubernetes does not serve it since 1.25. There is nothing to put in its place.",
    ],
    [
      "resource.k8s.io/v1beta1",
      "ResourceClaim",
      "v1.36.2",
      "warn",
      "ResourceClaim in resource.k8s.io/v1beta1: it is deprecated since Kubernetes 1.35 and goes in 1.38. Use resource.k8s.io/v1.",
    ],
    [
      "external-secrets.io/v1beta1",
      "ExternalSecret",
      "1.36",
      "warn",
      "ExternalSecret in external-secrets.io/v1beta1: External Secrets stopped serving it in 0.17. Use external-secrets.io/v1.",
    ],
    [
      "pkg.crossplane.io/v1alpha1",
      "ControllerConfig",
      "1.36",
      "warn",
      "ControllerConfig in pkg.crossplane.io/v1alpha1: Crossplane 2 does not have it any more. Use a DeploymentRuntimeConfig of pkg.crossplane.io/v1beta1.",
    ],
  ])("%s %s at %s: %s, told once", async (apiVersion, kind, kubernetesVersion, ...expected) => {
    const violations = await judge(apiVersion, kind, { kubernetesVersion });
    expect(violations.map((violation) => [violation.outcome, violation.message])).toEqual([
      expected,
    ]);
    const { startLine, startColumn, endColumn } = violations[0]?.location ?? {};
    expect([startLine, startColumn, endColumn]).toEqual([2, 13, 13 + apiVersion.length]);
  });

  test.each([
    ["batch/v1beta1", "CronJob", "1.20"],
    ["apps/v1", "Deployment", "1.36"],
    ["resource.k8s.io/v1beta1", "ResourceClaim", "1.34"],
  ])("%s %s at %s is none", async (apiVersion, kind, kubernetesVersion) => {
    const native = await judge(apiVersion, kind, {
      kubernetesVersion,
      levels: { "removed-api-versions": "off" },
    });
    expect(native).toEqual([]);
  });

  test.each([
    ["off", []],
    ["warn", ["warn"]],
    ["deny", ["deny"]],
  ] as const)("the guardrail's level %s holds", async (level, outcomes) => {
    const violations = await judge("extensions/v1beta1", "Ingress", {
      levels: { "removed-api-versions": level },
    });
    expect(violations.map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});
