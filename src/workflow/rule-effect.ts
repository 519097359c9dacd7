import { isExemptionFile } from "../config/parse-exemptions.ts";
import type { RuleEffect } from "../domain/check-details.ts";
import type { ChangedFile, Judgement } from "../domain/guardrail.ts";
import type { RepositoryFile } from "../domain/repository.ts";
import { compareJudgements } from "../policies/compare-judgements.ts";
import { applyExemptions } from "../policies/exemptions/apply-exemptions.ts";
import { isConfigurationFile, platformFile, type Configuration } from "./configuration.ts";
import { exemptionFilesAfter, readExemptions } from "./exemptions.ts";
import { platformAfter, rulesAfter } from "./judge-configuration.ts";
import type { Ports } from "./ports.ts";
import { rulesInForce } from "./rules-in-force.ts";

/** More are not judged: each is a call to GitHub the first time, and both judgements must end within their time. */
export const mostJudgedFiles = 300;
const readAtOnce = 10;

/** A set of rules: what a judgement goes by. */
interface RuleSet {
  readonly judgedBy: ReturnType<typeof rulesInForce>;
  readonly exemptions: readonly RepositoryFile[];
}

/**
 * What a change of policies, exemptions or guardrail levels would newly deny, and let pass, in the files of the default
 * branch. Undefined when the change leaves the rules alone: then nothing is read and nothing judged.
 *
 * @param today `2026-11-25`, in UTC.
 */
export async function ruleEffect(
  ports: Ports,
  configuration: Configuration,
  files: readonly ChangedFile[],
  today: string,
): Promise<RuleEffect | undefined> {
  const before: RuleSet = {
    judgedBy: rulesInForce(configuration),
    exemptions: configuration.exemptions,
  };
  const after: RuleSet = {
    judgedBy: rulesInForce({
      rules: rulesAfter(configuration, files),
      platform: platformAfter(configuration, files),
    }),
    exemptions: exemptionFilesAfter(configuration, files),
  };
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  const { judged, all } = await readManifests(ports, configuration);
  const judge = async (set: RuleSet): Promise<Judgement> => {
    const judgement = await ports.judge.judge({ files: judged, ...set.judgedBy });
    const { exemptions } = readExemptions(set.exemptions);
    return applyExemptions(judgement, exemptions, today).judgement;
  };
  const counts = { judgedFiles: judged.length, files: all };
  const [was, is] = [await judge(before), await judge(after)];
  const unfinished = [was, is].flatMap(({ violations }) => violations).find(isUnfinished);
  if (unfinished !== undefined) {
    const problem = `What it would change is not known. ${unfinished.message}`;
    return { newlyDenied: [], noLongerDenied: [], ...counts, problem };
  }
  return { ...compareJudgements(was, is), ...counts };
}

/** The judge was ended: then nothing was compared. */
function isUnfinished({ policy, validation }: Judgement["violations"][number]): boolean {
  return policy === "guardrails" && validation === "complete";
}

async function readManifests(
  ports: Ports,
  { tree }: Configuration,
): Promise<{ readonly judged: readonly ChangedFile[]; readonly all: number }> {
  const paths = [...tree.blobs.keys()].filter(isManifest).toSorted();
  const judged: ChangedFile[] = [];
  for (let start = 0; start < Math.min(paths.length, mostJudgedFiles); start += readAtOnce) {
    const batch = paths.slice(start, Math.min(start + readAtOnce, mostJudgedFiles));
    const contents = await Promise.all(
      // A file that is too large to read is no reason to tell nothing of the others.
      batch.map((path) => ports.host.readFile(tree, path).catch(() => undefined)),
    );
    for (const [index, path] of batch.entries()) {
      const content = contents[index];
      if (content !== undefined) judged.push({ path, content });
    }
  }
  return { judged, all: paths.length };
}

/** What the rules are about: not the rules themselves, nor templates that become manifests elsewhere. */
function isManifest(path: string): boolean {
  return (
    /\.ya?ml$/i.test(path) &&
    !/^(?:\.github|templates)\//.test(path) &&
    path !== platformFile &&
    !isConfigurationFile(path) &&
    !isExemptionFile(path)
  );
}
