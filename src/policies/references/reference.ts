import type { Json } from "../../domain/json.ts";

/** A name in an object that stands for another object. */
export interface Reference {
  /** Where the name stands. */
  readonly path: readonly (string | number)[];
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Where the other object is: absent for the namespace of the object itself, null for none. */
  readonly namespace?: string | null;
  /**
   * When a name that is not found is told of. `near`: only where another one is so near that this one is mistyped, as
   * operators and charts make such objects that no file holds. `all`: wherever files hold objects of the kind.
   */
  readonly told: "near" | "all";
}

/** The entries of a list; of anything else, none. */
export function entriesOf(value: Json | undefined): readonly (readonly [number, Json])[] {
  return Array.isArray(value) ? [...(value as readonly Json[]).entries()] : [];
}
