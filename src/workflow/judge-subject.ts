import { type CheckDetails, type GuardrailAdvice } from "../domain/check-details.ts";
import type { ChangedFile, Judgement } from "../domain/guardrail.ts";
import {
  sameRepository,
  type RepositoryFile,
  type RepositoryRef,
  type RepositoryTree,
} from "../domain/repository.ts";
import { builtInGuardrails } from "../policies/built-in.ts";
import { applyExemptions } from "../policies/exemptions/apply-exemptions.ts";
import { wantedFiles } from "../policies/partials/wanted-files.ts";
import { guardrailTexts } from "../policies/guardrail-texts.ts";
import { isManifestPath, unreadFinding } from "../policies/unread-files.ts";
import type { Configuration } from "./configuration.ts";
import { exemptionFindings, readExemptions } from "./exemptions.ts";
import { judgeConfiguration, withFindings } from "./judge-configuration.ts";
import type { Ports } from "./ports.ts";
import { filesAfter } from "./rendering/files-after.ts";
import { judgeRendered } from "./rendering/judge-rendered.ts";
import { rulesInForce } from "./rules-in-force.ts";
import { ruleEffect } from "./rule-effect.ts";

/** What is judged: the files of one commit of a pull request. */
export interface JudgedFiles {
  /** The configuration repository, or one that a request changes. */
  readonly repository: RepositoryRef;
  readonly files: readonly ChangedFile[];
  /** Files that could not be read: named in the check, so that no one takes silence for a pass. */
  readonly skipped: readonly string[];
}

/**
 * The whole judgement on a change by the rules of the default branch, with all that its check tells: the guardrails,
 * the exemptions, the configuration that the change brings, and what a change of the rules would do.
 */
export async function judgeSubject(
  ports: Ports,
  configuration: Configuration,
  { repository, files, skipped }: JudgedFiles,
): Promise<{ readonly judgement: Judgement; readonly details: CheckDetails }> {
  const today = ports.clock.now().toISOString().slice(0, 10);
  const { exemptions, notes } = readExemptions(configuration.exemptions);
  const isOwn = sameRepository(repository, configuration.tree.repository);
  const tree = isOwn ? configuration.tree : await ports.host.readDefaultBranch(repository);
  const baseFiles = await filesBeside(ports, tree, files);
  const input = { files, baseFiles, ...rulesInForce(configuration) };
  const { judgement: byRules, report: rendering } = await judgeRendered(
    ports,
    input,
    filesAfter(ports.host, tree, files),
    await ports.judge.judge(input),
  );
  // A path says something in the configuration repository only.
  const counting = isOwn ? exemptions : exemptions.filter(({ match }) => match.path === undefined);
  const { judgement: left, exempted } = applyExemptions(byRules, counting, today);
  const unread = skipped
    .filter(isManifestPath)
    .map((path) => unreadFinding(path, "it is too large, a link, or no UTF-8 text"));
  const judgement = withFindings(isOwn ? judgeConfiguration(configuration, files, left) : left, [
    ...unread,
    ...(isOwn ? exemptionFindings(configuration, files, today) : []),
  ]);
  const effect = isOwn ? await ruleEffect(ports, configuration, files, today) : undefined;
  const details: CheckDetails = {
    skipped,
    levels: input.levels,
    advice: adviceOf(configuration),
    exempted,
    ...(effect === undefined ? {} : { effect }),
    rendering,
    notes,
  };
  return { judgement, details };
}

/** What a judgement looks up beside the change: the kustomizations around it, and what lies in its folders. */
async function filesBeside(
  ports: Ports,
  tree: RepositoryTree,
  files: readonly ChangedFile[],
): Promise<readonly RepositoryFile[]> {
  const wanted = wantedFiles(
    tree.blobs.keys(),
    files.map(({ path }) => path),
  );
  const contents = await Promise.all(wanted.map((path) => ports.host.readFile(tree, path)));
  return wanted.flatMap((path, index) => {
    const content = contents[index];
    return content === undefined ? [] : [{ path, content }];
  });
}

let shipped: ReturnType<typeof guardrailTexts> | undefined;
const known = new WeakMap<Configuration["rules"], ReadonlyMap<string, GuardrailAdvice>>();

/** What the policies in force say of themselves. Read once for each commit of the rules: there are many. */
function adviceOf({ rules }: Configuration): ReadonlyMap<string, GuardrailAdvice> {
  const read = known.get(rules);
  if (read !== undefined) return read;
  shipped ??= guardrailTexts(builtInGuardrails());
  const texts = [...shipped, ...guardrailTexts(rules)];
  // Of two policies with the same name, the repository's own is the one in force.
  const advice = new Map(texts.map((text) => [text.name, text]));
  known.set(rules, advice);
  return advice;
}
