import type { Settings } from "../../config/settings.ts";
import {
  configurationFindings,
  configurationNotChecked,
} from "../../doctor/configuration-findings.ts";
import type { Finding } from "../../doctor/finding.ts";
import type { GitHubFacts } from "../../doctor/github-findings.ts";
import type { Catalog } from "../../domain/offering.ts";
import { githubRefusal } from "../../github/inspection.ts";
import { createRepositoryHost } from "../../github/repository-host.ts";
import { createConfigurationSource } from "../../workflow/configuration.ts";
import { ask } from "./ask.ts";
import { silentLog } from "./silent-log.ts";

export interface ExaminedConfiguration {
  readonly findings: readonly Finding[];
  /** Empty when it could not be read. */
  readonly catalog: Catalog;
}

const nothingOffered: Catalog = { offerings: [], broken: [] };

/** The repository could not be read, for a reason that is told elsewhere. */
export const unexaminedConfiguration: ExaminedConfiguration = {
  findings: [configurationNotChecked()],
  catalog: nothingOffered,
};

/** Reads the configuration repository's default branch as `causeway serve` does. */
export async function examineConfiguration(
  settings: Settings,
  github: GitHubFacts,
  timeoutMs: number,
): Promise<ExaminedConfiguration> {
  const { repository } = github;
  if (repository?.kind !== "answered") return unexaminedConfiguration;
  const host = createRepositoryHost({
    ...settings.github,
    configRepository: settings.configurationRepository,
    log: silentLog,
  });
  const source = createConfigurationSource(host, settings.configurationRepository, silentLog);
  const read = await ask(timeoutMs, githubRefusal, () => source.refresh());
  const problems = source.problems();
  const question = { slack: settings.slack !== undefined, issues: repository.value.issues };
  if (problems.length > 0)
    return {
      findings: configurationFindings({ kind: "broken", problems }, question),
      catalog: nothingOffered,
    };
  if (read.kind !== "answered")
    return { findings: configurationFindings(read, question), catalog: nothingOffered };
  const { tree, platform, catalog, issueForms } = read.value;
  const value = { commitSha: tree.commitSha, platform, catalog, issueForms };
  return { findings: configurationFindings({ kind: "answered", value }, question), catalog };
}
