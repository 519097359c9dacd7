import { z } from "zod";

// A DNS-1123 subdomain: metadata.name of a ValidatingAdmissionPolicy.
const policyName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const nameForm =
  "a guardrail's name, such as no-host-path or the metadata.name of a policy of yours";

const form =
  "off, warn or deny, or a map such as {dev: warn, production: deny} or {level: deny, parameters: {…}}";

/**
 * `off` in quotes and without: the file is read as YAML 1.1, where a bare `off` is the boolean false (and so are `no`
 * and `false`, which say the same). A bare `on` is true, which says nothing of what should happen.
 */
const level = z
  .literal(["off", "warn", "deny", false], { error: "off, warn or deny" })
  .transform((value) => (value === false ? "off" : value));

const parameterItem = z.union([z.string().max(1_000), z.number()], {
  error: "a text or a number",
});
const parameterValue = z.union([parameterItem, z.array(parameterItem)], {
  error: "a text, a number or a list of them",
});

/** A name of one of a guardrail's own keys can't be an environment's here. */
const guardrailRules = z
  .object(
    {
      level: level.optional().meta({
        description: "The level in every environment that has none of its own here.",
        examples: ["warn"],
      }),
      parameters: z
        .record(
          z.string(),
          z.union([parameterValue, z.record(z.string(), parameterValue)], {
            error: "a text, a number, a list of them, or one of these for each environment",
          }),
          { error: "parameters by name, such as {replicas: 3}" },
        )
        .optional()
        .meta({
          description:
            "What the guardrail goes by, by the parameter's name; its page says which there are. One value, or one for each environment.",
          examples: [{ replicas: 3 }],
        }),
    },
    { error: form },
  )
  .catchall(level)
  .meta({
    description: "Levels by environment, such as {dev: warn, production: deny}, and parameters.",
  });

/** `guardrails` of platform.yaml: what is set for each, by name. */
export const guardrails = z
  .record(
    z.string({ error: nameForm }).regex(policyName, { error: nameForm }),
    z.union([level, guardrailRules], {
      error: ({ input }) =>
        typeof input === "object" && input !== null ? form : "off, warn or deny",
    }),
    { error: "guardrails with off, warn or deny, such as {pinned-images: warn}" },
  )
  .default({})
  .meta({
    description:
      "Guardrails that are switched off, only warn, or deny, everywhere or by environment, and what they go by: the policy's name, without .causeway.dev if you like. The others stay as they are.",
    examples: [
      { "pinned-images": "warn" },
      { "two-replicas": { dev: "off", production: "deny", parameters: { replicas: 3 } } },
    ],
  });
