import type { Json } from "../domain/json.ts";
import type { OfferingField } from "../domain/offering.ts";
import { compilePattern } from "./object-validator.ts";
import { nameRule } from "./strict-schema.ts";

const namePattern = new RegExp(nameRule.pattern);

/** What is wrong with the name of an object, or undefined: a DNS-1123 label of at most 63 characters. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "A name is needed, such as my-app-database.";
  if (name.length > nameRule.maxLength) {
    return `The name has ${name.length} characters; at most ${nameRule.maxLength} are allowed.`;
  }
  if (namePattern.test(name)) return undefined;
  const suggestion = suggestName(name);
  const hint = suggestion === "" ? "" : ` For example: ${suggestion}`;
  return `A name is made of lower-case letters, digits and "-", and starts and ends with a letter or a digit.${hint}`;
}

function suggestName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}

/** What is wrong with one value, and what would pass; undefined when nothing is. */
export function valueProblem(field: OfferingField, value: Json): string | undefined {
  const { input, label } = field;
  switch (input.kind) {
    case "boolean":
      return typeof value === "boolean" ? undefined : `${label} must be yes or no.`;
    case "choice": {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return input.options.includes(text)
        ? undefined
        : `${label} must be one of: ${input.options.join(", ")}.`;
    }
    case "number":
      return numberProblem(label, input, value);
    case "text":
      return textProblem(label, input, value);
  }
}

type Input<Kind extends OfferingField["input"]["kind"]> = Extract<
  OfferingField["input"],
  { kind: Kind }
>;

function numberProblem(label: string, input: Input<"number">, value: Json): string | undefined {
  const isRight = input.integer ? Number.isSafeInteger(value) : typeof value === "number";
  const inRange =
    typeof value === "number" &&
    value >= (input.minimum ?? -Infinity) &&
    value <= (input.maximum ?? Infinity);
  return isRight && inRange ? undefined : `${label} must be ${numberWanted(input)}.`;
}

/** `a whole number from 1 to 100`. */
export function numberWanted({ integer, minimum, maximum }: Input<"number">): string {
  const kind = integer ? "a whole number" : "a number";
  if (minimum !== undefined && maximum !== undefined)
    return `${kind} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${kind}, ${minimum} or more`;
  return maximum === undefined ? kind : `${kind}, ${maximum} or less`;
}

function textProblem(label: string, input: Input<"text">, value: Json): string | undefined {
  // A number is text here only where the schema takes either; the schema itself judges that.
  if (typeof value === "number") return undefined;
  if (typeof value !== "string") return `${label} must be text.`;
  const length = Array.from(value).length;
  if (input.minLength !== undefined && length < input.minLength) {
    return `${label} has ${length} characters; at least ${input.minLength} are needed.`;
  }
  if (input.maxLength !== undefined && length > input.maxLength) {
    return `${label} has ${length} characters; at most ${input.maxLength} are allowed.`;
  }
  if (input.pattern === undefined || compilePattern(input.pattern).test(value)) return undefined;
  return `${label} does not match the pattern ${input.pattern}`;
}
