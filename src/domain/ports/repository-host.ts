import type { ChangedFile } from "../guardrail.ts";
import type { PullRequestPlan } from "../plan.ts";
import type { RepositoryRef, RepositoryTree } from "../repository.ts";

/** What is known of a pull request. */
export interface PullRequestFacts {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly author: string;
  readonly state: "open" | "closed";
  readonly merged: boolean;
  readonly mergeCommitSha?: string;
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly draft: boolean;
  readonly labels: readonly string[];
}

/** The last review of each person that says yes or no, for the head commit only. */
export interface Review {
  readonly login: string;
  readonly state: "approved" | "changesRequested";
  readonly commitSha: string;
}

/** An annotation of a check run: GitHub's `start_line`…; columns only when one line. */
export interface CheckAnnotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn?: number;
  readonly endColumn?: number;
  readonly level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

/** A check on a commit, as far as a promotion asks for it. */
export interface SourceCheck {
  readonly name: string;
  /** As GitHub concludes; `running` where it has not yet. What does not stop a merge on GitHub passes here too. */
  readonly state: "passed" | "failed" | "running";
}

/** A check run as it shall be. Found again by name and head SHA. */
export interface CheckRunPlan {
  readonly name: string;
  readonly headSha: string;
  readonly conclusion: "success" | "failure" | "neutral";
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** All of them: the adapter sends them in batches of 50. */
  readonly annotations: readonly CheckAnnotation[];
}

/** A change of whole lines of a pull request's file that a person can accept with a button. */
export interface SuggestedChange {
  /** Hidden in the body; the same for the same change of the same lines, wherever they move. */
  readonly marker: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Markdown with the suggestion and the marker. */
  readonly body: string;
}

export type MergeOutcome =
  | { readonly kind: "merged"; readonly commitSha: string }
  /** The head moved, the base moved, or GitHub is still computing: look again. */
  | { readonly kind: "retry"; readonly message: string }
  /** A conflict, a protection rule or a missing review on GitHub's side. */
  | { readonly kind: "blocked"; readonly message: string };

/** One commit, as a list of changes shows it. */
export interface CommitFacts {
  readonly sha: string;
  /** The first line of its message. */
  readonly title: string;
  readonly url: string;
  /** The GitHub login, or the name in the commit where GitHub knows no login. */
  readonly author: string;
}

export interface IssueFacts {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly state: "open" | "closed";
}

/** One delivery of a webhook, from the App's hook deliveries. */
export interface HookDelivery {
  /** A 64-bit integer as decimal digits: GitHub's ids are larger than a JavaScript number can hold exactly. */
  readonly id: string;
  /** The same for each redelivery of one event: X-GitHub-Delivery. */
  readonly guid: string;
  readonly event: string;
  readonly statusCode: number;
  readonly deliveredAt: string;
  readonly redelivery: boolean;
}

/** What GitHub shows as one deployment of an environment. Found again by environment, commit and marker. */
export interface DeploymentPlan {
  readonly environment: string;
  readonly sha: string;
  /** At most 140 characters; more is cut. */
  readonly description: string;
  /** What it belongs to: a request's id. Kept in the payload, which people don't see. */
  readonly marker: string;
  /** Whether end users use the environment. */
  readonly production: boolean;
  /** Whether the environment goes away one day, as a preview's does. */
  readonly transient: boolean;
}

export type DeploymentState =
  | "queued"
  | "pending"
  | "in_progress"
  | "success"
  | "failure"
  | "error"
  | "inactive";

export interface DeploymentStatusPlan {
  readonly state: DeploymentState;
  /** At most 140 characters; more is cut. */
  readonly description: string;
  /** Where people see how it goes: Argo CD's page. */
  readonly logUrl?: string;
  /** Where what was deployed can be seen. */
  readonly environmentUrl?: string;
}

/**
 * GitHub, as far as Causeway uses it. Every `ensure…` finds what exists and adopts it. Rejects with a TerminalError
 * when trying again can't help (401, 403 without rate limit, 404, 422), with any other error when it can.
 */
export interface RepositoryHost {
  /** The default branch's newest commit with its list of files. One call when the tree is known already. */
  readDefaultBranch(repository: RepositoryRef): Promise<RepositoryTree>;
  /** The files of any commit. Its `branch` is empty: a commit may be on several or none. Cached by the SHA. */
  readTree(repository: RepositoryRef, commitSha: string): Promise<RepositoryTree>;
  /** The commits that `head` has and `base` lacks, newest first, at most `limit` of them; `total` counts all. */
  listCommitsBetween(
    repository: RepositoryRef,
    range: { readonly base: string; readonly head: string; readonly limit: number },
  ): Promise<{ readonly commits: readonly CommitFacts[]; readonly total: number }>;
  /** One file's content as UTF-8, or undefined when the tree has none. Cached by the blob's SHA. */
  readFile(tree: RepositoryTree, path: string): Promise<string | undefined>;
  /**
   * Branch, one commit on top of `base`, pull request. What exists under the branch's name is adopted as it is; a
   * closed pull request is adopted too and not reopened. `mayExist`: look before creating.
   */
  ensurePullRequest(
    base: RepositoryTree,
    plan: PullRequestPlan,
    mayExist: boolean,
  ): Promise<PullRequestFacts>;
  readPullRequest(repository: RepositoryRef, number: number): Promise<PullRequestFacts>;
  listOpenPullRequests(repository: RepositoryRef): Promise<readonly PullRequestFacts[]>;
  /** The changed files with both contents. Files over `maxBytes` or that are not text are named in `skipped`. */
  readChange(
    repository: RepositoryRef,
    pullRequest: PullRequestFacts,
  ): Promise<{ readonly files: readonly ChangedFile[]; readonly skipped: readonly string[] }>;
  /** The newest run of each check on a commit, whichever App made it. */
  listChecks(repository: RepositoryRef, commitSha: string): Promise<readonly SourceCheck[]>;
  listReviews(repository: RepositoryRef, number: number): Promise<readonly Review[]>;
  /** Creates or updates the check run of that name on that commit. Resolves to its id. `mayExist`: look first. */
  ensureCheckRun(repository: RepositoryRef, plan: CheckRunPlan, mayExist: boolean): Promise<number>;
  /**
   * Each suggestion as a comment on its lines, once and never again, whatever people did with it. Those on lines that
   * are not part of the change are left out.
   */
  ensureSuggestions(
    repository: RepositoryRef,
    pullRequest: Pick<PullRequestFacts, "number" | "headSha">,
    suggestions: readonly SuggestedChange[],
  ): Promise<void>;
  /** Squashes, only if the head is still `headSha`. A pull request that is merged already gives its commit. */
  mergePullRequest(
    repository: RepositoryRef,
    number: number,
    merge: { readonly headSha: string; readonly title: string; readonly message: string },
  ): Promise<MergeOutcome>;
  /** One that is closed already stays as it is. */
  closePullRequest(repository: RepositoryRef, number: number): Promise<void>;
  deleteBranch(repository: RepositoryRef, branch: string): Promise<void>;
  /** The deployment of that commit into that environment with that marker. Resolves to its id. */
  ensureDeployment(repository: RepositoryRef, plan: DeploymentPlan): Promise<number>;
  /** Adds a status unless the deployment's last one says the same already. */
  ensureDeploymentStatus(
    repository: RepositoryRef,
    deploymentId: number,
    plan: DeploymentStatusPlan,
  ): Promise<void>;
  readIssue(repository: RepositoryRef, number: number): Promise<IssueFacts>;
  /** The comment that holds `marker` and was written by this App: created or edited. Resolves to its id. */
  ensureComment(
    repository: RepositoryRef,
    issueNumber: number,
    comment: { readonly marker: string; readonly body: string; readonly knownId?: string },
  ): Promise<string>;
  closeIssue(
    repository: RepositoryRef,
    number: number,
    reason: "completed" | "not_planned",
  ): Promise<void>;
  /** `team` is `org/slug`. False when the team does not exist or the person is not an active member. */
  isTeamMember(team: string, login: string): Promise<boolean>;
  canWrite(repository: RepositoryRef, login: string): Promise<boolean>;
  /** Answers a comment with a reaction; the same one again changes nothing. */
  react(
    repository: RepositoryRef,
    commentId: string,
    reaction: "eyes" | "+1" | "-1" | "confused",
  ): Promise<void>;
  /** Whether `ancestor` is `commit` or one of its ancestors. */
  contains(repository: RepositoryRef, commit: string, ancestor: string): Promise<boolean>;
  /** The App's hook deliveries since a time, newest first. */
  listHookDeliveries(since: Date): Promise<readonly HookDelivery[]>;
  redeliver(deliveryId: string): Promise<void>;
}
