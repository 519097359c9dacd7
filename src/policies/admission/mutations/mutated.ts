import type { JsonObject } from "../../../domain/json.ts";

/** What a mutation makes of an object, or why it can't. */
export type Mutated =
  | { readonly kind: "mutated"; readonly value: JsonObject }
  | { readonly kind: "problem"; readonly message: string };
