import type { RuleEffect } from "../domain/check-details.ts";
import { shortGuardrailName, type Violation } from "../domain/guardrail.ts";
import { codeSpan, escapeMarkdown } from "../templates/markdown-escape.ts";
import { cut } from "../templates/untrusted-text.ts";

const mostListed = 10;
const longestMessage = 200;

/** What a change of the rules does to the files that are there already, for the people who review it. */
export function effectSection(effect: RuleEffect | undefined): string {
  if (effect === undefined) return "";
  const heading = "### What this change of the rules does to the files of the default branch";
  if (effect.problem !== undefined) return `${heading}\n\n${escapeMarkdown(effect.problem)}`;
  const { newlyDenied, noLongerDenied, judgedFiles, files } = effect;
  const capped =
    judgedFiles < files
      ? `Judged by both rule sets: the first ${judgedFiles} of ${files} files with manifests.`
      : `Judged by both rule sets: ${judgedFiles} ${judgedFiles === 1 ? "file" : "files"} with manifests.`;
  const lists = [
    list(newlyDenied, "Newly denied"),
    list(noLongerDenied, "No longer denied"),
  ].filter((part) => part !== "");
  const told =
    lists.length === 0
      ? ["Nothing there is denied that was not, and nothing is let pass that was denied."]
      : lists;
  return [heading, ...told, capped].join("\n\n");
}

function list(violations: readonly Violation[], words: string): string {
  if (violations.length === 0) return "";
  const lines = violations.slice(0, mostListed).map(({ location, policy, message }) => {
    const where = codeSpan(`${location.path}:${location.startLine}`);
    return `- ${where} ${escapeMarkdown(cut(message, longestMessage))} (${codeSpan(shortGuardrailName(policy))})`;
  });
  const more = violations.length - lines.length;
  return [
    `**${words}: ${violations.length}**`,
    "",
    ...lines,
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join("\n");
}
