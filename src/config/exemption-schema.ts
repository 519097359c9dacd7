import { z } from "zod";

/** Where the published JSON Schema is found; also its `$id`. */
const exemptionSchemaId = "https://causeway.dev/schema/exemption.schema.json";

function text(expected: string, pattern: RegExp): z.ZodString {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

function words(expected: string, most: number): z.ZodString {
  return z
    .string({ error: expected })
    .max(most, { error: expected })
    .regex(/\S/, { error: expected });
}

// A DNS-1123 subdomain, as metadata.name of most objects.
const objectName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const pattern = /^[A-Za-z0-9*._:-]{1,253}$/;
const pathPattern = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\\p{Cc}]{1,400}$/u;
const day = /^\d{4}-\d{2}-\d{2}$/;

const dayForm = "the last day on which it counts, such as 2027-06-30";

function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

const match = z
  .strictObject(
    {
      kind: text("the kind of an object, such as DaemonSet", pattern)
        .optional()
        .meta({
          description: "The kind of the objects. * stands for any characters.",
          examples: ["DaemonSet"],
        }),
      namespace: text("a namespace, such as logging", pattern)
        .optional()
        .meta({
          description: "The namespace of the objects, as it stands in the file.",
          examples: ["logging"],
        }),
      name: text("the name of an object, such as log-collector", pattern)
        .optional()
        .meta({
          description: "The name of the objects. * stands for any characters.",
          examples: ["log-collector"],
        }),
      path: text("a path in the repository, such as apps/logging/**", pathPattern)
        .optional()
        .meta({
          description: "The file. * stands for any characters but a slash, ** for any folders.",
          examples: ["apps/logging/**"],
        }),
    },
    { error: "what it is about, such as {kind: DaemonSet, namespace: logging}" },
  )
  // An exemption from a guardrail for everything is a level in platform.yaml, which people look for there.
  .refine((given) => Object.keys(given).length > 0, {
    error:
      "at least one of kind, namespace, name and path. For everything, set the guardrail to off in platform.yaml",
  })
  .meta({
    description: "What the exemption is about. All that is set must hold.",
    minProperties: 1,
  });

/** The form of one document in `exemptions/*.yaml`. The published JSON Schema is made from this. */
export const exemptionSchema = z
  .strictObject(
    {
      apiVersion: z
        .literal("causeway.dev/v1", { error: "causeway.dev/v1" })
        .meta({ description: "Always causeway.dev/v1." }),
      kind: z
        .literal("Exemption", { error: "Exemption" })
        .meta({ description: "Always Exemption." }),
      metadata: z
        .strictObject(
          {
            name: text(
              "a name of lower-case letters, digits, dots and hyphens, such as log-collector",
              objectName,
            ).meta({
              description: "The exemption's name, as checks show it.",
              examples: ["log-collector"],
            }),
          },
          { error: "a map with a name, such as {name: log-collector}" },
        )
        .meta({ description: "The exemption's name." }),
      spec: z
        .strictObject(
          {
            guardrail: text(
              "a guardrail's name, such as no-host-path or the metadata.name of a policy of yours",
              objectName,
            ).meta({
              description:
                "The guardrail: a policy's name (without .causeway.dev if you like), or schema or secrets.",
              examples: ["no-host-path"],
            }),
            match,
            owner: words("who answers for it, such as team-observability", 200).meta({
              description: "Who answers for the exemption: a team or a person.",
              examples: ["team-observability"],
            }),
            reason: words("why it is needed, in at most 1000 characters", 1_000).meta({
              description: "Why it is needed. Checks show it.",
              examples: ["The collector reads the nodes' logs from /var/log."],
            }),
            expires: text(dayForm, day)
              .refine(isDay, { error: dayForm })
              .meta({
                description: "The last day on which it counts, in UTC.",
                examples: ["2027-06-30"],
              }),
          },
          { error: "a map with guardrail, match, owner, reason and expires" },
        )
        .meta({ description: "What is exempted, by whom, why and until when." }),
    },
    { error: "a map with apiVersion, kind, metadata and spec" },
  )
  .meta({
    title: "Causeway Exemption",
    description: "Leave from one guardrail for some objects, with an owner, a reason and an end.",
  });

/** The published JSON Schema (draft-07, which yaml-language-server reads), as an object. */
export function exemptionJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(exemptionSchema, { target: "draft-7", io: "input" });
  return { $id: exemptionSchemaId, ...schema };
}
