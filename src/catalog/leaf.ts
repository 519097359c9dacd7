import type { JsonObject } from "../domain/json.ts";

/** A scalar of the schema, before it has a name that is unique in the form. */
export interface Leaf {
  readonly path: readonly string[];
  readonly schema: JsonObject;
  readonly required: boolean;
  /** The titles of the maps around it, outermost first, without `spec` and a map that only wraps all the others. */
  readonly groups: readonly string[];
}
