import { stringAt } from "../domain/json.ts";
import { groupOf } from "../domain/kubernetes.ts";
import { readYaml } from "../yaml/documents.ts";
import type { RuleFile } from "./read-change.ts";
import { subjectsOf } from "./subject.ts";

/** What a policy says of itself in its annotations, for people. */
export interface GuardrailText {
  /** metadata.name. */
  readonly name: string;
  readonly path: string;
  readonly title?: string;
  readonly why?: string;
  readonly mend?: string;
  /** Which part of a repository it is about: `Pods`, `Network`… */
  readonly group?: string;
  /** The published standard that it is a part of. */
  readonly standard?: string;
  /** The level in production, where it is another than the binding's. */
  readonly production?: string;
}

const texts = ["title", "why", "mend", "group", "standard", "production"] as const;

/** The texts of the policies in some files, in their order. A file that can't be read has none. */
export function guardrailTexts(files: readonly RuleFile[]): readonly GuardrailText[] {
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
    .map(({ path, value, resource }) => {
      const told = texts.flatMap((key) => {
        const text = stringAt(value, ["metadata", "annotations", `causeway.dev/${key}`])?.trim();
        return text ? [[key, text] as const] : [];
      });
      return { name: resource.name, path, ...Object.fromEntries(told) };
    });
}
