import { createHash } from "node:crypto";
import type { GuardrailAdvice } from "../domain/check-details.ts";
import { shortGuardrailName, type ChangedFile, type Judgement } from "../domain/guardrail.ts";
import type { SuggestedChange } from "../domain/ports/repository-host.ts";
import { codeSpan, escapeMarkdown } from "../templates/markdown-escape.ts";

/** More comments than this are noise; the annotations have all findings. */
const mostSuggestions = 10;

/**
 * The changes that a judgement suggests, as comments that a person accepts with a button. Only on files that the change
 * holds: GitHub takes no comment elsewhere. The marker is made from what is replaced and by what, so that a
 * suggestion which moved to another line is still the same.
 */
export function suggestedChanges(
  { results }: Judgement,
  files: readonly ChangedFile[],
  advice: ReadonlyMap<string, GuardrailAdvice>,
): readonly SuggestedChange[] {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const told = new Map<string, SuggestedChange>();
  for (const { policy, outcome, message, suggestions = [] } of results) {
    if (outcome === "pass" || outcome === "skipped" || outcome === "notEvaluable") continue;
    for (const { path, startLine, endLine, replacement } of suggestions) {
      const lines = contents
        .get(path)
        ?.split(/\r?\n/)
        .slice(startLine - 1, endLine);
      if (lines === undefined || lines.length < endLine - startLine + 1) continue;
      const marker = markerOf(path, lines.join("\n"), replacement);
      const title = advice.get(policy)?.title;
      const name = codeSpan(shortGuardrailName(policy));
      const head = title === undefined ? name : `**${escapeMarkdown(title)}** (${name})`;
      const together =
        suggestions.length > 1
          ? `One of ${suggestions.length} changes that mend it only together: add them to one batch.`
          : "";
      const body = [
        `${head}: ${escapeMarkdown(message)}`,
        together,
        suggestionBlock(replacement),
        marker,
      ];
      const text = body.filter((part) => part !== "").join("\n\n");
      told.set(marker, { marker, path, startLine, endLine, body: text });
    }
  }
  return [...told.values()].slice(0, mostSuggestions);
}

/** GitHub puts what stands in the block in the place of the lines. The fence is longer than any inside. */
function suggestionBlock(replacement: string): string {
  const runs = [...replacement.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}suggestion\n${replacement.replaceAll("\r", "")}\n${fence}`;
}

function markerOf(...parts: readonly string[]): string {
  const hash = createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 20);
  return `<!-- causeway:suggestion=${hash} -->`;
}
