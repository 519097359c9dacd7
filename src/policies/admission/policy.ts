import { z } from "zod";
import {
  matchConditions,
  matchConstraints,
  matchResources,
  paramKind,
  paramRef,
  uniqueBy,
  variables,
} from "./match-resources.ts";

const metadata = z.object({
  name: z.string(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

const needed = z.string().refine((text) => text.trim() !== "", "an expression is needed");

const validation = z.object({
  expression: needed,
  message: z
    .string()
    .refine((text) => text.trim() !== "", "a message must not be empty")
    .refine((text) => !/[\n\r]/.test(text.trim()), "a message must be one line")
    .nullish(),
  messageExpression: needed.nullish(),
  reason: z.enum(["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"]).nullish(),
});

const auditAnnotations = z
  .array(z.object({ key: z.string().min(1), valueExpression: needed.max(5 * 1024) }))
  .max(20)
  .refine(
    uniqueBy((entry: { readonly key: string }) => entry.key),
    "two annotations have the same key",
  )
  .nullish();

/** What policies that validate and policies that mutate have in common. */
const commonSpec = z.object({
  failurePolicy: z.enum(["Fail", "Ignore"]).nullish(),
  paramKind: paramKind.nullish(),
  matchConstraints,
  matchConditions,
  variables,
});

/**
 * ValidatingAdmissionPolicy, as far as it is judged here, with what the API server refuses
 * (k8s.io/api/admissionregistration types.go of v1, v1beta1 and v1alpha1, which are the same in this;
 * pkg/apis/admissionregistration/validation).
 */
export const validatingAdmissionPolicy = z.object({
  metadata,
  spec: commonSpec
    .extend({ validations: z.array(validation).nullish(), auditAnnotations })
    .refine(
      (spec) => (spec.validations?.length ?? 0) + (spec.auditAnnotations?.length ?? 0) > 0,
      "validations or auditAnnotations must hold at least one entry",
    ),
});

const validationActions = z
  .array(z.enum(["Deny", "Warn", "Audit"]))
  .min(1, "at least one action is needed")
  .refine(
    uniqueBy((action: string) => action),
    "an action is there twice",
  )
  .refine(
    (actions) => !(actions.includes("Deny") && actions.includes("Warn")),
    "Deny and Warn must not stand together",
  );

const bindingSpec = z.object({
  policyName: z.string().min(1),
  paramRef: paramRef.nullish(),
  matchResources: matchResources.nullish(),
});

/** ValidatingAdmissionPolicyBinding. */
export const validatingAdmissionPolicyBinding = z.object({
  metadata,
  spec: bindingSpec.extend({ validationActions }),
});

const mutation = z.discriminatedUnion("patchType", [
  z.object({
    patchType: z.literal("ApplyConfiguration"),
    applyConfiguration: z.object({ expression: needed }),
  }),
  z.object({ patchType: z.literal("JSONPatch"), jsonPatch: z.object({ expression: needed }) }),
]);

/** MutatingAdmissionPolicy (v1, v1beta1, v1alpha1). */
export const mutatingAdmissionPolicy = z.object({
  metadata,
  spec: commonSpec.extend({
    mutations: z.array(mutation).min(1, "at least one mutation is needed"),
    reinvocationPolicy: z.enum(["Never", "IfNeeded"]).nullish(),
  }),
});

/** MutatingAdmissionPolicyBinding. */
export const mutatingAdmissionPolicyBinding = z.object({ metadata, spec: bindingSpec });

export type CommonPolicySpec = z.infer<typeof commonSpec>;
export type ValidatingAdmissionPolicy = z.infer<typeof validatingAdmissionPolicy>;
export type ValidatingAdmissionPolicyBinding = z.infer<typeof validatingAdmissionPolicyBinding>;
export type MutatingAdmissionPolicy = z.infer<typeof mutatingAdmissionPolicy>;
export type MutatingAdmissionPolicyBinding = z.infer<typeof mutatingAdmissionPolicyBinding>;
export type BindingAction = "Deny" | "Warn" | "Audit";
