import type { JsonObject } from "../../domain/json.ts";

/** Which object of an XRD a request writes. Crossplane puts its own fields in a different place in each. */
export type CrossplaneShape = "claim" | "legacyComposite" | "composite";

const composition = [
  "compositionRef",
  "compositionSelector",
  "compositionRevisionRef",
  "compositionRevisionSelector",
  "compositionUpdatePolicy",
];

/** Fields directly under spec that Crossplane adds by itself (crossplane-runtime pkg/xcrd/schemas.go). */
const machinery: Readonly<Record<CrossplaneShape, readonly string[]>> = {
  claim: [
    ...composition,
    "compositeDeletePolicy",
    "resourceRef",
    "writeConnectionSecretToRef",
    "publishConnectionDetailsTo",
  ],
  legacyComposite: [
    ...composition,
    "claimRef",
    "resourceRefs",
    "environmentConfigRefs",
    "writeConnectionSecretToRef",
    "publishConnectionDetailsTo",
  ],
  composite: ["crossplane"],
};

/** What a form never asks: people choose what they get, the platform team chooses how it is made. */
export const hiddenFields: Readonly<Record<CrossplaneShape, ReadonlySet<string>>> = {
  claim: new Set(machinery.claim),
  legacyComposite: new Set(machinery.legacyComposite),
  composite: new Set(machinery.composite),
};

/** Schemas that allow the machinery fields in an object, whatever the XRD itself lists. */
export function machineryFields(shape: CrossplaneShape): JsonObject {
  return Object.fromEntries(
    machinery[shape].map((name) => [
      name,
      name.endsWith("Policy")
        ? { type: "string" }
        : { type: name.endsWith("Refs") ? "array" : "object" },
    ]),
  );
}
