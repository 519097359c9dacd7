import type { FileChange } from "./repository.ts";

/** A branch, its one commit and its pull request, as they shall be. */
export interface PullRequestPlan {
  readonly branch: string;
  readonly title: string;
  /** Markdown, with the hidden marker that lets a later run find it. */
  readonly body: string;
  readonly commitMessage: string;
  readonly files: readonly FileChange[];
}
