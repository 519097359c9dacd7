import type { Problem } from "../domain/location.ts";
import type { Offering } from "../domain/offering.ts";
import type { Platform } from "../domain/platform.ts";
import type { Offered } from "../domain/ports/request-desk.ts";
import type { RuleFor } from "./who-may.ts";

/** The configuration in use, as far as the pages show it. A new one is a new object. */
export interface CatalogState extends Offered {
  /** Where it was read. */
  readonly tree: { readonly commitSha: string };
  /** The issue forms that are in the repository, by path. */
  readonly issueForms: ReadonlyMap<string, string>;
}

/** What the catalog's pages are made from. */
export interface CatalogSource {
  /** The configuration in use; undefined until one was read. */
  current(): CatalogState | undefined;
  /** Why the default branch's platform.yaml is not the one in use; empty when it is. */
  problems(): readonly Problem[];
  readonly ruleFor: RuleFor;
  /** The text of a manifest as a request would write it, and what of it a person must still put right. */
  example(
    offering: Offering,
    platform: Pick<Platform, "teams">,
  ): { readonly text: string; readonly open: readonly string[] };
  /** `https://github.com/owner/name` of the configuration repository. */
  readonly repositoryUrl: string;
  /** Whether one can ask in Slack. */
  readonly slack: boolean;
}

/** The same, at a moment when there is a configuration. */
export interface CatalogView extends Omit<CatalogSource, "current" | "problems"> {
  readonly state: CatalogState;
  readonly problems: readonly Problem[];
}
