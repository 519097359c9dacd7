import type { RepositoryFile } from "../../domain/repository.ts";
import type { Service, ServiceInstance } from "../../domain/service.ts";
import type { EditPlan } from "./edit-plan.ts";

export interface PromotionInput {
  readonly service: Service;
  readonly from: {
    readonly instance: ServiceInstance;
    /** The tree at the revision that runs there, or the head of the default branch. */
    readonly files: readonly RepositoryFile[];
    /** The commit that runs there, when it is known: what a branch stands for. */
    readonly revision?: string;
  };
  readonly to: {
    readonly instance: ServiceInstance;
    /** The head of the default branch: what is edited. */
    readonly files: readonly RepositoryFile[];
  };
  /** The ids of the options that a person chose, of all questions so far. */
  readonly choices?: readonly string[];
}

/** The edits that give one environment the versions of another, and change nothing else. */
export function planPromotion(_input: PromotionInput): EditPlan {
  throw new Error("not written yet");
}
