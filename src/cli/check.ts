import type { RenderingReport } from "../domain/check-details.ts";
import { errorMessage } from "../domain/errors.ts";
import type { ChangedFile, JudgeInput, Judgement } from "../domain/guardrail.ts";
import { builtInGuardrails } from "../policies/built-in.ts";
import { applyExemptions } from "../policies/exemptions/apply-exemptions.ts";
import { guardrailTexts } from "../policies/guardrail-texts.ts";
import { startJudge } from "../policies/judge-worker.ts";
import { guardrailNames } from "../policies/guardrail-names.ts";
import type { RuleFile } from "../policies/read-change.ts";
import { createRenderer } from "../render/renderer.ts";
import { withFindings } from "../workflow/judge-configuration.ts";
import { judgeRendered } from "../workflow/rendering/judge-rendered.ts";
import type { CommandIo } from "./assess.ts";
import { checkUsage, parseCheckArguments, type CheckArguments } from "./check-arguments.ts";
import { readChangedFiles, readRuleFiles } from "./checked-files.ts";
import { exemptionsAmong } from "./exempted-files.ts";
import { filesOnDisk } from "./files-on-disk.ts";
import { judgementAsSarif } from "./judgement-as-sarif.ts";
import { judgementAsJson, judgementAsText } from "./judgement-as-text.ts";
import { platformLevels } from "./platform-levels.ts";

/** Longer than in the application: a whole repository may be checked at once. */
const timeoutMs = 120_000;

/**
 * `causeway check`: judges files on disk. XRDs and CRDs among the checked files count as rules for the others.
 * Returns the exit status: 0 nothing denied, 1 denied, 2 wrong usage, or a file or policy that can't be read.
 */
export async function runCheck(args: readonly string[], io: CommandIo): Promise<number> {
  const asked = parseCheckArguments(args);
  if (asked === "help") {
    io.stdout.write(checkUsage);
    return 0;
  }
  if (asked instanceof Error) {
    io.stderr.write(`${asked.message}\n\n${checkUsage}`);
    return 2;
  }
  try {
    const { judgement, notes, policies, built } = await judgeFiles(asked, io.cwd);
    for (const note of notes) io.stderr.write(`${note}\n`);
    io.stdout.write(print(judgement, asked, { policies, built }));
    return exitStatus(judgement);
  } catch (error) {
    io.stderr.write(`${errorMessage(error)}\n`);
    return 2;
  }
}

interface Judged {
  readonly judgement: Judgement;
  readonly notes: readonly string[];
  /** The policies that were judged by. */
  readonly policies: readonly RuleFile[];
  /** How many overlays and charts were built and judged too. */
  readonly built: number;
}

async function judgeFiles(asked: CheckArguments, cwd: string): Promise<Judged> {
  const { files, unread } = await readChangedFiles(asked.paths, asked.base, cwd);
  const own = await readRuleFiles(asked.policies, cwd);
  const rules = [...own, ...(await readRuleFiles(asked.params, cwd))];
  const compared = asked.base !== undefined;
  const { notes, ...platform } = platformLevels([
    ...(compared ? filesBefore(files) : files),
    ...own,
  ]);
  requireEnvironment(asked.environment, platform.environments);
  const input = { files, rules, ...platform, ...clusterOf(asked) };
  const { judgement: byRules, report } = await judgeAll(input, asked.builtIn, cwd);
  const today = new Date().toISOString().slice(0, 10);
  const known = guardrailNames([...own, ...filesNow(files)]);
  const { exemptions, findings } = exemptionsAmong({ files, rules: own, compared }, known, today);
  const { judgement } = applyExemptions(byRules, exemptions, today);
  return {
    judgement: withFindings(judgement, [...unread, ...findings]),
    notes: [...notes, ...renderingNotes(report)],
    built: report.rendered.length,
    policies: [...own, ...(asked.builtIn ? builtInGuardrails() : [])],
  };
}

function clusterOf({ environment, kubernetesVersion }: CheckArguments) {
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  };
}

/** A misspelt environment would be judged as none of those that are known. */
function requireEnvironment(
  asked: string | undefined,
  environments: readonly string[] | undefined,
): void {
  if (asked === undefined || environments === undefined || environments.includes(asked)) return;
  throw new Error(
    `--environment is "${asked}"; platform.yaml has these environments: ${environments.join(", ")}.`,
  );
}

function filesBefore(files: readonly ChangedFile[]): readonly RuleFile[] {
  return files.flatMap(({ path, baseContent }) =>
    baseContent === undefined ? [] : [{ path, content: baseContent }],
  );
}

function filesNow(files: readonly ChangedFile[]): readonly RuleFile[] {
  return files.flatMap(({ path, content }) =>
    content !== undefined && /\.(?:ya?ml|json)$/i.test(path) ? [{ path, content }] : [],
  );
}

function print(
  judgement: Judgement,
  { format }: CheckArguments,
  { policies, built }: Pick<Judged, "policies" | "built">,
): string {
  if (format === "json") return judgementAsJson(judgement);
  const texts = guardrailTexts(policies);
  return format === "sarif"
    ? judgementAsSarif(judgement, texts)
    : judgementAsText(judgement, texts, built);
}

/** The files, and what kustomize and helm make of them. */
async function judgeAll(input: JudgeInput, builtIn: boolean, cwd: string) {
  const judge = startJudge({ timeoutMs, builtIn, memoryMb: 2_048 });
  const renderer = createRenderer({ path: process.env["PATH"] ?? "" });
  try {
    const judgement = await judge.judge(input);
    return await judgeRendered(
      { judge, renderer },
      input,
      filesOnDisk(input.files, cwd),
      judgement,
    );
  } finally {
    await judge.close();
  }
}

function renderingNotes({ notRendered }: RenderingReport): readonly string[] {
  return notRendered.map(({ path, why }) => `note: ${path} was not built. ${why}`);
}

function exitStatus({ results }: Judgement): number {
  if (results.some(({ outcome }) => outcome === "deny")) return 1;
  return results.some(({ outcome }) => outcome === "error") ? 2 : 0;
}
