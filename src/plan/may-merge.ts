import type { Decision } from "../domain/decision.ts";

/** What must be known to say whether a pull request may be merged now. */
export interface MergeFacts {
  readonly headSha: string;
  readonly requesterLogin: string;
  /** Where it would be merged to. */
  readonly baseRef: string;
  readonly defaultBranch: string;
  readonly draft: boolean;
  readonly labels: readonly string[];
  /** Undefined: no judgement of this head commit by today's rules yet. */
  readonly checkConclusion: "success" | "failure" | undefined;
  readonly approvalsNeeded: number;
  /** The team whose members may approve, for the message; undefined: anyone who can write. */
  readonly approvers?: string;
  readonly reviews: readonly {
    readonly login: string;
    readonly state: "approved" | "changesRequested";
    readonly commitSha: string;
    /** Whether this person may approve: a member of the approvers' team, or someone who can write. */
    readonly eligible: boolean;
  }[];
}

/** The label with which a person stops Causeway from merging. */
export const holdLabel = "hold";

/**
 * Whether a request's pull request may be merged: its check has passed for this very commit, enough eligible people
 * other than the requester approved this very commit, and nobody holds it back.
 */
export function mayMerge(facts: MergeFacts): Decision {
  if (facts.checkConclusion === undefined) {
    return {
      kind: "wait",
      reasonCode: "checkRunning",
      message: "The guardrails are being checked.",
    };
  }
  if (facts.checkConclusion === "failure") {
    return {
      kind: "wait",
      reasonCode: "checkFailed",
      message: "The guardrails found something that must be mended in the pull request first.",
    };
  }
  const held = heldBy(facts);
  if (held !== undefined) {
    return { kind: "wait", reasonCode: "held", message: `It is held back: ${held}.` };
  }
  const objection = facts.reviews.find(
    (review) => review.eligible && review.state === "changesRequested",
  );
  if (objection !== undefined) {
    return {
      kind: "wait",
      reasonCode: "approvalsMissing",
      message: `${objection.login} asked for changes. It goes on when they approve.`,
    };
  }
  return withApprovals(facts);
}

/** What a person did to the pull request that keeps it from being merged, as the end of a sentence. */
function heldBy(facts: MergeFacts): string | undefined {
  if (facts.baseRef !== facts.defaultBranch) {
    return `its base is ${facts.baseRef}, and only what is merged into ${facts.defaultBranch} is brought to the cluster`;
  }
  if (facts.draft) return "the pull request is a draft";
  return facts.labels.includes(holdLabel) ? `it has the label "${holdLabel}"` : undefined;
}

function withApprovals(facts: MergeFacts): Decision {
  const requester = facts.requesterLogin.toLowerCase();
  const approvals = facts.reviews.filter(
    (review) =>
      review.eligible &&
      review.state === "approved" &&
      review.commitSha === facts.headSha &&
      review.login.toLowerCase() !== requester,
  );
  const missing = facts.approvalsNeeded - approvals.length;
  if (missing <= 0) return { kind: "proceed", reasonCode: "allowed" };
  const whom = facts.approvers ?? "someone who can write to the repository";
  const many = missing === 1 ? "one approval" : `${missing} approvals`;
  return {
    kind: "wait",
    reasonCode: "approvalsMissing",
    message: `It waits for ${many} from ${whom}: a review of the pull request that approves it. The requester's own does not count.`,
  };
}
