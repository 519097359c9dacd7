import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { readCatalog } from "../catalog/read-catalog.ts";
import { parsePlatform } from "../config/parse-platform.ts";
import { errorMessage } from "../domain/errors.ts";
import type { Problem } from "../domain/location.ts";
import type { Offering } from "../domain/offering.ts";
import type { Platform, Team } from "../domain/platform.ts";
import type { RepositoryFile } from "../domain/repository.ts";

/** What files on disk offer, and everything wrong with them. */
export interface OfferedFiles {
  readonly offerings: readonly Offering[];
  readonly problems: readonly Problem[];
  /** Files that hold no offering and no mistake: Compositions, for example. */
  readonly others: readonly string[];
  /** From the platform.yaml among the files; else one team, so that forms can be shown. */
  readonly platform: Pick<Platform, "teams" | "commands">;
}

/** Some file can't be read at all. The message names it. */
export class UnreadableFileError extends Error {
  override readonly name = "UnreadableFileError";
}

const exampleTeam: Team = { name: "my-team", github: "myorg/my-team", namespace: "my-team" };

/**
 * Reads files as the configuration repository's. A platform.yaml among them gives commands and teams.
 * Rejects with {@link UnreadableFileError}.
 * @param paths as people gave them; problems name them so.
 */
export async function readOfferedFiles(
  paths: readonly string[],
  cwd: string,
): Promise<OfferedFiles> {
  const unique = [...new Set(paths)];
  const files = await Promise.all(unique.map((path) => readText(path, cwd)));
  const platformFile = files.find(({ path }) => /(?:^|\/)platform\.ya?ml$/.test(path));
  const parsed =
    platformFile === undefined ? undefined : parsePlatform(platformFile.content, platformFile.path);
  const platform =
    parsed?.kind === "parsed"
      ? parsed.platform
      : { teams: new Map([[exampleTeam.name, exampleTeam]]), commands: new Map<string, string>() };
  const candidates = files.filter((file) => file !== platformFile);
  const catalog = readCatalog(candidates, { commands: knownCommands(candidates, platform) });
  const told = new Set([
    ...catalog.offerings.map(({ source }) => source.path),
    ...catalog.broken.map(({ path }) => path),
  ]);
  return {
    offerings: catalog.offerings,
    problems: [
      ...(parsed?.kind === "broken" ? parsed.problems : []),
      ...catalog.broken.flatMap(({ problems }) => problems),
    ],
    others: candidates.map(({ path }) => path).filter((path) => !told.has(path)),
    platform,
  };
}

/** Only some of a repository's files may be given: a command of one that was not is no mistake here. */
function knownCommands(
  files: readonly RepositoryFile[],
  { commands }: Pick<Platform, "commands">,
): ReadonlyMap<string, string> {
  const { offerings } = readCatalog(files, { commands: new Map() });
  const names = new Set(offerings.map(({ name }) => name));
  return new Map([...commands].filter(([, name]) => names.has(name)));
}

/** A file's text. Rejects with {@link UnreadableFileError}. */
export async function readText(path: string, cwd: string): Promise<RepositoryFile> {
  try {
    return { path, content: await readFile(resolve(cwd, path), "utf8") };
  } catch (error) {
    throw new UnreadableFileError(`${path} can't be read: ${errorMessage(error)}`);
  }
}
