import { groupOf } from "../domain/kubernetes.ts";
import { readYaml } from "../yaml/documents.ts";
import { builtInGuardrails } from "./built-in.ts";
import type { RuleFile } from "./read-change.ts";
import { subjectsOf } from "./subject.ts";

let shipped: readonly string[] | undefined;

/** The full names of the policies that ship, and of those in some files, each once. */
export function knownPolicyNames(files: readonly RuleFile[]): readonly string[] {
  shipped ??= policyNamesIn(builtInGuardrails());
  return [...new Set([...shipped, ...policyNamesIn(files)])];
}

function policyNamesIn(files: readonly RuleFile[]): readonly string[] {
  return files
    .filter(({ content }) => content.includes("ValidatingAdmissionPolicy"))
    .flatMap(({ path, content }) =>
      readYaml(content, path).documents.flatMap((document) => subjectsOf(document, path)),
    )
    .filter(
      ({ resource }) =>
        resource.kind === "ValidatingAdmissionPolicy" &&
        groupOf(resource.apiVersion) === "admissionregistration.k8s.io",
    )
    .map(({ resource }) => resource.name);
}
