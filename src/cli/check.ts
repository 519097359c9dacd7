import { parseArgs } from "node:util";
import { errorMessage } from "../domain/errors.ts";
import type { Judgement } from "../domain/guardrail.ts";
import { builtInGuardrails } from "../policies/built-in.ts";
import { guardrailTexts } from "../policies/guardrail-texts.ts";
import { startJudge } from "../policies/judge-worker.ts";
import type { RuleFile } from "../policies/read-change.ts";
import type { CommandIo } from "./assess.ts";
import { readChangedFiles, readRuleFiles } from "./checked-files.ts";
import { judgementAsSarif } from "./judgement-as-sarif.ts";
import { judgementAsJson, judgementAsText } from "./judgement-as-text.ts";
import { platformLevels } from "./platform-levels.ts";

const usage = `Usage: causeway check PATH… [--policies PATH…] [--no-default-policies] [--base PATH] [--format text|json|sarif]

Checks files and folders as a pull request is checked: YAML, schemas, admission policies, credentials. A platform.yaml
among them, or under --policies, says which guardrails are off, only warn or deny.
  --policies             files or folders with ValidatingAdmissionPolicies, XRDs and CRDs to judge by; may be repeated
  --no-default-policies  without the policies that ship with Causeway
  --base                 what the files were before: a folder with the same files in it, or one file
  --format               text (the default), json, or sarif (SARIF 2.1.0, for code scanning)

Exit status: 0 when nothing is denied, 1 when something is, 2 for wrong usage or input that can't be read.
`;

const formats = ["text", "json", "sarif"] as const;
type Format = (typeof formats)[number];

interface Asked {
  readonly paths: readonly string[];
  readonly policies: readonly string[];
  readonly builtIn: boolean;
  readonly base?: string;
  readonly format: Format;
}

/** Longer than in the application: a whole repository may be checked at once. */
const timeoutMs = 120_000;

/**
 * `causeway check`: judges files on disk. XRDs and CRDs among the checked files count as rules for the others.
 * Returns the exit status: 0 nothing denied, 1 denied, 2 wrong usage, or a file or policy that can't be read.
 */
export async function runCheck(args: readonly string[], io: CommandIo): Promise<number> {
  const asked = parse(args);
  if (typeof asked === "string") {
    io.stderr.write(`${asked}\n\n${usage}`);
    return 2;
  }
  try {
    const files = await readChangedFiles(asked.paths, asked.base, io.cwd);
    const rules = await readRuleFiles(asked.policies, io.cwd);
    const { levels, notes } = platformLevels([...files, ...rules]);
    for (const note of notes) io.stderr.write(`${note}\n`);
    const judgement = await judgeOnce({ files, rules, levels }, asked.builtIn);
    const policies = [...rules, ...(asked.builtIn ? builtInGuardrails() : [])];
    io.stdout.write(print(judgement, asked.format, policies));
    return exitStatus(judgement);
  } catch (error) {
    io.stderr.write(`${errorMessage(error)}\n`);
    return 2;
  }
}

function print(judgement: Judgement, format: Format, policies: readonly RuleFile[]): string {
  if (format === "sarif") return judgementAsSarif(judgement, guardrailTexts(policies));
  return format === "json" ? judgementAsJson(judgement) : judgementAsText(judgement);
}

async function judgeOnce(
  input: Parameters<ReturnType<typeof startJudge>["judge"]>[0],
  builtIn: boolean,
): Promise<Judgement> {
  const judge = startJudge({ timeoutMs, builtIn, memoryMb: 2_048 });
  try {
    return await judge.judge(input);
  } finally {
    await judge.close();
  }
}

function exitStatus({ results }: Judgement): number {
  if (results.some(({ outcome }) => outcome === "deny")) return 1;
  return results.some(({ outcome }) => outcome === "error") ? 2 : 0;
}

function parse(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        policies: { type: "string", multiple: true, default: [] },
        "no-default-policies": { type: "boolean", default: false },
        base: { type: "string" },
        format: { type: "string", default: "text" },
      },
    });
    const { base, format, policies } = values;
    if (positionals.length === 0) return "Which files? Give at least one file or folder.";
    const known = formats.find((name) => name === format);
    if (known === undefined) return `--format is "${format}"; expected text, json or sarif.`;
    const builtIn = !values["no-default-policies"];
    const asked = { paths: positionals, policies, builtIn, format: known };
    return base === undefined ? asked : { ...asked, base };
  } catch (error) {
    return errorMessage(error);
  }
}
