import type { EnvironmentRules } from "../../domain/platform.ts";
import type { Hold } from "../../domain/ports/holds.ts";
import type { SourceCheck } from "../../domain/ports/repository-host.ts";

/** What must be known to say whether a version of a service may go into an environment now. */
export interface PromotionFacts {
  /** ISO 8601. */
  readonly now: string;
  /** All environments in promotion order, from platform.yaml on the default branch. */
  readonly environments: readonly EnvironmentRules[];
  readonly service: string;
  /** The environment that the version comes from. */
  readonly from: string;
  /** The environment that it goes to. */
  readonly to: string;
  /** Who asked. Absent: nobody did, it is an automatic promotion, and everyone who is eligible may approve. */
  readonly requesterLogin?: string;
  /** The head of the pull request that makes the promotion: approvals count for this commit alone. */
  readonly headSha: string;
  readonly approvals: readonly PromotionApproval[];
  /** The checks of the commit that is promoted, by name: the newest run of each. */
  readonly sourceChecks: readonly SourceCheck[];
  /** ISO 8601: since when the version has been healthy in `from` without a break. Absent: it is not. */
  readonly healthySince?: string;
  /** What people stopped by hand: `/platform freeze`, and the hold after a rollback. */
  readonly holds: readonly Hold[];
}

/** A person's yes, from wherever it came. */
export interface PromotionApproval {
  /** The GitHub login: a Slack user's by their link, so that one person counts once on all surfaces. */
  readonly login: string;
  readonly source: "review" | "comment" | "slack";
  readonly headSha: string;
  /** Whether this person may approve: a member of the approvers' team, or someone who can write. */
  readonly eligible: boolean;
}
