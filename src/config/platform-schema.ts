import { z } from "zod";
import { nearestName } from "../domain/nearest-name.ts";
import { environments } from "./environment-schema.ts";
import { guardrails } from "./guardrail-schema.ts";
import { approvals, label, nameForm, text } from "./schema-parts.ts";

/** Where the published JSON Schema is found; also its `$id`. */
export const platformSchemaId = "https://causeway.dev/schema/platform.schema.json";

/** The only words in braces that a connection text may hold. */
export const connectionPlaceholders = ["name", "team", "namespace"] as const;

/** Words after `/platform` that mean something of their own, so no offering can have them. */
export const reservedCommands = [
  "help",
  "link",
  "unlink",
  "status",
  "promote",
  "rollback",
  "freeze",
  "unfreeze",
  "hold",
  "unhold",
  "check",
  "approve",
  "deny",
] as const;

/** Each rule is compared with those before it. */
export const mostRules = 200;
const mostNames = 200;

// Enterprise managed users have one underscore and a short code at the end: `octocat_acme`.
const login = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,10})?$/;
const teamSlug = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[a-z0-9][a-z0-9_-]{0,99}$/;
const slackChannel = /^(?:#[^\s#@,]{1,80}|[CG][A-Z0-9]{2,20})$/u;
const slackUser = /^[UW][A-Z0-9]{1,20}$/;
// A Backstage Template may have capitals and `_` in its name; an XRD's is a DNS name.
const offering = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;
const offeringOrAll = /^(?:\*|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)$/;
const teamOrAll = /^(?:\*|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)$/;
const command = new RegExp(
  `^(?!(?:${reservedCommands.join("|")})$)[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$`,
);
const kubernetesMinor = /^1\.[1-9][0-9]$/;
const connection = new RegExp(
  `^(?:[^{}]|\\{(?:${connectionPlaceholders.join("|")})\\}){1,1000}$`,
  "u",
);

const offeringForm = "the name of an offering, such as databases.platform.example.com";

const connectionForm =
  "a text of 1 to 1000 characters, in which only {name}, {team} and {namespace} stand in braces";

/** Names the first placeholder of a connection text that there is not, with the one that was likely meant. */
function foreignPlaceholder(value: string): string {
  const placeholders: readonly string[] = connectionPlaceholders;
  const found = [...value.slice(0, 2_000).matchAll(/\{([^{}]{0,40})\}/g)]
    .map(([, name]) => name ?? "")
    .find((name) => !placeholders.includes(name));
  if (found === undefined) return "";
  const near = nearestName(found, placeholders);
  return `: there is no {${found}}${near === undefined ? "" : `, did you mean {${near}}?`}`;
}

const team = z
  .strictObject(
    {
      github: text(
        "a GitHub team as organisation/team-slug, without @, such as myorg/team-alpha",
        teamSlug,
      ).meta({
        description:
          "The GitHub team whose members belong to this team: organisation/team-slug, as in the team's address.",
        examples: ["myorg/team-alpha"],
      }),
      slack: text(
        'a Slack channel in quotes, such as "#team-alpha", or its id, such as C024BE91L',
        slackChannel,
      )
        .optional()
        .meta({
          description: "The team's Slack channel. In quotes: a bare # starts a comment in YAML.",
          examples: ["#team-alpha", "C024BE91L"],
        }),
      namespace: text(`${nameForm} team-alpha`, label)
        .optional()
        .meta({
          description:
            "The Kubernetes namespace of the team's objects. By default the team's name.",
          examples: ["team-alpha"],
        }),
    },
    { error: "a team with its GitHub team, such as {github: myorg/team-alpha}" },
  )
  .meta({ description: "One team." });

const rule = z
  .strictObject(
    {
      offerings: z
        .array(
          text('a command such as new-db, an offering\'s name, or "*" for all', offeringOrAll),
          {
            error: "a list of offerings, such as [new-db]",
          },
        )
        .min(1, { error: "a list with at least one offering, such as [new-db]" })
        .max(mostNames, { error: `a list of at most ${mostNames} offerings` })
        .default(["*"])
        .meta({
          description: 'Which offerings the rule is about: commands or names. "*" means all.',
          examples: [["new-db"]],
        }),
      teams: z
        .array(text('the name of a team under "teams", or "*" for all', teamOrAll), {
          error: "a list of teams, such as [team-alpha]",
        })
        .min(1, { error: "a list with at least one team, such as [team-alpha]" })
        .max(mostNames, { error: `a list of at most ${mostNames} teams` })
        .default(["*"])
        .meta({
          description: 'For which teams something is asked. "*" means all.',
          examples: [["team-alpha"]],
        }),
      allow: z
        .enum(["members", "anyone", "nobody"], { error: "members, anyone or nobody" })
        .default("members")
        .meta({
          description:
            "Who may ask: the members of the team's GitHub team, anyone whose GitHub login is known, or nobody.",
          examples: ["members"],
        }),
      approvals: approvals()
        .default(0)
        .meta({
          description: "How many people other than the requester must approve the pull request.",
          examples: [1],
        }),
      approvers: text('the name of a team under "teams", such as team-alpha', label)
        .optional()
        .meta({
          description:
            "The team whose members may approve. By default anyone who can write to the configuration repository.",
          examples: ["team-alpha"],
        }),
    },
    { error: "a rule, such as {offerings: [new-db], approvals: 1}" },
  )
  .meta({ description: "One rule. The first rule that matches a request decides." });

/**
 * The form of `platform.yaml`: what one value alone can show. What needs two places of the file (a team that does not
 * exist) is checked in platform-references.ts. The published JSON Schema is made from this.
 */
export const platformSchema = z
  .strictObject(
    {
      apiVersion: z
        .literal("causeway.dev/v1", { error: "causeway.dev/v1" })
        .meta({ description: "The version of this file's format.", examples: ["causeway.dev/v1"] }),
      kind: z
        .literal("Platform", { error: "Platform" })
        .meta({ description: "What this file is.", examples: ["Platform"] }),
      environments,
      teams: z
        .record(text(`${nameForm} team-alpha`, label), team, {
          error: "teams by name, such as {team-alpha: {github: myorg/team-alpha}}",
        })
        .refine((teams) => Object.keys(teams).length > 0, {
          error: "at least one team, such as {team-alpha: {github: myorg/team-alpha}}",
        })
        .meta({
          description: "The teams by name. Requests are made for a team.",
          examples: [{ "team-alpha": { github: "myorg/team-alpha" } }],
          minProperties: 1,
        }),
      people: z
        .record(
          text("a Slack user id: U or W, then capitals and digits, such as U024BE7LH", slackUser),
          text("a GitHub login, without @, such as octocat", login),
          { error: "Slack user ids with GitHub logins, such as {U024BE7LH: octocat}" },
        )
        .default({})
        .meta({
          description: "Who is who: the Slack user id, then the GitHub login.",
          examples: [{ U024BE7LH: "octocat" }],
        }),
      commands: z
        .record(
          text(
            `a command of lower-case letters, digits and hyphens, at most 40, such as new-db, and not one of ${reservedCommands.join(", ")}`,
            command,
          ),
          text(offeringForm, offering),
          { error: "commands with offerings, such as {new-db: databases.platform.example.com}" },
        )
        .default({})
        .meta({
          description:
            "Other commands than the derived ones: the command, then the offering's name.",
          examples: [{ "new-db": "databases.platform.example.com" }],
        }),
      requests: z
        .array(rule, { error: "a list of rules, such as [{offerings: [new-db], approvals: 1}]" })
        .max(mostRules, { error: `a list of at most ${mostRules} rules` })
        .default([])
        .meta({
          description:
            "Who may ask for what. The first rule that matches decides; where none does, members of the team may ask.",
          examples: [[{ offerings: ["new-db"], approvals: 1 }]],
        }),
      connections: z
        .record(
          text(offeringForm, offering),
          z.string({ error: connectionForm }).regex(connection, {
            error: ({ input }) => connectionForm + foreignPlaceholder(String(input)),
          }),
          {
            error:
              'offerings with texts, such as {databases.platform.example.com: "Key Vault platform-kv, secret {team}-{name}"}',
          },
        )
        .default({})
        .meta({
          description:
            "How people reach what they asked for: the offering's name, then a text. Never a secret's value.",
          examples: [
            { "databases.platform.example.com": "Key Vault platform-kv, secret {team}-{name}" },
          ],
        }),
      guardrails,
      kubernetesVersion: text(
        'a version with major and minor in quotes, such as "1.34"',
        kubernetesMinor,
      )
        .optional()
        .meta({
          description:
            "The oldest Kubernetes version among the clusters: guardrails, API versions and CEL are judged for it. By default the newest that is known.",
          examples: ["1.34"],
        }),
    },
    { error: "a map with apiVersion, kind and teams" },
  )
  .meta({
    title: "Causeway platform.yaml",
    description: "What a platform team tells Causeway: environments, teams, people and rules.",
  });

/** `platform.yaml` as its form is right, with defaults filled in. */
export type PlatformFile = z.infer<typeof platformSchema>;

/** The published JSON Schema (draft-07, which yaml-language-server reads), as an object. */
export function platformJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(platformSchema, { target: "draft-7", io: "input" });
  return { $id: platformSchemaId, ...schema };
}
