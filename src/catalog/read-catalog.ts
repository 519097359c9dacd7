import type { Location, Problem } from "../domain/location.ts";
import type { BrokenOffering, Catalog, Offering } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import type { RepositoryFile } from "../domain/repository.ts";
import { readYaml, startOf } from "../yaml/documents.ts";
import type { OfferingDraft } from "./offering-source.ts";
import { offeringSources } from "./sources.ts";

interface Drafted {
  readonly draft: OfferingDraft;
  readonly location: Location;
}

/**
 * All that the files of one commit offer. Any file with a document that a source recognises counts, wherever it is.
 * Commands are `new-` and the kind in lower case, unless platform.yaml renames them. Two offerings with one command
 * are both broken, because nobody could know which is meant; both are told how to rename one.
 */
export function readCatalog(
  files: readonly RepositoryFile[],
  platform: Pick<Platform, "commands">,
): Catalog {
  const drafted: Drafted[] = [];
  const broken: BrokenOffering[] = [];
  for (const file of files.toSorted((a, b) => compare(a.path, b.path))) {
    const read = readFile(file);
    broken.push(...read.broken);
    for (const one of read.drafted) {
      const first = drafted.find(({ draft }) => draft.name === one.draft.name);
      if (first === undefined) drafted.push(one);
      else
        broken.push(
          brokenBy(
            one,
            `${one.draft.name} is defined already in ${first.draft.source.path}. Remove one of the two.`,
          ),
        );
    }
  }
  const named = withCommands(drafted, platform);
  return {
    offerings: named.offerings.toSorted((a, b) => compare(a.command, b.command)),
    broken: [...broken, ...named.broken, ...unknownCommands(drafted, broken, platform)],
  };
}

function readFile({ path, content }: RepositoryFile): {
  readonly drafted: readonly Drafted[];
  readonly broken: readonly BrokenOffering[];
} {
  const { documents, problems } = readYaml(content, path);
  const drafted: Drafted[] = [];
  const broken: BrokenOffering[] = [];
  const marked = offeringSources.some(({ marker }) => content.includes(marker));
  if (marked && problems.length > 0) broken.push({ name: path, path, problems });
  for (const document of documents) {
    const source = offeringSources.find((one) => one.recognises(document.value));
    const result = source?.read(document, path);
    if (result?.kind === "broken") broken.push(result.broken);
    if (result?.kind === "offering") {
      drafted.push({ draft: result.draft, location: document.locateKey(["spec"]) });
    }
  }
  return { drafted, broken };
}

function withCommands(drafted: readonly Drafted[], platform: Pick<Platform, "commands">): Catalog {
  const renamed = new Map<string, string>();
  for (const [command, name] of platform.commands) {
    if (!renamed.has(name)) renamed.set(name, command);
  }
  const commandOf = ({ draft }: Drafted): string =>
    renamed.get(draft.name) ?? `new-${draft.shortName}`;
  const offerings: Offering[] = [];
  const broken: BrokenOffering[] = [];
  for (const one of drafted) {
    const command = commandOf(one);
    const rivals = drafted.filter((other) => other !== one && commandOf(other) === command);
    if (rivals.length === 0) {
      const { shortName: _, ...rest } = one.draft;
      offerings.push({ ...rest, command });
    } else {
      const others = rivals.map(({ draft }) => draft.name).join(", ");
      const message = `The command "${command}" would be that of ${others} too. Give one of them another in platform.yaml, under "commands": "${command}-2: ${one.draft.name}".`;
      broken.push(brokenBy(one, message));
    }
  }
  return { offerings, broken };
}

function brokenBy({ draft, location }: Drafted, message: string): BrokenOffering {
  const problems: readonly Problem[] = [{ location, message }];
  return { name: draft.name, path: draft.source.path, problems };
}

function unknownCommands(
  drafted: readonly Drafted[],
  broken: readonly BrokenOffering[],
  platform: Pick<Platform, "commands">,
): readonly BrokenOffering[] {
  // A file that could not be read may well hold it: then that file's own problem is told, and no second one.
  if (broken.length > 0) return [];
  const known = new Set(drafted.map(({ draft }) => draft.name));
  return [...platform.commands]
    .filter(([, name]) => !known.has(name))
    .map(([command, name]) => {
      const offered = [...known].join(", ") || "none";
      const message = `The command "${command}" stands for "${name}", which no file offers. Offered: ${offered}.`;
      return {
        name,
        path: "platform.yaml",
        problems: [{ location: startOf("platform.yaml"), message }],
      };
    });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
