import { readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findServices, type FoundServices } from "../catalog/services/find-services.ts";
import { parsePlatform } from "../config/parse-platform.ts";
import { errorMessage } from "../domain/errors.ts";
import { formatProblem } from "../domain/location.ts";
import { nearestName } from "../domain/nearest-name.ts";
import type { RepositoryFile } from "../domain/repository.ts";
import type { Service } from "../domain/service.ts";
import type { EditPlan } from "../plan/promotion/edit-plan.ts";
import { planPromotion } from "../plan/promotion/plan-promotion.ts";
import { oneLine } from "../templates/untrusted-text.ts";
import type { CommandIo } from "./assess.ts";
import { readRuleFiles } from "./checked-files.ts";
import { unifiedDiff } from "./unified-diff.ts";

const usage = `Usage: causeway promote --repo DIR --service NAME --from ENV --to ENV [--dry-run] [--choose ID]…

Gives an environment the versions that another one has, in the files of DIR, and prints the change as a diff.
  --repo     a folder with the manifests: Argo CD or Flux objects and what they deploy
  --service  the service; docs/promotion.md says how services are found
  --from     the environment that has the version
  --to       the environment that gets it
  --dry-run  print only, write nothing
  --choose   the answer to a question that was asked before; may be repeated

A platform.yaml in DIR says which environments there are.
Exit status: 0 when the files were changed or had nothing to change, 1 when it was refused or a question must be
answered first, 2 for wrong usage or files that can't be read.
`;

/** What was wrong with the call or the files, as whole sentences. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * `causeway promote`: the edit of a promotion in a working tree. The diff goes to standard output, all else to standard
 * error. Returns the exit status, as in the usage.
 */
export async function runPromote(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    const asked = parse(args);
    const root = resolve(io.cwd, asked.repo);
    const files = await readRepository(root, asked.repo);
    const environments = environmentsOf(files, asked);
    const found = await servicesIn(root, files, environments);
    const plan = planFor(asked, found, files);
    if (plan.kind === "edits" && !asked.dryRun) await write(root, plan);
    return tell(plan, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function readRepository(root: string, shown: string): Promise<readonly RepositoryFile[]> {
  const info = await stat(root).catch(() => undefined);
  if (info?.isDirectory() !== true) throw new UsageError(`${shown} is no folder.`);
  return readRuleFiles(["."], root);
}

/** The environments of the platform.yaml, or just the two that were asked for. */
function environmentsOf(files: readonly RepositoryFile[], { from, to }: Asked): readonly string[] {
  const file = files.find(({ path }) => path === "platform.yaml");
  if (file === undefined) return [from, to];
  const parsed = parsePlatform(file.content, file.path);
  if (parsed.kind === "broken")
    throw new UsageError(parsed.problems.map((one) => oneLine(formatProblem(one))).join("\n"));
  const names = parsed.platform.environments.map(({ name }) => name);
  if (names.length === 0) return [from, to];
  for (const name of [from, to]) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    const hint = near === undefined ? "" : ` Did you mean ${near}?`;
    throw new UsageError(
      `There is no environment ${name}; platform.yaml has ${names.join(", ")}.${hint}`,
    );
  }
  return names;
}

/** By the repository's own address where a deployer names it; a copy under another address goes by its folders. */
async function servicesIn(
  root: string,
  files: readonly RepositoryFile[],
  environments: readonly string[],
): Promise<FoundServices> {
  const repositoryUrl = await originOf(root);
  const input = { files, objects: [], environments };
  if (repositoryUrl !== undefined) {
    const found = findServices({ ...input, repositoryUrl });
    const sources = found.services.flatMap(({ instances }) =>
      instances.flatMap((one) => one.sources),
    );
    if (sources.some(({ here, repository }) => here && repository !== "")) return found;
  }
  return findServices(input);
}

async function originOf(root: string): Promise<string | undefined> {
  const config = await readFile(join(root, ".git", "config"), "utf8").catch(() => "");
  return /\[remote "origin"\][^[]*?\n\s*url\s*=\s*(\S+)/.exec(config)?.[1];
}

function planFor(
  { service: name, from, to, choices }: Asked,
  { services, problems }: FoundServices,
  files: readonly RepositoryFile[],
): EditPlan {
  const problem = problems.find(
    ({ service, environment }) =>
      service === name && (environment === undefined || environment === from || environment === to),
  );
  if (problem !== undefined) return refused(problem.message);
  const service = services.find((one) => one.name === name);
  if (service === undefined) return refused(unknownService(name, services));
  const [source, target] = [from, to].map((environment) =>
    service.instances.find((one) => one.environment === environment),
  );
  if (source === undefined || target === undefined) {
    const missing = source === undefined ? from : to;
    const there = service.instances.map(({ environment }) => environment).join(", ");
    return refused(
      `${name} is not in ${missing}; it is in ${there}. An Application, a Kustomization or a HelmRelease for ${missing} makes it known there; docs/promotion.md says how it is found.`,
    );
  }
  return planPromotion({
    service,
    from: { instance: source, files },
    to: { instance: target, files },
    choices,
  });
}

function unknownService(name: string, services: readonly Service[]): string {
  const names = services.map((one) => one.name);
  if (names.length === 0)
    return `There is no service ${name}: no Application, Kustomization or HelmRelease here is for one of the environments. docs/promotion.md says how services are found.`;
  const near = nearestName(name, names);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `There is no service ${name}; found are ${names.join(", ")}.${hint}`;
}

function refused(message: string): EditPlan {
  return { kind: "refused", message };
}

async function write(root: string, { files }: Extract<EditPlan, { kind: "edits" }>): Promise<void> {
  for (const { path, after } of files) await writeFile(join(root, path), after);
}

function tell(plan: EditPlan, { stdout, stderr }: CommandIo): number {
  switch (plan.kind) {
    case "edits": {
      for (const { path, before, after } of plan.files) {
        stdout.write(unifiedDiff(path, before, after));
      }
      for (const note of plan.notes) stderr.write(`${oneLine(note)}\n`);
      return 0;
    }
    case "nothing": {
      stderr.write(`${oneLine(plan.message)}\n`);
      return 0;
    }
    case "refused": {
      stderr.write(`${oneLine(plan.message)}\n`);
      return 1;
    }
    case "ambiguous": {
      stderr.write(`${oneLine(plan.question)} Run it again with one of:\n`);
      for (const { id, label } of plan.options) {
        stderr.write(`  --choose ${quoted(oneLine(id))}  ${oneLine(label)}\n`);
      }
      return 1;
    }
  }
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

interface Asked {
  readonly repo: string;
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  readonly choices: readonly string[];
}

/** What was asked. Throws a {@link UsageError} that says what is wrong with it. */
function parse(args: readonly string[]): Asked {
  const text = { type: "string" } as const;
  const options = {
    repo: text,
    service: text,
    from: text,
    to: text,
    "dry-run": { type: "boolean", default: false },
    choose: { type: "string", multiple: true, default: [] as string[] },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    const required = (name: "repo" | "service" | "from" | "to"): string => {
      const value = values[name];
      if (value === undefined || value === "") throw new Error(`--${name} is missing.`);
      return value;
    };
    return {
      repo: required("repo"),
      service: required("service"),
      from: required("from"),
      to: required("to"),
      dryRun: values["dry-run"],
      choices: values.choose,
    };
  } catch (error) {
    throw new UsageError(`${errorMessage(error)}\n\n${usage}`);
  }
}
