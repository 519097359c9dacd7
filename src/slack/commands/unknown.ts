import { nearestName } from "../../domain/nearest-name.ts";
import { formatProblem } from "../../domain/location.ts";
import type { BrokenOffering } from "../../domain/offering.ts";
import type { Offered } from "../../domain/ports/request-desk.ts";
import { sentences, type Answer } from "../rich-text.ts";
import type { CommandCall, CommandContext } from "./command.ts";
import { notLoadedYet } from "./help.ts";

/** What a word gets that is no command: the nearest one, or where to find them all. */
export function unknownAnswer(
  call: CommandCall,
  context: CommandContext,
  offered: Offered | undefined,
): Answer {
  if (offered === undefined) return sentences(notLoadedYet);
  const word = (call.words[0] ?? "").slice(0, 60);
  const broken = brokenOffering(word, offered);
  if (broken !== undefined) {
    const [problem] = broken.problems;
    const reason = problem === undefined ? broken.path : formatProblem(problem);
    return sentences(
      `“${word}” can't be asked for now, because its file has a mistake: ${reason.slice(0, 500)} It is back as soon as the platform team has mended that.`,
    );
  }
  const known = context.commands
    .flatMap((command) => command.usages(offered))
    .map(({ words }) => words);
  const near = partOf(word, known) ?? nearestName(word, known, 2);
  const hint = near === undefined ? "" : ` Did you mean /platform ${near}?`;
  return sentences(`I don't know “${word}”.${hint} Type /platform to see all that I can do.`);
}

/** What a command would open, by the name that platform.yaml gives it or by its own, if its file were right. */
function brokenOffering(word: string, { platform, catalog }: Offered): BrokenOffering | undefined {
  const named = platform.commands.get(word);
  const kind = /^new-(.{2,})$/.exec(word)?.[1];
  return catalog.broken.find(
    ({ name }) => name === named || (kind !== undefined && name.startsWith(kind)),
  );
}

/** The command that a word begins or ends, such as `db` for `new-db`. */
function partOf(word: string, known: readonly string[]): string | undefined {
  const part = word.toLowerCase();
  if (part.length < 2) return undefined;
  return known.find((name) => name.startsWith(part) || name.endsWith(part));
}
