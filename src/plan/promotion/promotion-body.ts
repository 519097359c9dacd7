import type { EditPlan } from "./edit-plan.ts";

/** A commit or a pull request that a promotion brings, newest first in a list. */
export interface BroughtChange {
  readonly title: string;
  readonly url?: string;
  /** `#123`, or a short SHA. */
  readonly label: string;
  readonly author?: string;
}

export interface PromotionWords {
  readonly kind: "promote" | "rollback";
  readonly service: string;
  /** Absent for a rollback. */
  readonly from?: string;
  readonly to: string;
  readonly plan: Extract<EditPlan, { readonly kind: "edits" }>;
  readonly brings: readonly BroughtChange[];
  readonly requester: string;
  readonly threadUrl?: string;
  /** For the hidden marker. */
  readonly requestId: string;
}

/** `Promote checkout 1.4.2 to staging`, `Roll back checkout to 1.4.1 in production`. */
export function promotionTitle(_words: Omit<PromotionWords, "brings" | "requester">): string {
  throw new Error("not written yet");
}

/** The pull request's words, as Markdown. */
export function promotionBody(_words: PromotionWords): string {
  throw new Error("not written yet");
}

/** The commit's message with the trailers that name the request, the service and the environment. */
export function promotionCommitMessage(_words: PromotionWords): string {
  throw new Error("not written yet");
}
