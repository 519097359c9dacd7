import { createHash } from "node:crypto";
import {
  issueFormMark,
  issueFormPath,
  issueFormProblem,
  toIssueForm,
} from "../catalog/issue-form.ts";
import type { Catalog } from "../domain/offering.ts";
import type { PullRequestPlan } from "../domain/plan.ts";
import type { Platform } from "../domain/platform.ts";
import type { FileChange } from "../domain/repository.ts";
import { codeSpan } from "../templates/markdown-escape.ts";

/**
 * The pull request that makes the issue forms say what the offerings say, or undefined when they do. `existing` holds
 * every file under .github/ISSUE_TEMPLATE by path. A file that Causeway did not write stays as it is, even where an
 * offering's form would go. The branch is named after the content, so that a proposal that was closed comes again
 * only when there is something new to say.
 */
export function planIssueForms(
  catalog: Catalog,
  platform: Pick<Platform, "teams">,
  existing: ReadonlyMap<string, string>,
): PullRequestPlan | undefined {
  const files: readonly FileChange[] = catalog.offerings
    .filter((offering) => issueFormProblem(offering, platform) === undefined)
    .map((offering) => ({
      path: issueFormPath(offering),
      content: toIssueForm(offering, platform),
    }))
    .filter(({ path, content }) => {
      const current = existing.get(path);
      return current === undefined || (current.startsWith(issueFormMark) && current !== content);
    });
  if (files.length === 0) return undefined;
  const digest = digestOf(files);
  const title = "Keep the issue forms as the offerings say";
  const changes = files.map(({ path }) => `- ${codeSpan(path)}`).join("\n");
  return {
    branch: `causeway/issue-forms-${digest}`,
    title,
    body: [
      "These issue forms are made from the offerings in this repository, so that people can ask on GitHub for what they can ask for in Slack:",
      changes,
      "Files in that folder that a person wrote are not touched. When this is closed without being merged, it comes again only when the forms would be others.",
      `<!-- causeway:issue-forms=${digest} -->`,
    ].join("\n\n"),
    commitMessage: `${title}\n\nMade from the offerings' schemas and the teams in platform.yaml.`,
    files,
  };
}

function digestOf(files: readonly FileChange[]): string {
  const hash = createHash("sha256");
  for (const { path, content } of files) hash.update(`${path}\0${content}\0`);
  return hash.digest("hex").slice(0, 8);
}
