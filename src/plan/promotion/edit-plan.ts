import type { FileChange } from "../../domain/repository.ts";
import type { VersionAspect } from "../../domain/service.ts";

/** One scalar that a plan changes. */
export interface VersionChange {
  readonly path: string;
  /** From 1, the same before and after. */
  readonly line: number;
  /** What it is the version of: an image's name, a chart, a repository. */
  readonly what: string;
  readonly aspect: VersionAspect;
  readonly from: string;
  readonly to: string;
}

/** A file that a plan changes: nothing but the scalars of its changes differs. */
export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** One answer to a plan's question. */
export interface PlanOption {
  /** Short and stable: given back as a choice, it answers the question. */
  readonly id: string;
  readonly label: string;
}

/** What a promotion or a rollback would do. All messages are whole sentences in plain text. */
export type EditPlan =
  | {
      readonly kind: "edits";
      /** The version that the environment has afterwards: `1.4.2`, or `checkout:1.4.2, worker:2.0.0`. */
      readonly version: string;
      readonly files: readonly EditedFile[];
      readonly changes: readonly VersionChange[];
      /** What a reviewer should know that was not changed, and why. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "nothing"; readonly message: string }
  | {
      readonly kind: "ambiguous";
      readonly question: string;
      readonly options: readonly PlanOption[];
    }
  | { readonly kind: "refused"; readonly message: string };

/** The files of a plan as a commit writes them. */
export function fileChangesOf(files: readonly EditedFile[]): readonly FileChange[] {
  return files.map(({ path, after }) => ({ path, content: after }));
}
