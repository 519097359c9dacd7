import { z } from "zod";

const strings = z.array(z.string());
const someStrings = strings.min(1, "at least one entry is needed");

/** `*` stands for everything, so nothing else may stand beside it. */
const namesOrAll = someStrings.refine((names) => !names.includes("*") || names.length === 1, {
  message: 'with "*" there must be no other entry',
});

const requirement = z
  .object({
    key: z.string().min(1),
    operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
    values: strings.nullish(),
  })
  .refine(
    ({ operator, values }) => operator.endsWith("In") === (values ?? []).length > 0,
    "In and NotIn need values, Exists and DoesNotExist must have none",
  );

/** A label selector (apimachinery meta/v1 LabelSelector, ValidateLabelSelector). */
export const selector = z.object({
  matchLabels: z.record(z.string(), z.string()).nullish(),
  matchExpressions: z.array(requirement).nullish(),
});

const resourceRule = z.object({
  apiGroups: namesOrAll,
  apiVersions: namesOrAll,
  operations: z
    .array(z.enum(["CREATE", "UPDATE", "DELETE", "CONNECT", "*"]))
    .min(1, "at least one entry is needed")
    .refine((operations) => !operations.includes("*") || operations.length === 1, {
      message: 'with "*" there must be no other entry',
    }),
  resources: someStrings,
  resourceNames: strings.nullish(),
  scope: z.enum(["*", "Cluster", "Namespaced"]).nullish(),
});

/** MatchResources of policies and of bindings (k8s.io/api/admissionregistration/v1 types.go). */
export const matchResources = z.object({
  resourceRules: z.array(resourceRule).nullish(),
  excludeResourceRules: z.array(resourceRule).nullish(),
  namespaceSelector: selector.nullish(),
  objectSelector: selector.nullish(),
  matchPolicy: z.enum(["Exact", "Equivalent"]).nullish(),
});

/** A policy's own matchConstraints must say what it is about: at least one rule. */
export const matchConstraints = matchResources.extend({
  resourceRules: z.array(resourceRule).min(1, "at least one rule is needed"),
});

/** Which kind a policy takes its parameters from. */
export const paramKind = z.object({ apiVersion: z.string().min(1), kind: z.string().min(1) });

/** Which objects of that kind a binding gives it (ParamRef, validateParamRef). */
export const paramRef = z
  .object({
    name: z.string().nullish(),
    namespace: z.string().nullish(),
    selector: selector.nullish(),
    parameterNotFoundAction: z.enum(["Allow", "Deny"]),
  })
  .refine(({ name, selector: selected }) => Boolean(name) !== Boolean(selected), {
    message: "exactly one of name and selector must be there",
  });

/** No two entries may have the same name. */
export function uniqueBy<Entry>(name: (entry: Entry) => string): (list: Entry[]) => boolean {
  return (list) => new Set(list.map((entry) => name(entry))).size === list.length;
}

const expression = z.string().refine((text) => text.trim() !== "", "an expression is needed");

/** Conditions that must all be true, by name (validateMatchConditions). */
export const matchConditions = z
  .array(z.object({ name: z.string().min(1), expression }))
  .max(64)
  .refine(
    uniqueBy((entry: { readonly name: string }) => entry.name),
    "two conditions have the same name",
  )
  .nullish();

/** Expressions that later ones read as `variables.<name>`. */
export const variables = z
  .array(
    z.object({
      name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name must be one of CEL"),
      expression,
    }),
  )
  .nullish();

export type Selector = z.infer<typeof selector>;
export type ResourceRule = z.infer<typeof resourceRule>;
export type MatchResources = z.infer<typeof matchResources>;
export type ParamKind = z.infer<typeof paramKind>;
export type ParamRef = z.infer<typeof paramRef>;
