import type { World } from "./acts.ts";
import { emitPull } from "./events.ts";
import type { Account, PullIssue } from "./state.ts";

/** Puts a label on a pull request, or takes it off. */
export function setLabel(
  { state }: World,
  person: Account,
  issue: PullIssue,
  { name, on }: { readonly name: string; readonly on: boolean },
): void {
  if (issue.labels.includes(name) === on) return;
  issue.labels = on ? [...issue.labels, name] : issue.labels.filter((each) => each !== name);
  emitPull(state, person, issue, { action: on ? "labeled" : "unlabeled", label: { name } });
}

/** "Convert to draft", or "Ready for review". */
export function setDraft(
  { state }: World,
  person: Account,
  issue: PullIssue,
  draft: boolean,
): void {
  if (issue.pull.draft === draft) return;
  issue.pull.draft = draft;
  emitPull(state, person, issue, { action: draft ? "converted_to_draft" : "ready_for_review" });
}
