import { nearestName } from "../../domain/nearest-name.ts";
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
  const known = context.commands
    .flatMap((command) => command.usages(offered))
    .map(({ words }) => words);
  const near = partOf(word, known) ?? nearestName(word, known, 2);
  const hint = near === undefined ? "" : ` Did you mean /platform ${near}?`;
  return sentences(`I don't know “${word}”.${hint} Type /platform to see all that I can do.`);
}

/** The command that a word begins or ends, such as `db` for `new-db`. */
function partOf(word: string, known: readonly string[]): string | undefined {
  const part = word.toLowerCase();
  if (part.length < 2) return undefined;
  return known.find((name) => name.startsWith(part) || name.endsWith(part));
}
