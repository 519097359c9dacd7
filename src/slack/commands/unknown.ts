import type { Offered } from "../../domain/ports/request-desk.ts";
import { sentences, type Answer } from "../rich-text.ts";
import type { CommandCall, CommandContext } from "./command.ts";
import { notLoadedYet } from "./help.ts";
import { nearest } from "./nearest.ts";

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
  const near = nearest(word, known);
  const hint = near === undefined ? "" : ` Did you mean /platform ${near}?`;
  return sentences(`I don't know “${word}”.${hint} Type /platform to see all that I can do.`);
}
