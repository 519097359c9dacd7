import { authorOf, branchMoved, editIssue, type World } from "./acts.ts";
import { emitPull } from "./events.ts";
import type { Edits } from "./git-backend.ts";
import { Refused } from "./refused.ts";
import type { Account, PullIssue } from "./state.ts";

/** What a pull request changes, against its merge base: path → blob SHA, or null where it deletes. */
export async function changesOf(
  { git }: World,
  base: string,
  head: string,
): Promise<ReadonlyMap<string, string | null>> {
  const before = await git.tree(await git.mergeBase(base, head));
  const after = await git.tree(head);
  const changes = new Map<string, string | null>();
  for (const [path, sha] of after) if (before.get(path) !== sha) changes.set(path, sha);
  for (const path of before.keys()) if (!after.has(path)) changes.set(path, null);
  return changes;
}

/** Whether both sides changed one file, and not to the same. Git merges within a file; this is stricter. */
export async function conflicts(world: World, issue: PullIssue): Promise<boolean> {
  const { git } = world;
  const tip = await git.branch(issue.pull.baseRef);
  if (tip === undefined) return true;
  const ours = await changesOf(world, tip, issue.pull.headSha);
  const theirs = await changesOf(world, issue.pull.headSha, tip);
  return [...ours].some(([path, sha]) => theirs.has(path) && theirs.get(path) !== sha);
}

/** PUT /pulls/{n}/merge with merge_method squash. */
export async function squash(
  world: World,
  merger: Account,
  issue: PullIssue,
  asked: {
    readonly sha?: string | undefined;
    readonly title?: string | undefined;
    readonly message?: string | undefined;
  },
): Promise<string> {
  const { git, state } = world;
  const { pull } = issue;
  if (issue.state === "closed" || pull.draft)
    throw new Refused(405, "Pull Request is not mergeable");
  if (asked.sha !== undefined && asked.sha !== pull.headSha)
    throw new Refused(409, "Head branch was modified. Review and try the merge again.");
  if (await conflicts(world, issue)) throw new Refused(405, "Pull Request is not mergeable");
  const tip = await git.branch(pull.baseRef);
  if (tip === undefined) throw new Refused(405, "Pull Request is not mergeable");
  const edits: Record<string, string | null> = {};
  for (const [path, sha] of await changesOf(world, tip, pull.headSha))
    edits[path] = sha === null ? null : await git.text(sha);
  const sha = await squashCommit(world, merger, issue, { tip, edits, ...asked });
  await moveFrom(world, pull.baseRef, { tip, sha });
  issue.state = "closed";
  issue.closedAt = new Date().toISOString();
  pull.mergedAt = issue.closedAt;
  pull.mergedBy = merger;
  pull.mergeCommitSha = sha;
  emitPull(state, merger, issue, { action: "closed" });
  await branchMoved(world, merger, pull.baseRef, { before: tip, after: sha });
  closeNamedIssues(world, merger, issue);
  return sha;
}

/** One move at a time: of two merges that began on the same tip, GitHub refuses the later one. */
let lastMove: Promise<unknown> = Promise.resolve();

async function moveFrom(
  { git }: World,
  branch: string,
  { tip, sha }: { readonly tip: string; readonly sha: string },
): Promise<void> {
  const before = lastMove;
  const move = async (): Promise<void> => {
    await before;
    if ((await git.branch(branch)) !== tip)
      throw new Refused(405, "Base branch was modified. Review and try the merge again.");
    await git.moveBranch(branch, sha);
  };
  const moving = move();
  lastMove = moving.catch(() => undefined);
  await moving;
}

async function squashCommit(
  { git }: World,
  merger: Account,
  issue: PullIssue,
  squashed: {
    readonly tip: string;
    readonly edits: Edits;
    readonly title?: string | undefined;
    readonly message?: string | undefined;
  },
): Promise<string> {
  const title = squashed.title ?? `${issue.title} (#${issue.number})`;
  const body = squashed.message ?? "";
  const message = body === "" ? title : `${title}\n\n${body}`;
  return git.createCommit(squashed.tip, squashed.edits, message, authorOf(merger));
}

/** "Closes #12" in a pull request's body closes the issue when it is merged into the default branch. */
function closeNamedIssues(world: World, merger: Account, { body, pull }: PullIssue): void {
  if (pull.baseRef !== world.state.defaultBranch) return;
  for (const [, digits] of body.matchAll(
    /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi,
  )) {
    const issue = world.state.issue(Number(digits));
    if (issue === undefined || issue.pull !== undefined) continue;
    editIssue(world, merger, issue, { state: "closed", stateReason: "completed" });
  }
}
