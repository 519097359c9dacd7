import type { PolicyResult, Suggestion } from "../../../src/domain/guardrail.ts";
import { judgeFile, triedBy } from "../judging.ts";

/** One mutation: an apply configuration, or a JSON Patch when it starts with a bracket. */
export function mutatingPolicy(
  expression: string,
  { more = "", resources = "[deployments, configmaps, secrets, widgets]", version = "v1" } = {},
): string {
  const isPatch = expression.trim().startsWith("[");
  const mutation = isPatch
    ? `{ patchType: JSONPatch, jsonPatch: { expression: ${JSON.stringify(expression)} } }`
    : `{ patchType: ApplyConfiguration, applyConfiguration: { expression: ${JSON.stringify(expression)} } }`;
  return `apiVersion: admissionregistration.k8s.io/${version}
kind: MutatingAdmissionPolicy
metadata: { name: tried }
spec:
  reinvocationPolicy: Never
  matchConstraints:
    resourceRules:
      - { apiGroups: ["*"], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: ${resources} }
  ${more.trim().replaceAll("\n", "\n  ")}
  mutations:
    - ${mutation}
---
apiVersion: admissionregistration.k8s.io/${version}
kind: MutatingAdmissionPolicyBinding
metadata: { name: tried }
spec: { policyName: tried }
`;
}

/** What mutating policies said of one file. */
export async function mutations(
  content: string,
  rules: readonly string[],
): Promise<readonly PolicyResult[]> {
  return triedBy(await judgeFile(content, rules));
}

/** A file in which someone has taken each suggestion, as GitHub does it: whole lines for whole lines. */
export function taken(content: string, suggestions: readonly Suggestion[]): string {
  const lineBreak = content.includes("\r\n") ? "\r\n" : "\n";
  const lines: readonly string[] = content.split(lineBreak);
  return suggestions
    .toReversed()
    .reduce((left, { startLine, endLine, replacement }) => {
      const added = replacement === "" ? [] : replacement.split(lineBreak);
      return left.toSpliced(startLine - 1, endLine - startLine + 1, ...added);
    }, lines)
    .join(lineBreak);
}
