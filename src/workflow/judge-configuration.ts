import { readCatalog } from "../catalog/read-catalog.ts";
import { parsePlatform } from "../config/parse-platform.ts";
import type { ChangedFile, Judgement, PolicyResult, Violation } from "../domain/guardrail.ts";
import type { Problem } from "../domain/location.ts";
import type { BrokenOffering } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import type { RepositoryFile } from "../domain/repository.ts";
import {
  isConfigurationFile,
  isRuleFile,
  platformFile,
  unknownGuardrails,
  type Configuration,
} from "./configuration.ts";

/**
 * Adds what a change would break in the configuration itself: mistakes in platform.yaml, guardrails in it that there
 * are not, and offerings that could not be offered any more. All are told on the pull request that brings them, at their line.
 */
export function judgeConfiguration(
  configuration: Configuration,
  files: readonly ChangedFile[],
  judgement: Judgement,
): Judgement {
  return withFindings(judgement, [
    ...platformResults(configuration, files),
    ...offeringResults(configuration, files),
  ]);
}

/** A judgement with more findings in their places. One that is there already is not told again. */
export function withFindings(judgement: Judgement, found: readonly Violation[]): Judgement {
  const added = found.filter((one) => !judgement.violations.some((known) => isSame(known, one)));
  if (added.length === 0) return judgement;
  const violations = [...judgement.violations, ...added].toSorted(byPlace);
  const stops = added.some(({ outcome }) => outcome !== "warn");
  return {
    ...judgement,
    conclusion: stops ? "failure" : judgement.conclusion,
    results: [...judgement.results, ...added],
    violations,
  };
}

function platformResults(
  configuration: Configuration,
  files: readonly ChangedFile[],
): readonly Violation[] {
  const platform = files.find(({ path }) => path === platformFile);
  if (platform === undefined) return [];
  if (platform.content === undefined) {
    const location = { path: platformFile, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    return [
      violation("platform", {
        location,
        message: "platform.yaml can't be removed: Causeway lives by it.",
      }),
    ];
  }
  const parsed = parsePlatform(platform.content, platformFile);
  const problems =
    parsed.kind === "broken"
      ? parsed.problems
      : unknownGuardrails(parsed.platform, platform.content, rulesAfter(configuration, files));
  return problems.map((problem) => violation("platform", problem));
}

/** XRDs, CRDs and guardrails as the change would have them. */
export function rulesAfter(
  configuration: Configuration,
  files: readonly ChangedFile[],
): readonly RepositoryFile[] {
  const after = new Map(configuration.rules.map(({ path, content }) => [path, content]));
  for (const { path, content } of files.filter((file) => isRuleFile(file.path))) {
    if (content === undefined) after.delete(path);
    else after.set(path, content);
  }
  return [...after].map(([path, content]) => ({ path, content }));
}

function offeringResults(
  configuration: Configuration,
  files: readonly ChangedFile[],
): readonly Violation[] {
  const changed = files.filter(({ path }) => isConfigurationFile(path));
  if (changed.length === 0) return [];
  const ruleFiles = rulesAfter(configuration, files);
  const changedPaths = new Set(changed.map(({ path }) => path));
  const brokenBefore = new Set(configuration.catalog.broken.flatMap(keysOf));
  return readCatalog(ruleFiles, platformAfter(configuration, changed)).broken.flatMap((broken) =>
    broken.problems
      // A change can break an offering in a file that it leaves alone: by a second one with the same command.
      .filter((problem) => changedPaths.has(broken.path) || !brokenBefore.has(keyOf(problem)))
      .map((problem) => violation("offering", problem)),
  );
}

/** The platform as the change would have it, where it can be read. */
export function platformAfter(
  configuration: Configuration,
  changed: readonly ChangedFile[],
): Platform {
  const content = changed.find(({ path }) => path === platformFile)?.content;
  if (content === undefined) return configuration.platform;
  const parsed = parsePlatform(content, platformFile);
  return parsed.kind === "parsed" ? parsed.platform : configuration.platform;
}

function keysOf({ problems }: BrokenOffering): readonly string[] {
  return problems.map(keyOf);
}

function keyOf({ location, message }: Problem): string {
  return `${location.path}\0${message}`;
}

function violation(policy: string, problem: Problem): Violation {
  return {
    policy,
    validation: "",
    outcome: "error",
    message: problem.message,
    location: problem.location,
  };
}

/** What makes a file unreadable is found by every check of YAML: it is told once. */
function isSame(a: Violation, b: Violation): boolean {
  return a.message === b.message && byPlaceOnly(a, b) === 0;
}

/** The stable order of every list of results: path, line, column, policy. */
function byPlace(a: PolicyResult, b: PolicyResult): number {
  return byPlaceOnly(a, b) || compare(a.policy, b.policy);
}

function byPlaceOnly(a: PolicyResult, b: PolicyResult): number {
  return (
    compare(a.location.path, b.location.path) ||
    a.location.startLine - b.location.startLine ||
    a.location.startColumn - b.location.startColumn
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
