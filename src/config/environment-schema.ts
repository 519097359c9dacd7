import { z } from "zod";
import { approvals, label, nameForm, text } from "./schema-parts.ts";

export const mostEnvironments = 30;
const mostOfEach = 20;

const durationForm = "a number with s, m, h or d (seconds to days), such as";
/** As `secondsOf` reads it. */
const duration = /^(?:0|[1-9]\d{0,3})[smhd]$/;
/** A window's length: at least something. */
export const windowDuration = /^[1-9]\d{0,3}[smhd]$/;
// What YAML and ISO 8601 can write; whether there is such a day is checked in environment-problems.ts.
const moment =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;
const momentForm =
  "a date and time, such as 2026-12-23T18:00 (in the time zone) or 2026-12-23T18:00:00Z";
const cron = /^[0-9A-Za-z*,/#-]{1,60}(?: +[0-9A-Za-z*,/#-]{1,60}){4}$/;
const cronForm =
  'five fields in quotes: minute, hour, day of month, month, day of week, such as "0 16 * * 5" for Fridays at 16:00';
const zone = /^[A-Za-z][A-Za-z0-9_+-]{0,31}(?:\/[A-Za-z0-9_+-]{1,31}){0,2}$/;
const zoneForm = "a time zone's name, such as Europe/Berlin or UTC";
const oneLine = /^[^\s\p{Cc}](?:[^\p{Cc}]{0,198}[^\s\p{Cc}])?$/u;
const reasonForm = "a text of one line, at most 200 characters, such as";

function timeZone(): z.ZodString {
  return text(zoneForm, zone);
}

const freezeWindow = z
  .strictObject(
    {
      cron: text(cronForm, cron)
        .optional()
        .meta({
          description:
            "When a window starts, again and again: minute, hour, day of month, month, day of week. With duration.",
          examples: ["0 16 * * 5"],
        }),
      duration: text(`${durationForm} 64h`, windowDuration)
        .optional()
        .meta({ description: "How long each window lasts. With cron.", examples: ["64h"] }),
      from: text(momentForm, moment)
        .optional()
        .meta({
          description: "When a window starts, once. With until.",
          examples: ["2026-12-23T18:00"],
        }),
      until: text(momentForm, moment)
        .optional()
        .meta({
          description: "The first moment after a window that is there once. With from.",
          examples: ["2027-01-04T08:00"],
        }),
      timeZone: timeZone()
        .optional()
        .meta({
          description: "The time zone of cron, from and until. By default the environment's.",
          examples: ["Europe/Berlin"],
        }),
      reason: text(`${reasonForm} "no changes at weekends"`, oneLine)
        .optional()
        .meta({
          description: "Why: people who wait read it.",
          examples: ["no changes at weekends"],
        }),
    },
    { error: 'a window, such as {cron: "0 16 * * 5", duration: 64h}' },
  )
  .meta({ description: "One window in which nothing is promoted into the environment." });

const exception = z
  .strictObject(
    {
      service: text(`${nameForm} checkout`, label)
        .optional()
        .meta({
          description: "Which service may pass. By default every one.",
          examples: ["checkout"],
        }),
      until: text(momentForm, moment).meta({
        description: "Until when it may, in the environment's time zone.",
        examples: ["2026-12-24T12:00"],
      }),
      reason: text(`${reasonForm} "law in force on 1 January"`, oneLine).meta({
        description: "Why it may.",
        examples: ["law in force on 1 January"],
      }),
      by: text(`${reasonForm} "Mona, head of payments"`, oneLine).meta({
        description: "Who allowed it.",
        examples: ["Mona, head of payments"],
      }),
    },
    {
      error: "an exception, such as {service: checkout, until: 2026-12-24T12:00, reason: …, by: …}",
    },
  )
  .meta({ description: "One exception to the freeze windows of the environment." });

const holdForm = "true, false or the reason as a text of one line, at most 200 characters";

const environment = z
  .strictObject(
    {
      name: text(`${nameForm} staging`, label).meta({
        description: "The environment's name, as people type it: /promote staging.",
        examples: ["staging"],
      }),
      approvals: approvals()
        .default(0)
        .meta({
          description:
            "How many people must approve a change that goes into this environment. Nobody approves their own.",
          examples: [1],
        }),
      rollbackApprovals: approvals()
        .default(0)
        .meta({
          description:
            "How many people must approve a rollback in this environment. None by default: it goes back to what was approved and healthy there.",
          examples: [1],
        }),
      approvers: text('the name of a team under "teams", such as team-alpha', label)
        .optional()
        .meta({
          description:
            "The team whose members may approve. By default anyone who can write to the repository of the change.",
          examples: ["team-alpha"],
        }),
      requiredChecks: z
        .array(text(`${reasonForm} "build"`, oneLine), {
          error: "a list of names of checks, such as [build]",
        })
        .max(mostOfEach, { error: `a list of at most ${mostOfEach} names of checks` })
        .default([])
        .meta({
          description:
            "Checks that must have passed for the commit that is promoted, by their names on GitHub.",
          examples: [["build"]],
        }),
      soak: text(`${durationForm} 30m`, duration)
        .default("0m")
        .meta({
          description:
            "How long a version must have been healthy in the environment before this one.",
          examples: ["30m"],
        }),
      timeZone: timeZone()
        .default("UTC")
        .meta({
          description: "The time zone in which times are told, and of windows that name no other.",
          examples: ["Europe/Berlin"],
        }),
      freeze: z
        .array(freezeWindow, {
          error: 'a list of windows, such as [{cron: "0 16 * * 5", duration: 64h}]',
        })
        .max(mostOfEach, { error: `a list of at most ${mostOfEach} windows` })
        .default([])
        .meta({
          description: "When nothing is promoted into this environment.",
          examples: [[{ cron: "0 16 * * 5", duration: "64h" }]],
        }),
      exceptions: z
        .array(exception, { error: "a list of exceptions, each with until, reason and by" })
        .max(mostOfEach, { error: `a list of at most ${mostOfEach} exceptions` })
        .default([])
        .meta({
          description: "What may pass the freeze windows of this environment, and until when.",
          examples: [[{ until: "2026-12-24T12:00", reason: "law", by: "Mona" }]],
        }),
      autoPromote: z
        .strictObject(
          {
            after: text(`${durationForm} 30m`, duration)
              .default("30m")
              .meta({
                description:
                  "How long it must have been healthy in the environment before. The longer of this and soak counts.",
                examples: ["30m"],
              }),
          },
          { error: "a map, such as {after: 30m}" },
        )
        .optional()
        .meta({
          description:
            "Present: what is healthy in the environment before is promoted here without a person asking.",
          examples: [{ after: "30m" }],
        }),
      hold: z
        .union([z.boolean(), text(holdForm, oneLine)], { error: holdForm })
        .default(false)
        .meta({
          description:
            "Whether nothing at all is promoted into this environment; a text is the reason.",
          examples: ["the cluster is being replaced"],
        }),
    },
    { error: "an environment with a name, such as {name: staging}" },
  )
  .meta({ description: "One environment." });

/** One environment as the file says it, with defaults filled in. */
export type EnvironmentEntry = z.infer<typeof environment>;

/** `environments:` of platform.yaml: the form of each value. */
export const environments = z
  .array(environment, { error: "a list of environments, such as [{name: dev}]" })
  .min(1, { error: "a list with at least one environment, such as [{name: dev}]" })
  .max(mostEnvironments, { error: `a list of at most ${mostEnvironments} environments` })
  .prefault([{ name: "dev" }, { name: "staging" }, { name: "production", approvals: 1 }])
  .meta({
    description: "The environments in promotion order.",
    examples: [[{ name: "dev" }, { name: "production", approvals: 1 }]],
  });
