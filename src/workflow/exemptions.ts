import {
  findUnknownExempted,
  isExemptionFile,
  parseExemptions,
  type ParsedExemptions,
} from "../config/parse-exemptions.ts";
import type { Exemption } from "../domain/exemption.ts";
import type { ChangedFile, Violation } from "../domain/guardrail.ts";
import { formatProblem, type Problem } from "../domain/location.ts";
import type { RepositoryFile } from "../domain/repository.ts";
import { expiredResult } from "../policies/exemptions/apply-exemptions.ts";
import { guardrailNames } from "../policies/guardrail-names.ts";
import type { Configuration } from "./configuration.ts";
import { rulesAfter } from "./judge-configuration.ts";

/** The exemptions that can be used, and a line for each mistake in the others. */
export function readExemptions(files: readonly RepositoryFile[]): {
  readonly exemptions: readonly Exemption[];
  readonly notes: readonly string[];
} {
  const parsed = files.map(({ path, content }) => parseExemptions(content, path));
  return {
    exemptions: parsed.flatMap(({ exemptions }) => exemptions),
    notes: parsed.flatMap(({ problems }) =>
      problems.map((problem) => `An exemption does not count: ${formatProblem(problem)}`),
    ),
  };
}

/** Files with exemptions as a change would have them. */
export function exemptionFilesAfter(
  configuration: Configuration,
  files: readonly ChangedFile[],
): readonly RepositoryFile[] {
  const after = new Map(configuration.exemptions.map(({ path, content }) => [path, content]));
  for (const { path, content } of files.filter((file) => isExemptionFile(file.path))) {
    if (content === undefined) after.delete(path);
    else after.set(path, content);
  }
  return [...after].map(([path, content]) => ({ path, content }));
}

/**
 * What is wrong with the exemptions that a change brings: mistakes, guardrails that there are not, days that are over.
 *
 * @param today `2026-11-25`, in UTC.
 */
export function exemptionFindings(
  configuration: Configuration,
  files: readonly ChangedFile[],
  today: string,
): readonly Violation[] {
  const changed = files.filter(({ path }) => isExemptionFile(path));
  if (changed.length === 0) return [];
  const policies = guardrailNames(rulesAfter(configuration, files));
  return changed.flatMap(({ path, content }) => {
    if (content === undefined) return [];
    return findingsOnExemptions(parseExemptions(content, path), policies, today);
  });
}

/**
 * What is wrong with the exemptions of one file: mistakes, guardrails that there are not, days that are over.
 *
 * @param policies the full names of all policies in force.
 */
export function findingsOnExemptions(
  { exemptions, problems }: ParsedExemptions,
  policies: readonly string[],
  today: string,
): readonly Violation[] {
  const wrong = [...problems, ...findUnknownExempted(exemptions, policies)].map(broken);
  const past = exemptions.filter(({ expires }) => expires < today);
  return [...wrong, ...past.map((exemption) => expiredResult(exemption))];
}

function broken({ location, message }: Problem): Violation {
  return { policy: "exemptions", validation: "form", outcome: "error", message, location };
}
