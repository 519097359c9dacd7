import type { Exemption } from "../domain/exemption.ts";
import { shortGuardrailName } from "../domain/guardrail.ts";
import type { Problem } from "../domain/location.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { readYaml, type YamlDocument } from "../yaml/documents.ts";
import { exemptionSchema } from "./exemption-schema.ts";
import { findSchemaProblems } from "./schema-problems.ts";

/** The exemptions of a file that can be used, and everything wrong with the others. */
export interface ParsedExemptions {
  readonly exemptions: readonly Exemption[];
  readonly problems: readonly Problem[];
}

/** Where exemptions lie in the configuration repository. */
const exemptionPaths = /^exemptions\/.+\.ya?ml$/;

/** Whether a path is one of the configuration repository's files with exemptions. */
export function isExemptionFile(path: string): boolean {
  return exemptionPaths.test(path);
}

/**
 * Reads the exemptions of one file, one in each document (their form is docs/configuration.md). Never throws.
 * @param text the file's content, from the default branch or from a pull request: untrusted.
 */
export function parseExemptions(text: string, path: string): ParsedExemptions {
  const { documents, problems } = readYaml(text, path);
  const read = documents.map((document) => parseDocument(document, text));
  return {
    exemptions: read.flatMap((one) => ("exemption" in one ? [one.exemption] : [])),
    problems: [...problems, ...read.flatMap((one) => ("problems" in one ? one.problems : []))],
  };
}

function parseDocument(
  document: YamlDocument,
  text: string,
): { readonly exemption: Exemption } | { readonly problems: readonly Problem[] } {
  const problems = findSchemaProblems(exemptionSchema, { document, text });
  const parsed = exemptionSchema.safeParse(document.value);
  if (problems.length > 0 || !parsed.success) return { problems };
  const { metadata, spec } = parsed.data;
  const match = Object.fromEntries(
    Object.entries(spec.match).filter(([, value]) => value !== undefined),
  );
  return {
    exemption: {
      ...spec,
      match,
      name: metadata.name,
      reason: spec.reason.trim(),
      location: document.locate(["spec", "expires"]),
      guardrailLocation: document.locate(["spec", "guardrail"]),
    },
  };
}

/** Checks that are no policies and from whose findings there may be leave. */
const exemptable = ["schema", "secrets"] as const;

/** Checks without which nothing in a file can be judged. */
const alwaysOn: ReadonlySet<string> = new Set(["yaml", "claims"]);

/**
 * Exemptions from guardrails that there are not, each at its name.
 * @param policies the full names of all policies in force, those that ship and those of the repository.
 */
export function findUnknownExempted(
  exemptions: readonly Exemption[],
  policies: readonly string[],
): readonly Problem[] {
  const known = new Set([
    ...exemptable,
    ...policies.flatMap((name) => [shortGuardrailName(name), name]),
  ]);
  return exemptions
    .filter(({ guardrail }) => !known.has(guardrail))
    .map(({ guardrail, guardrailLocation }) => {
      const near = nearestName(guardrail, known);
      const message = alwaysOn.has(guardrail)
        ? `"${guardrail}" is a check that always holds: there is no exemption from it. Remove this exemption.`
        : `There is no guardrail "${guardrail}": neither one that ships with Causeway nor a policy in this repository has that name.${near === undefined ? "" : ` Did you mean "${near}"?`}`;
      return { location: guardrailLocation, message };
    });
}
