import type { Selector } from "./match-resources.ts";

/** Whether something matches; `unknown` when only the cluster can tell. */
export type Match = "yes" | "no" | "unknown";

/** A label's value, null when the object has none of that key, undefined when that can't be known here. */
export type LabelReader = (key: string) => string | null | undefined;

/** A label selector as Kubernetes evaluates it (apimachinery pkg/labels): every requirement must hold. */
export function matchSelector(selector: Selector | null | undefined, label: LabelReader): Match {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]): Match =>
    matchRequirement({ key, operator: "In", values: [value] }, label),
  );
  const expressions = (selector?.matchExpressions ?? []).map((requirement) =>
    matchRequirement(requirement, label),
  );
  return allOf([...labels, ...expressions]);
}

/** `no` wins over `unknown`, which wins over `yes`. */
export function allOf(matches: readonly Match[]): Match {
  if (matches.includes("no")) return "no";
  return matches.includes("unknown") ? "unknown" : "yes";
}

type Requirement = NonNullable<Selector["matchExpressions"]>[number];

function matchRequirement({ key, operator, values }: Requirement, label: LabelReader): Match {
  const value = label(key);
  if (value === undefined) return "unknown";
  const listed = value !== null && (values ?? []).includes(value);
  const holds = {
    In: listed,
    NotIn: !listed,
    Exists: value !== null,
    DoesNotExist: value === null,
  }[operator];
  return holds ? "yes" : "no";
}
