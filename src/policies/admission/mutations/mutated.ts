import type { JsonObject } from "../../../domain/json.ts";

/** What a mutation makes of an object; why the cluster would refuse it; or why that is not known here. */
export type Mutated =
  | { readonly kind: "mutated"; readonly value: JsonObject }
  | { readonly kind: "problem" | "unknown"; readonly message: string };
