import type { OfferingField } from "../domain/offering.ts";
import { numberWanted } from "./check-value.ts";
import { defaultText } from "./form-choices.ts";

/** What may be given for a field, in words: `one of small, medium, large`, `a whole number from 1 to 9`. */
export function valueWanted({ input }: OfferingField): string {
  switch (input.kind) {
    case "boolean":
      return "yes or no";
    case "choice":
      return `one of ${input.options.map((option) => (option === "" ? "(empty)" : option)).join(", ")}`;
    case "number":
      return numberWanted(input);
    case "text":
      return textWanted(input);
  }
}

/** What is taken when a field is left empty, as a person would type it; undefined when nothing is. */
export function defaultWanted(field: OfferingField): string | undefined {
  const text = defaultText(field);
  return text === "" ? "(empty)" : text;
}

function textWanted(input: Extract<OfferingField["input"], { kind: "text" }>): string {
  const { minLength, maxLength, pattern } = input;
  const length =
    minLength !== undefined && minLength > 0 && maxLength !== undefined
      ? ` of ${minLength} to ${maxLength} characters`
      : maxLength !== undefined
        ? ` of at most ${maxLength} characters`
        : minLength !== undefined && minLength > 0
          ? ` of at least ${minLength} characters`
          : "";
  return `text${length}${pattern === undefined ? "" : ` that matches ${pattern}`}`;
}
