import type { Violation } from "./guardrail.ts";
import type { Location } from "./location.ts";

/**
 * A platform team's leave for one guardrail's findings, with an owner, a reason and an end. It is a file of the
 * configuration repository and counts from the default branch only.
 */
export interface Exemption {
  /** metadata.name. */
  readonly name: string;
  /** A policy's full name or its name without `.causeway.dev`; or `schema` or `secrets`. */
  readonly guardrail: string;
  /** All that is set must hold. `*` stands for any characters; in `path` for those of one folder, `**` for folders. */
  readonly match: {
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly path?: string;
  };
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it counts, in UTC: `2027-06-30`. */
  readonly expires: string;
  /** Where the day stands in the file. */
  readonly location: Location;
  /** Where the guardrail's name stands in the file. */
  readonly guardrailLocation: Location;
}

/** A finding that does not count, and by whose leave. */
export interface Exempted {
  readonly finding: Violation;
  readonly exemption: Exemption;
}
