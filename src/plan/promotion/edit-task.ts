import type { ServiceInstance } from "../../domain/service.ts";
import type { FileSet } from "../../yaml/file-set.ts";
import type { Versioned } from "./versioned.ts";

/** What an environment shall have, and what it has. */
export interface EditTask {
  readonly wanted: readonly Versioned[];
  readonly instance: ServiceInstance;
  /** Of the head of the default branch. */
  readonly files: FileSet;
  /** The instance that the versions come from, where it is another one. */
  readonly source?: ServiceInstance;
  /** The other instances of the service: what they share with this one can't be changed for it alone. */
  readonly others: readonly ServiceInstance[];
  readonly choices: readonly string[];
  /** How people call the two sides: `dev` and `staging`, or `production at 1.4.1` and `production`. */
  readonly words: { readonly from: string; readonly to: string };
  /**
   * Whether the environment gets back what it had itself. Then an image's own name comes along without asking, a tag that
   * moves may come back, and what others share by now is left.
   */
  readonly isReturn: boolean;
}
