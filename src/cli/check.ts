import { parseArgs } from "node:util";
import { errorMessage } from "../domain/errors.ts";
import type { Judgement } from "../domain/guardrail.ts";
import { startJudge } from "../policies/judge-worker.ts";
import type { CommandIo } from "./assess.ts";
import { readChangedFiles, readRuleFiles } from "./checked-files.ts";
import { judgementAsJson, judgementAsText } from "./judgement-as-text.ts";
import { platformLevels } from "./platform-levels.ts";

const usage = `Usage: causeway check PATH… [--policies PATH…] [--no-default-policies] [--base PATH] [--format text|json]

Checks files and folders as a pull request is checked: YAML, schemas, admission policies, credentials. A platform.yaml
among them, or under --policies, says which guardrails are off, only warn or deny.
  --policies             files or folders with ValidatingAdmissionPolicies, XRDs and CRDs to judge by; may be repeated
  --no-default-policies  without the policies that ship with Causeway
  --base                 what the files were before: a folder with the same files in it, or one file
  --format               text (the default) or json

Exit status: 0 when nothing is denied, 1 when something is, 2 for wrong usage or input that can't be read.
`;

interface Asked {
  readonly paths: readonly string[];
  readonly policies: readonly string[];
  readonly builtIn: boolean;
  readonly base?: string;
  readonly format: "text" | "json";
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
    const print = asked.format === "json" ? judgementAsJson : judgementAsText;
    io.stdout.write(print(judgement));
    return exitStatus(judgement);
  } catch (error) {
    io.stderr.write(`${errorMessage(error)}\n`);
    return 2;
  }
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
    if (format !== "text" && format !== "json") {
      return `--format is "${format}"; expected text or json.`;
    }
    const builtIn = !values["no-default-policies"];
    const asked = { paths: positionals, policies, builtIn, format } as const;
    return base === undefined ? asked : { ...asked, base };
  } catch (error) {
    return errorMessage(error);
  }
}
