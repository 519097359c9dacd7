import { emitPull, emitPush } from "./events.ts";
import type { Author, Edits, GitBackend } from "./git-backend.ts";
import { Refused } from "./refused.ts";
import { commentShape, issueShape, reviewShape } from "./shapes.ts";
import type { Account, Comment, Issue, Pull, PullIssue, Review, State } from "./state.ts";
import { emit } from "./webhooks.ts";

/** A repository whose parts change together: what people and the App do, with the events that follow. */
export interface World {
  readonly state: State;
  readonly git: GitBackend;
}

const now = (): string => new Date().toISOString();

export function authorOf({ id, login }: Account): Author {
  return { name: login, email: `${id}+${login}@users.noreply.github.com` };
}

export function openIssue({ state }: World, author: Account, title: string, body: string): Issue {
  const issue: Issue = { ...newIssue(state, author, title, body) };
  state.issues.push(issue);
  emit(state, author, "issues", { action: "opened", issue: issueShape(state, issue) });
  return issue;
}

function newIssue(state: State, author: Account, title: string, body: string): Issue {
  return {
    id: state.nextId(),
    number: state.issues.length + 1,
    author,
    createdAt: now(),
    title,
    body,
    state: "open",
    stateReason: null,
    closedAt: null,
    labels: [],
  };
}

export function editIssue(
  { state }: World,
  editor: Account,
  issue: Issue,
  edit: {
    readonly title?: string | undefined;
    readonly body?: string | undefined;
    readonly state?: "open" | "closed" | undefined;
    readonly stateReason?: string | null | undefined;
  },
): void {
  const changes = {
    ...(edit.title === undefined ? {} : { title: { from: issue.title } }),
    ...(edit.body === undefined ? {} : { body: { from: issue.body } }),
  };
  issue.title = edit.title ?? issue.title;
  issue.body = edit.body ?? issue.body;
  if (Object.keys(changes).length > 0)
    emit(state, editor, "issues", { action: "edited", changes, issue: issueShape(state, issue) });
  if (edit.state === undefined || edit.state === issue.state) return;
  issue.state = edit.state;
  issue.closedAt = edit.state === "closed" ? now() : null;
  issue.stateReason = edit.state === "closed" ? (edit.stateReason ?? "completed") : "reopened";
  const action = edit.state === "closed" ? "closed" : "reopened";
  emit(state, editor, "issues", { action, issue: issueShape(state, issue) });
}

export function addComment({ state }: World, author: Account, issue: Issue, body: string): Comment {
  const at = now();
  const comment: Comment = {
    id: state.nextId(),
    issue: issue.number,
    author,
    createdAt: at,
    updatedAt: at,
    body,
    edits: 0,
  };
  state.comments.push(comment);
  emit(state, author, "issue_comment", {
    action: "created",
    issue: issueShape(state, issue),
    comment: commentShape(state, comment),
  });
  return comment;
}

export function editComment(_world: World, comment: Comment, body: string): void {
  comment.body = body;
  comment.updatedAt = now();
  comment.edits += 1;
}

/** Moves a branch, as a push does: pull requests of it get a new head. */
export async function push(
  world: World,
  pusher: Account,
  branch: string,
  change: { readonly edits: Edits; readonly message: string },
): Promise<string> {
  const { git, state } = world;
  const known = await git.branch(branch);
  const parent = known ?? (await git.branch(state.defaultBranch));
  if (parent === undefined) throw new Refused(409, "Git Repository is empty.");
  const sha = await git.createCommit(parent, change.edits, change.message, authorOf(pusher));
  if (known === undefined) await git.createBranch(branch, sha);
  else await git.moveBranch(branch, sha);
  await branchMoved(world, pusher, branch, { before: known, after: sha });
  return sha;
}

/** What follows from a branch that moved, however it did. */
export async function branchMoved(
  { state, git }: World,
  pusher: Account,
  branch: string,
  shas: { readonly before: string | undefined; readonly after: string },
): Promise<void> {
  const { message } = await git.commit(shas.after);
  emitPush(state, pusher, branch, { ...shas, message });
  for (const issue of state.pulls()) {
    if (issue.state !== "open" || issue.pull.headRef !== branch) continue;
    const before = issue.pull.headSha;
    issue.pull.headSha = shas.after;
    if (before !== shas.after)
      emitPull(state, pusher, issue, { action: "synchronize", before, after: shas.after });
  }
}

function invalid(fields: object): Refused {
  return new Refused(422, "Validation Failed", [{ resource: "PullRequest", ...fields }]);
}

/** Opens a pull request, or refuses in GitHub's own words. */
export async function openPull(
  { state, git }: World,
  author: Account,
  asked: {
    readonly title: string;
    readonly body: string;
    readonly head: string;
    readonly base: string;
    readonly draft: boolean;
  },
): Promise<PullIssue> {
  const headRef = asked.head.replace(`${state.owner}:`, "");
  const headSha = await git.branch(headRef);
  const baseSha = await git.branch(asked.base);
  if (headSha === undefined) throw invalid({ field: "head", code: "invalid" });
  if (baseSha === undefined) throw invalid({ field: "base", code: "invalid" });
  const twin = state
    .pulls()
    .find(
      (issue) =>
        issue.state === "open" &&
        issue.pull.headRef === headRef &&
        issue.pull.baseRef === asked.base,
    );
  if (twin !== undefined) {
    const message = `A pull request already exists for ${state.owner}:${headRef}.`;
    throw invalid({ code: "custom", message });
  }
  if ((await git.ancestors(baseSha)).has(headSha)) {
    const message = `No commits between ${asked.base} and ${headRef}`;
    throw invalid({ code: "custom", message });
  }
  const pull: Pull = {
    headRef,
    headSha,
    baseRef: asked.base,
    baseSha,
    draft: asked.draft,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
  };
  const issue: PullIssue = { ...newIssue(state, author, asked.title, asked.body), pull };
  state.issues.push(issue);
  emitPull(state, author, issue, { action: "opened" });
  return issue;
}

export async function setPullState(
  { state, git }: World,
  person: Account,
  issue: PullIssue,
  to: "open" | "closed",
): Promise<void> {
  if (issue.state === to || issue.pull.mergedAt !== null) return;
  if (to === "open" && (await git.branch(issue.pull.headRef)) === undefined)
    throw new Refused(422, "Validation Failed", [{ message: "The branch was deleted." }]);
  issue.state = to;
  issue.closedAt = to === "closed" ? now() : null;
  emitPull(state, person, issue, { action: to === "closed" ? "closed" : "reopened" });
}

export function addReview(
  { state }: World,
  author: Account,
  issue: PullIssue,
  given: { readonly event: string; readonly body: string },
): Review {
  const states = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED" } as const;
  const own = issue.author.login === author.login;
  if (own && given.event !== "COMMENT") {
    const what = given.event === "APPROVE" ? "approve" : "request changes on";
    throw new Refused(422, "Unprocessable Entity", [`Can not ${what} your own pull request`]);
  }
  const review: Review = {
    id: state.nextId(),
    pull: issue.number,
    author,
    commitSha: issue.pull.headSha,
    body: given.body,
    submittedAt: now(),
    state:
      given.event === "APPROVE" || given.event === "REQUEST_CHANGES"
        ? states[given.event]
        : "COMMENTED",
  };
  state.reviews.push(review);
  emitPull(state, author, issue, reviewEvent(state, "submitted", review));
  return review;
}

export function dismissReview(
  { state }: World,
  person: Account,
  issue: PullIssue,
  reviewer: string,
): void {
  const review = state.reviews.findLast(
    ({ pull, author }) => pull === issue.number && author.login === reviewer,
  );
  if (review === undefined) throw new Error(`${reviewer} gave no review on #${issue.number}.`);
  review.state = "DISMISSED";
  emitPull(state, person, issue, reviewEvent(state, "dismissed", review));
}

/** Webhooks write a review's state in small letters, the API in capitals. */
function reviewEvent(state: State, action: string, review: Review) {
  return { action, review: { ...reviewShape(state, review), state: review.state.toLowerCase() } };
}
