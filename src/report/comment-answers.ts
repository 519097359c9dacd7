import { codeSpan, escapeMarkdown } from "../templates/markdown-escape.ts";

/** The marker of the answer to one comment. Comment ids are GitHub's numbers. */
export function answerMarker(commentId: string): string {
  return `<!-- causeway:answer=${commentId.replaceAll(/\D/g, "")} -->`;
}

/** The answer to a comment's commands. Each answer is Markdown already. */
export function commandAnswer(login: string, answers: readonly string[]): string {
  return [`${escapeMarkdown(login)}:`, ...answers].join("\n\n");
}

/** What a person can write on a pull request, as Markdown. */
export function commentHelp(
  commands: readonly { readonly usage: string; readonly about: string }[],
): string {
  return commands
    .map(({ usage, about }) => `- ${codeSpan(usage)} ${escapeMarkdown(about)}`)
    .join("\n");
}
