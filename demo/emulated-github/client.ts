import { z } from "zod";
import {
  changedFile,
  exchange,
  repositoryFiles,
  seenCheckRun,
  seenComment,
  seenDelivery,
  seenDeployment,
  seenIssue,
  seenPullRequest,
  seenReviewComment,
  type ChangedFile,
  type Exchange,
  type Fault,
  type SeenCheckRun,
  type SeenComment,
  type SeenDelivery,
  type SeenDeployment,
  type SeenIssue,
  type SeenPullRequest,
  type SeenReviewComment,
} from "./protocol.ts";

type Files = Readonly<Record<string, string>>;

/** People on an emulated GitHub: what they do, and what they see. People are given by login. */
export interface EmulatedGitHub {
  /** For GITHUB_API_URL. */
  readonly url: string;
  /** Opens an issue; resolves to its number. */
  openIssue(
    login: string,
    issue: { readonly title: string; readonly body: string },
  ): Promise<number>;
  editIssue(
    login: string,
    number: number,
    edit: { readonly title?: string; readonly body?: string },
  ): Promise<void>;
  closeIssue(login: string, number: number): Promise<void>;
  comment(login: string, number: number, body: string): Promise<number>;
  deleteComment(login: string, id: number): Promise<void>;
  review(
    login: string,
    number: number,
    event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT",
    body?: string,
  ): Promise<void>;
  /** Takes back the last review that a person gave. */
  dismissReview(login: string, number: number, reviewer: string): Promise<void>;
  /** Pushes a branch with one commit and opens a pull request; resolves to its number. */
  openPullRequest(
    login: string,
    pull: { readonly branch: string; readonly title: string; readonly files: Files },
  ): Promise<number>;
  closePullRequest(login: string, number: number): Promise<void>;
  reopenPullRequest(login: string, number: number): Promise<void>;
  labelPullRequest(login: string, number: number, label: string): Promise<void>;
  unlabelPullRequest(login: string, number: number, label: string): Promise<void>;
  /** "Convert to draft", or "Ready for review". */
  setDraft(login: string, number: number, draft: boolean): Promise<void>;
  /** Squashes, as the button does. Rejects when it can't be merged. */
  mergePullRequest(login: string, number: number): Promise<string>;
  /** One commit; the default branch when no branch is given. An empty text deletes nothing: see `deleteFiles`. */
  pushFiles(login: string, files: Files, branch?: string): Promise<string>;
  deleteFiles(login: string, paths: readonly string[], branch?: string): Promise<string>;
  deleteBranch(login: string, branch: string): Promise<void>;
  /** Presses "Re-run" on a check run. */
  rerunCheck(login: string, id: number): Promise<void>;

  pullRequests(): Promise<readonly SeenPullRequest[]>;
  changedFiles(number: number): Promise<readonly ChangedFile[]>;
  issues(): Promise<readonly SeenIssue[]>;
  comments(number: number): Promise<readonly SeenComment[]>;
  /** Comments on lines of a pull request's files, oldest first. */
  reviewComments(number: number): Promise<readonly SeenReviewComment[]>;
  /** Every check run, or those of a commit, oldest first. */
  checkRuns(sha?: string): Promise<readonly SeenCheckRun[]>;
  /** Every deployment with its statuses, oldest first. */
  deployments(): Promise<readonly SeenDeployment[]>;
  branches(): Promise<readonly string[]>;
  /** The text files of a branch or commit by path; of the default branch when none is given. */
  files(ref?: string): Promise<Files>;
  /** The default branch's newest commit with its files. */
  snapshot(): Promise<{ readonly headSha: string; readonly files: ReadonlyMap<string, string> }>;
  deliveries(): Promise<readonly SeenDelivery[]>;

  /** API calls since the last `forgetCalls`, as `METHOD /path`; token calls are left out. */
  calls(): Promise<readonly string[]>;
  forgetCalls(): Promise<void>;
  /** Calls with their answers, when GitHub was started with `recordTraffic`. */
  traffic(): Promise<readonly Exchange[]>;
  failNext(count: number, fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Webhooks are not sent while on; GitHub records them as failed. */
  dropWebhooks(on: boolean): Promise<void>;
  setWebhookUrl(url: string): Promise<void>;
  /** Every installation token becomes invalid, as when the App's owner revokes them. */
  revokeTokens(): Promise<void>;
}

/** Connects to an emulated GitHub that runs in this process or in another one. */
export function connectEmulatedGitHub(url: string): EmulatedGitHub {
  const control = async <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body: unknown = {},
  ): Promise<z.infer<Schema>> => {
    const response = await fetch(`${url}/_control/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(failure.parse(answer).message);
    return schema.parse(answer);
  };
  const act = async (path: string, body: unknown): Promise<void> => {
    await control(path, z.unknown(), body);
  };
  const number = (path: string, body: unknown) => control(path, z.number(), body);
  const text = (path: string, body: unknown) => control(path, z.string(), body);
  const read = (ref?: string) => control("files", repositoryFiles, { ref });
  return {
    url,
    openIssue: (login, issue) => number("open-issue", { login, ...issue }),
    editIssue: (login, issue, edit) => act("edit-issue", { login, number: issue, ...edit }),
    closeIssue: (login, issue) => act("close-issue", { login, number: issue }),
    comment: (login, issue, body) => number("comment", { login, number: issue, body }),
    deleteComment: (login, id) => act("delete-comment", { login, id }),
    review: (login, pull, event, body) => act("review", { login, number: pull, event, body }),
    dismissReview: (login, pull, reviewer) =>
      act("dismiss-review", { login, number: pull, reviewer }),
    openPullRequest: (login, pull) => number("open-pull-request", { login, ...pull }),
    closePullRequest: (login, pull) =>
      act("set-pull-state", { login, number: pull, state: "closed" }),
    reopenPullRequest: (login, pull) =>
      act("set-pull-state", { login, number: pull, state: "open" }),
    labelPullRequest: (login, pull, name) =>
      act("set-label", { login, number: pull, name, on: true }),
    unlabelPullRequest: (login, pull, name) =>
      act("set-label", { login, number: pull, name, on: false }),
    setDraft: (login, pull, draft) => act("set-draft", { login, number: pull, draft }),
    mergePullRequest: (login, pull) => text("merge", { login, number: pull }),
    pushFiles: (login, files, branch) => text("push", { login, files, branch }),
    deleteFiles: (login, paths, branch) =>
      text("push", { login, files: Object.fromEntries(paths.map((path) => [path, null])), branch }),
    deleteBranch: (login, branch) => act("delete-branch", { login, branch }),
    rerunCheck: (login, id) => act("rerun-check", { login, id }),
    pullRequests: () => control("pull-requests", z.array(seenPullRequest)),
    changedFiles: (pull) => control("changed-files", z.array(changedFile), { number: pull }),
    issues: () => control("issues", z.array(seenIssue)),
    comments: (issue) => control("comments", z.array(seenComment), { number: issue }),
    reviewComments: (pull) =>
      control("review-comments", z.array(seenReviewComment), { number: pull }),
    checkRuns: (sha) => control("check-runs", z.array(seenCheckRun), { sha }),
    deployments: () => control("deployments", z.array(seenDeployment)),
    branches: () => control("branches", z.array(z.string())),
    files: async (ref) => (await read(ref)).files,
    snapshot: async () => {
      const { headSha, files } = await read();
      return { headSha, files: new Map(Object.entries(files)) };
    },
    deliveries: () => control("deliveries", z.array(seenDelivery)),
    calls: () => control("calls", z.array(z.string())),
    forgetCalls: () => act("forget-calls", {}),
    traffic: () => control("traffic", z.array(exchange)),
    failNext: (count, fault) => act("fail-next", { count, fault }),
    clearFaults: () => act("clear-faults", {}),
    dropWebhooks: (on) => act("drop-webhooks", { on }),
    setWebhookUrl: (webhookUrl) => act("set-webhook-url", { url: webhookUrl }),
    revokeTokens: () => act("revoke-tokens", {}),
  };
}

const failure = z.object({ message: z.string() });
