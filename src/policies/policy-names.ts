import type { KnownGuardrail } from "../domain/guardrail-parameters.ts";
import { groupOf } from "../domain/kubernetes.ts";
import { readYaml } from "../yaml/documents.ts";
import { builtInGuardrails } from "./built-in.ts";
import { formsOf, parameterObjects } from "./parameters.ts";
import type { RuleFile } from "./read-change.ts";
import { subjectsOf } from "./subject.ts";

let shipped: readonly KnownGuardrail[] | undefined;

/** The policies that ship, and those in some files, each name once, with the parameters that they take. */
export function knownGuardrails(files: readonly RuleFile[]): readonly KnownGuardrail[] {
  shipped ??= guardrailsIn(builtInGuardrails());
  const byName = new Map(shipped.map((guardrail) => [guardrail.name, guardrail]));
  for (const guardrail of guardrailsIn(files)) {
    if (!byName.has(guardrail.name)) byName.set(guardrail.name, guardrail);
  }
  return [...byName.values()];
}

function guardrailsIn(files: readonly RuleFile[]): readonly KnownGuardrail[] {
  const subjects = files
    .filter(({ content }) => content.includes("ValidatingAdmissionPolicy"))
    .flatMap(({ path, content }) =>
      readYaml(content, path).documents.flatMap((document) => subjectsOf(document, path)),
    );
  const parameters = new Map(
    parameterObjects(subjects).map((subject) => [subject.resource.name, formsOf(subject)]),
  );
  return subjects
    .filter(
      ({ resource }) =>
        resource.kind === "ValidatingAdmissionPolicy" &&
        groupOf(resource.apiVersion) === "admissionregistration.k8s.io",
    )
    .map(({ resource: { name } }) => ({ name, parameters: parameters.get(name) ?? [] }));
}
