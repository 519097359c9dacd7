import { parseExemptions } from "../config/parse-exemptions.ts";
import type { Exemption } from "../domain/exemption.ts";
import type { ChangedFile, Violation } from "../domain/guardrail.ts";
import type { RuleFile } from "../policies/read-change.ts";
import { findingsOnExemptions } from "../workflow/exemptions.ts";

/** The exemptions among files on disk, and what is wrong with them. */
export interface ExemptedFiles {
  readonly exemptions: readonly Exemption[];
  readonly findings: readonly Violation[];
}

/**
 * The exemptions among the checked files and the rules. Where the checked files are compared with what they were
 * before, those from before count, as in a pull request: a change can't exempt itself.
 *
 * @param policies the full names of all policies in force.
 * @param today `2026-11-25`, in UTC.
 */
export function exemptionsAmong(
  { files, rules, compared }: ExemptionFiles,
  policies: readonly string[],
  today: string,
): ExemptedFiles {
  const now = files.flatMap(({ path, content }) => read(path, content));
  const before = files.flatMap(({ path, baseContent }) => read(path, baseContent));
  const ruled = rules.flatMap(({ path, content }) => read(path, content));
  const findings = [...now, ...ruled].flatMap((one) => findingsOnExemptions(one, policies, today));
  const counting = [...(compared ? before : now), ...ruled];
  return { exemptions: counting.flatMap(({ exemptions }) => exemptions), findings };
}

interface ExemptionFiles {
  readonly files: readonly ChangedFile[];
  readonly rules: readonly RuleFile[];
  /** Whether it is known what the files were before. */
  readonly compared: boolean;
}

function read(path: string, content: string | undefined) {
  // Folders that are checked may be anywhere: `exemptions/` in any of them.
  const isOne = /(?:^|\/)exemptions\/.+\.ya?ml$/.test(path);
  const about = content?.includes("causeway.dev/") === true;
  return isOne && about ? [parseExemptions(content, path)] : [];
}
