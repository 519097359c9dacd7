import type { Judgement, PolicyResult } from "../../src/domain/guardrail.ts";
import { judgeChange } from "../../src/policies/judge-change.ts";

/** A policy with its binding, as a file of the configuration repository. */
export function policyFile(spec: string, actions = "[Deny]", name = "tried"): string {
  const indented = spec.trim().replaceAll("\n", "\n  ");
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: ${name}
spec:
  ${indented}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: ${name}
spec:
  policyName: ${name}
  validationActions: ${actions}
`;
}

/** A policy on ConfigMaps with one validation. */
export function configMapPolicy(expression: string, more = ""): string {
  return policyFile(`
matchConstraints:
  resourceRules:
    - { apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps] }
${more.trim()}
validations:
  - expression: ${JSON.stringify(expression)}
`);
}

/** A ConfigMap in team-alpha. */
export function configMap(data: string, name = "settings"): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: team-alpha
  labels: { app: settings }
data: ${data}
`;
}

/** Judges one file by rules, without the policies that ship. */
export async function judgeFile(
  content: string,
  rules: readonly string[] = [],
  path = "app.yaml",
): Promise<Judgement> {
  const files = rules.map((rule, index) => ({ path: `guardrails/${index}.yaml`, content: rule }));
  return judgeChange({ files: [{ path, content }], rules: files }, []);
}

/** What the policy `tried` said. */
export function triedBy({ results }: Judgement): readonly PolicyResult[] {
  return results.filter(({ policy }) => policy === "tried");
}
