import { z } from "zod";

const strings = z.array(z.string());

const selector = z.object({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: strings.nullish(),
      }),
    )
    .nullish(),
});

const resourceRule = z.object({
  apiGroups: strings.default([]),
  apiVersions: strings.default([]),
  operations: strings.default([]),
  resources: strings.default([]),
  resourceNames: strings.nullish(),
  scope: z.string().nullish(),
});

const matchResources = z.object({
  resourceRules: z.array(resourceRule).nullish(),
  excludeResourceRules: z.array(resourceRule).nullish(),
  namespaceSelector: selector.nullish(),
  objectSelector: selector.nullish(),
  matchPolicy: z.enum(["Exact", "Equivalent"]).nullish(),
});

const metadata = z.object({
  name: z.string(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

/** ValidatingAdmissionPolicy, as far as it is judged here (k8s.io/api/admissionregistration/v1 types.go). */
export const validatingAdmissionPolicy = z.object({
  metadata,
  spec: z.object({
    failurePolicy: z.enum(["Fail", "Ignore"]).default("Fail"),
    paramKind: z.object({ apiVersion: z.string(), kind: z.string() }).nullish(),
    matchConstraints: matchResources.extend({ resourceRules: z.array(resourceRule).min(1) }),
    matchConditions: z.array(z.object({ name: z.string(), expression: z.string() })).nullish(),
    variables: z.array(z.object({ name: z.string(), expression: z.string() })).nullish(),
    validations: z
      .array(
        z.object({
          expression: z.string(),
          message: z.string().nullish(),
          messageExpression: z.string().nullish(),
          reason: z.string().nullish(),
        }),
      )
      .nullish(),
  }),
});

/** ValidatingAdmissionPolicyBinding. */
export const validatingAdmissionPolicyBinding = z.object({
  metadata,
  spec: z.object({
    policyName: z.string(),
    paramRef: z
      .object({
        name: z.string().nullish(),
        namespace: z.string().nullish(),
        selector: selector.nullish(),
        parameterNotFoundAction: z.enum(["Allow", "Deny"]).nullish(),
      })
      .nullish(),
    matchResources: matchResources.nullish(),
    validationActions: z.array(z.enum(["Deny", "Warn", "Audit"])).min(1),
  }),
});

export type Selector = z.infer<typeof selector>;
export type ResourceRule = z.infer<typeof resourceRule>;
export type MatchResources = z.infer<typeof matchResources>;
export type ValidatingAdmissionPolicy = z.infer<typeof validatingAdmissionPolicy>;
export type ValidatingAdmissionPolicyBinding = z.infer<typeof validatingAdmissionPolicyBinding>;
export type BindingAction = "Deny" | "Warn" | "Audit";
