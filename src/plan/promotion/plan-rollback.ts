import type { RepositoryFile } from "../../domain/repository.ts";
import type { Service, ServiceInstance } from "../../domain/service.ts";
import type { EditPlan } from "./edit-plan.ts";

/** The files as an earlier commit had them. */
export interface EarlierFiles {
  readonly commitSha: string;
  readonly files: readonly RepositoryFile[];
  /** When the commit came to the environment: ISO 8601, UTC. */
  readonly at: string;
}

/** What to go back to: a version's label as `versionOf` says it, or a commit. */
export type RollbackTarget =
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "commit"; readonly commitSha: string };

export interface RollbackInput {
  readonly service: Service;
  readonly instance: ServiceInstance;
  /** The head of the default branch: what is edited. */
  readonly files: readonly RepositoryFile[];
  /** Newest first. */
  readonly history: readonly EarlierFiles[];
  readonly to: RollbackTarget;
  readonly choices?: readonly string[];
}

/** The edits that give an environment back the versions that it had at an earlier commit. */
export function planRollback(_input: RollbackInput): EditPlan {
  throw new Error("not written yet");
}
