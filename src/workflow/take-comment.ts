import type { RequestDesk } from "../domain/ports/request-desk.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import { commentCommands, parseComment, type CommentCommand } from "../intake/comment-command.ts";
import { answerMarker, commandAnswer, commentHelp } from "../report/comment-answers.ts";
import { escapeMarkdown } from "../templates/markdown-escape.ts";
import { askMoveOnPullRequest } from "./ask-move-on-pull-request.ts";
import { checkPullRequest } from "./check-pull-request.ts";
import { decideOnPullRequest } from "./decide-on-pull-request.ts";
import { changeHold } from "./change-hold.ts";
import type { InboundPayload } from "./inbound.ts";
import type { Ports } from "./ports.ts";
import { statusOfPullRequest } from "./status-of-pull-request.ts";

/** A comment with commands, and who wrote it where. */
export type WrittenComment = InboundPayload<"comment.written">;

/** What a command's author is told in a comment, as Markdown; undefined when a reaction says enough. */
export type CommandOutcome = string | undefined;

/**
 * Carries out the commands of a comment, one after the other. A comment that was taken gets a reaction; only what a
 * person must know gets an answer, one for the whole comment.
 */
export async function takeComment(
  ports: Ports,
  desk: RequestDesk,
  comment: WrittenComment,
): Promise<void> {
  const commands = parseComment(comment.body);
  if (commands.length === 0) return;
  await ports.host.react(comment.repository, comment.commentId, "eyes");
  const answers: string[] = [];
  for (const [index, command] of commands.entries()) {
    const outcome = await carryOut(ports, desk, { comment, command, index });
    if (outcome !== undefined) answers.push(outcome);
  }
  if (answers.length === 0) return;
  await ports.host.ensureComment(comment.repository, comment.number, {
    marker: answerMarker(comment.commentId),
    body: commandAnswer(comment.login, answers),
  });
}

/** One command of a comment. `index` tells apart two that are the same. */
export interface WrittenCommand<Command extends CommentCommand = CommentCommand> {
  readonly comment: WrittenComment;
  readonly command: Command;
  readonly index: number;
}

async function carryOut(
  ports: Ports,
  desk: RequestDesk,
  { comment, command, index }: WrittenCommand,
): Promise<CommandOutcome> {
  switch (command.kind) {
    case "status":
      return statusOfPullRequest(ports, comment);
    case "help":
      return commentHelp(Object.values(commentCommands));
    default: {
      const told = await act(ports, desk, { comment, command, index });
      return told === undefined ? undefined : escapeMarkdown(told);
    }
  }
}

type Acting = Exclude<CommentCommand, { readonly kind: "status" | "help" }>;

/** Resolves to plain sentences. */
async function act(
  ports: Ports,
  desk: RequestDesk,
  { comment, command, index }: WrittenCommand<Acting>,
): Promise<string | undefined> {
  switch (command.kind) {
    case "promote":
    case "rollback":
      return askMoveOnPullRequest(ports, desk, { comment, command, index });
    case "approve":
      return decideOnPullRequest(ports, { comment, command: { kind: "approve" }, index });
    case "deny":
    case "choose":
      return decideOnPullRequest(ports, { comment, command, index });
    case "hold":
    case "unhold":
      return changeHold(ports, command, {
        sender: { surface: "github", login: comment.login },
        eventId: `comment:${comment.commentId}:${index}`,
      });
    case "check":
      return checkAgain(ports, comment.repository, comment.number);
    case "mistaken":
      return command.message;
  }
}

async function checkAgain(
  ports: Ports,
  repository: RepositoryRef,
  number: number,
): Promise<undefined> {
  await checkPullRequest(ports, number, repository);
  return undefined;
}
