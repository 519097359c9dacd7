import { pullShape } from "./shapes.ts";
import type { Account, PullIssue, State } from "./state.ts";
import { emit } from "./webhooks.ts";

const nothing = "0".repeat(40);

/** A `pull_request` event, or a `pull_request_review` event when there is a review. */
export function emitPull(
  state: State,
  sender: Account,
  issue: PullIssue,
  fields: { readonly action: string; readonly [field: string]: unknown },
): void {
  const event = "review" in fields ? "pull_request_review" : "pull_request";
  emit(state, sender, event, {
    number: issue.number,
    pull_request: pullShape(state, issue, null),
    ...fields,
  });
}

/** A `push` event; whoever follows the default branch on this side hears of it too. */
export function emitPush(
  state: State,
  sender: Account,
  branch: string,
  moved: { readonly before: string | undefined; readonly after: string; readonly message: string },
): void {
  const head = { id: moved.after, message: moved.message, author: { name: sender.login } };
  emit(state, sender, "push", {
    ref: `refs/heads/${branch}`,
    before: moved.before ?? nothing,
    after: moved.after,
    created: moved.before === undefined,
    deleted: false,
    forced: false,
    base_ref: null,
    compare: "",
    commits: [head],
    head_commit: head,
    pusher: { name: sender.login },
  });
  if (branch === state.defaultBranch) for (const listener of state.pushListeners) listener();
}
