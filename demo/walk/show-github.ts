import type { Stage } from "./stage.ts";
import { eventually } from "./stage.ts";

const hidden = /<!--[\s\S]*?-->\n?/g;

/** Markdown as people see it: without hidden markers. */
export function visible(markdown: string): string {
  return markdown.replaceAll(hidden, "").trim();
}

/** Prints a pull request as its page shows it: title, body, files, commit message, check. */
export async function showPullRequest({ world, script }: Stage, number: number): Promise<void> {
  const pull = (await world.github.pullRequests()).find((each) => each.number === number);
  if (pull === undefined) return;
  script.shows(`#${pull.number}  ${pull.title}   by ${pull.author}, ${pull.state}\n`);
  script.shows(visible(pull.body));
  for (const { path, content } of await world.github.changedFiles(number)) {
    script.shows(`\n+++ ${path}\n${prefixed("+ ", content ?? "")}`);
  }
  script.shows(`\ncommit message\n${prefixed("| ", pull.commitMessage)}`);
  await showCheck({ world, script }, pull.headSha);
}

/** Prints the guardrails check of a commit, with its annotations. */
export async function showCheck(
  { world, script }: Pick<Stage, "world" | "script">,
  headSha: string,
): Promise<void> {
  const check = await eventually(
    `the check causeway/guardrails on ${headSha.slice(0, 7)}`,
    async () =>
      (await world.github.checkRuns(headSha)).find(({ name }) => name === "causeway/guardrails"),
  );
  const sign = check.conclusion === "success" ? "✓" : "✗";
  script.shows(`\n${sign} ${check.name}: ${check.title}\n${prefixed("| ", check.summary.trim())}`);
  for (const { path, start_line: line, start_column: startColumn, message } of check.annotations) {
    const column = startColumn === undefined ? "" : `:${startColumn}`;
    script.shows(`  ${path}:${line}${column}  ${message}`);
  }
}

/** Prints an issue as its page shows it, with the comments under it. */
export async function showIssue({ world, script }: Stage, number: number): Promise<void> {
  const issue = (await world.github.issues()).find((each) => each.number === number);
  if (issue === undefined) return;
  script.shows(`#${issue.number}  ${issue.title}   by ${issue.author}, ${issue.state}`);
  for (const comment of await world.github.comments(number)) {
    const edited =
      comment.edits === 0
        ? ""
        : ` (edited ${comment.edits === 1 ? "once" : `${comment.edits} times`})`;
    script.shows(`\n  💬 ${comment.author}${edited}\n${prefixed("  | ", visible(comment.body))}`);
  }
}

function prefixed(prefix: string, text: string): string {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `${prefix}${line}`.trimEnd())
    .join("\n");
}
