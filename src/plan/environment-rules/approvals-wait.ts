import type { EnvironmentRules } from "../../domain/platform.ts";
import type { PromotionApproval, PromotionFacts } from "./promotion-facts.ts";
import type { Wait } from "./wait.ts";

/** What the wait for approvals needs to know. */
export type ApprovalFacts = Pick<PromotionFacts, "requesterLogin" | "headSha" | "approvals">;

/**
 * The wait for approvals, if some are missing. What counts: eligible people other than the requester, each once however
 * often and wherever they said yes, for the head commit. Logins are compared as GitHub does, without regard to case.
 */
export function approvalsWait(rules: EnvironmentRules, facts: ApprovalFacts): Wait | undefined {
  const counted = countedApprovals(facts);
  const missing = rules.approvals - counted.length;
  if (missing <= 0) return undefined;
  const whom = rules.approvers ?? "people who can write to the repository";
  const many = missing === 1 ? "one more approval" : `${missing} more approvals`;
  const first = counted.length === 0 ? many.replace(" more", "") : many;
  const said = counted.length === 0 ? "" : ` ${list(counted)} approved.`;
  const own = facts.requesterLogin === undefined ? "" : " The requester's own does not count.";
  const how = `a review of the pull request that approves it, the comment /approve, or the button in Slack.`;
  const message = `It waits for ${first} from ${whom}: ${how}${own}${said}${voidApprovals(facts, counted)}`;
  return { reasonCode: "approvalsMissing", message };
}

function countedApprovals(facts: ApprovalFacts): readonly string[] {
  const people = new Map<string, string>();
  for (const approval of facts.approvals) {
    const key = approval.login.toLowerCase();
    if (counts(approval, facts) && !people.has(key)) people.set(key, approval.login);
  }
  return [...people.values()];
}

function counts(approval: PromotionApproval, facts: ApprovalFacts): boolean {
  const own = approval.login.toLowerCase() === facts.requesterLogin?.toLowerCase();
  return approval.eligible && !own && approval.headSha === facts.headSha;
}

/** Who approved a commit that is not the head any more: they wonder why it did not go on. */
function voidApprovals(facts: ApprovalFacts, counted: readonly string[]): string {
  const known = new Set(counted.map((login) => login.toLowerCase()));
  const late = facts.approvals.filter(
    (approval) =>
      !known.has(approval.login.toLowerCase()) &&
      counts({ ...approval, headSha: facts.headSha }, facts),
  );
  if (late.length === 0) return "";
  const people = [...new Map(late.map(({ login }) => [login.toLowerCase(), login])).values()];
  return ` ${list(people)} approved an earlier commit: that is void, because the pull request has changed since.`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
