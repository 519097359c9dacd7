import { createHash } from "node:crypto";
import { readCatalog } from "../catalog/read-catalog.ts";
import { findUnknownGuardrails } from "../config/guardrail-names.ts";
import { isExemptionFile } from "../config/parse-exemptions.ts";
import { parsePlatform } from "../config/parse-platform.ts";
import { formatProblem, type Problem } from "../domain/location.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { RepositoryHost } from "../domain/ports/repository-host.ts";
import type { Offered } from "../domain/ports/request-desk.ts";
import type { Platform } from "../domain/platform.ts";
import type { RepositoryFile, RepositoryRef, RepositoryTree } from "../domain/repository.ts";
import { knownGuardrails } from "../policies/policy-names.ts";

/** The configuration repository at one commit of its default branch, read and parsed. */
export interface Configuration extends Offered {
  readonly tree: RepositoryTree;
  /** XRDs, CRDs and guardrails: what a change is judged by. */
  readonly rules: readonly RepositoryFile[];
  /** Files with exemptions from guardrails. */
  readonly exemptions: readonly RepositoryFile[];
  /** Changes exactly when the rules, the exemptions or platform.yaml change. */
  readonly rulesDigest: string;
  /** The issue forms that are there, by path. */
  readonly issueForms: ReadonlyMap<string, string>;
}

/** The newest configuration that could be read, and what is wrong with the one on the default branch. */
export interface ConfigurationSource {
  /** The last good one, without asking GitHub. Undefined until there was one. */
  current(): Configuration | undefined;
  /** Why the default branch's platform.yaml is not the one in use, if it is not. */
  problems(): readonly Problem[];
  /**
   * Asks GitHub for the newest commit and reads what changed. Resolves to the configuration in use. Rejects when
   * GitHub does not answer, or when there never was a good one.
   */
  refresh(): Promise<Configuration>;
}

export const platformFile = "platform.yaml";
const rulePaths = /^(?:compositions|guardrails|crds)\/.+\.ya?ml$/;
const issueFormPaths = /^\.github\/ISSUE_TEMPLATE\/[^/]+\.ya?ml$/;

/** Whether a change of this file changes what is offered or how changes are judged. */
export function isConfigurationFile(path: string): boolean {
  return path === platformFile || rulePaths.test(path) || issueFormPaths.test(path);
}

/** Whether a file holds what changes are judged by: XRDs, CRDs and policies. */
export function isRuleFile(path: string): boolean {
  return rulePaths.test(path);
}

/** Reads the configuration repository through the host and keeps the last good state. */
export function createConfigurationSource(
  host: RepositoryHost,
  repository: RepositoryRef,
  log: Logger,
): ConfigurationSource {
  let current: Configuration | undefined;
  let problems: readonly Problem[] = [];
  let running: Promise<Configuration> | undefined;
  let queued: Promise<Configuration> | undefined;

  async function read(): Promise<Configuration> {
    const tree = await host.readDefaultBranch(repository);
    if (current?.tree.commitSha === tree.commitSha) return current;
    const loaded = await loadConfiguration(host, tree);
    if (loaded.kind === "ready") {
      problems = [];
      current = loaded.configuration;
      log.info(
        { commit: tree.commitSha, offerings: current.catalog.offerings.length },
        "configuration read",
      );
      if (loaded.unknown.length > 0) {
        log.warn(
          { commit: tree.commitSha, problems: loaded.unknown.map(formatProblem) },
          "platform.yaml sets guardrails that there are not",
        );
      }
      return current;
    }
    problems = loaded.problems;
    log.error(
      { commit: tree.commitSha, problems: problems.map(formatProblem) },
      "platform.yaml has mistakes",
    );
    if (current === undefined) {
      throw new Error(
        `platform.yaml can't be used yet:\n${problems.map(formatProblem).join("\n")}`,
      );
    }
    // The tree moves on so that names and bases are right; the rules stay those of the last good commit.
    current = { ...current, tree };
    return current;
  }

  function start(): Promise<Configuration> {
    running = read().finally(() => {
      running = undefined;
    });
    return running;
  }

  /** A read under way may have seen the branch before the caller's event: so one more follows, shared by all who wait. */
  function refresh(): Promise<Configuration> {
    if (running === undefined) return start();
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = undefined;
        return start();
      });
    return queued;
  }

  return {
    current: () => current,
    problems: () => problems,
    refresh,
  };
}

type Loaded =
  | {
      readonly kind: "ready";
      readonly configuration: Configuration;
      /** Guardrails that platform.yaml sets and that there are not: what it says of them does nothing. */
      readonly unknown: readonly Problem[];
    }
  | { readonly kind: "broken"; readonly problems: readonly Problem[] };

async function loadConfiguration(host: RepositoryHost, tree: RepositoryTree): Promise<Loaded> {
  const text = await host.readFile(tree, platformFile);
  if (text === undefined) return { kind: "broken", problems: [missingPlatformFile] };
  const parsed = parsePlatform(text, platformFile);
  if (parsed.kind === "broken") return parsed;
  const rules = await readFiles(host, tree, rulePaths);
  const exemptions = await readFiles(host, tree, { test: isExemptionFile });
  const forms = await readFiles(host, tree, issueFormPaths);
  const configuration: Configuration = {
    tree,
    platform: parsed.platform,
    catalog: readCatalog(rules, parsed.platform),
    rules,
    exemptions,
    rulesDigest: digest([{ path: platformFile, content: text }, ...rules, ...exemptions]),
    issueForms: new Map(forms.map(({ path, content }) => [path, content])),
  };
  const unknown = unknownGuardrails(parsed.platform, text, rules);
  return { kind: "ready", configuration, unknown };
}

/** The guardrails that a readable platform.yaml sets and that neither ship nor are among the rules, each at its line. */
export function unknownGuardrails(
  platform: Platform,
  text: string,
  rules: readonly RepositoryFile[],
): readonly Problem[] {
  if (platform.guardrails.size === 0) return [];
  return findUnknownGuardrails(text, platformFile, knownGuardrails(rules));
}

const missingPlatformFile: Problem = {
  location: { path: platformFile, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  message:
    "The default branch has no platform.yaml. docs/configuration.md shows the shortest one that works.",
};

async function readFiles(
  host: RepositoryHost,
  tree: RepositoryTree,
  pattern: Pick<RegExp, "test">,
): Promise<readonly RepositoryFile[]> {
  const paths = [...tree.blobs.keys()].filter((path) => pattern.test(path)).toSorted();
  const contents = await Promise.all(paths.map((path) => host.readFile(tree, path)));
  return paths.flatMap((path, index) => {
    const content = contents[index];
    return content === undefined ? [] : [{ path, content }];
  });
}

function digest(files: readonly RepositoryFile[]): string {
  const hash = createHash("sha256");
  for (const { path, content } of files) hash.update(`${path}\0${content.length}\0${content}\0`);
  return hash.digest("hex").slice(0, 16);
}
