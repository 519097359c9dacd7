import type { ParameterValue } from "./guardrail.ts";

const types = ["list", "number", "quantity", "version", "text"] as const;
export type ParameterType = (typeof types)[number];

/** What a guardrail takes as a parameter: told by its ConfigMap, in the annotation `causeway.dev/parameter.<name>`. */
export interface ParameterForm {
  readonly name: string;
  readonly type: ParameterType;
  /** What it says, for people, with an example. */
  readonly about: string;
}

/** A guardrail's full name, with the parameters that it takes. */
export interface KnownGuardrail {
  readonly name: string;
  readonly parameters: readonly ParameterForm[];
}

/** Reads `list: the registries, such as …`. Undefined when it has no type that there is. */
export function parameterForm(name: string, annotation: string): ParameterForm | undefined {
  const colon = annotation.indexOf(":");
  const type = types.find((known) => known === annotation.slice(0, colon).trim());
  return type === undefined ? undefined : { name, type, about: annotation.slice(colon + 1).trim() };
}

/** What a value of each type looks like: ends "must be …". */
export const expectedOfType: Readonly<Record<ParameterType, string>> = {
  list: "a list of texts without commas, such as [one, two]",
  number: "a whole number, 0 or more, such as 3",
  quantity: "a Kubernetes quantity, such as 2Gi or 500m",
  version: 'a Kubernetes version in quotes, such as "1.34"',
  text: "a text on one line",
};

// k8s.io/apimachinery pkg/api/resource: digits, then one of the suffixes.
const quantity = /^\d{1,15}(?:\.\d{1,9})?(?:m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

/**
 * A parameter's value as a ConfigMap holds it: text. Undefined when the value is not of the parameter's type.
 * A list is joined with commas, so that an expression splits it.
 */
export function parameterText(type: ParameterType, value: ParameterValue): string | undefined {
  if (type === "list") return listText(value);
  if (typeof value === "object") return undefined;
  const text = String(value);
  const fits = {
    number: /^\d{1,9}$/.test(text),
    quantity: quantity.test(text),
    // A bare 1.30 is the number 1.3 in YAML, so only text is taken.
    version: typeof value === "string" && /^v?1\.\d{1,3}(?:\.\d{1,3})?$/.test(text),
    text: text.length <= 1_000 && !/[\r\n]/.test(text),
  }[type];
  return fits ? text : undefined;
}

function listText(value: ParameterValue): string | undefined {
  if (typeof value !== "object") return undefined;
  const items = value.map(String);
  const fits = items.every(
    (item) => item.length > 0 && item.length <= 300 && !/[,\r\n]/.test(item),
  );
  return fits && items.length <= 500 ? items.join(",") : undefined;
}
