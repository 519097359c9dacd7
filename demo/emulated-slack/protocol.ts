import { z } from "zod";

/** What people see in Slack and do there, as data that goes over HTTP between the emulated Slack and whoever plays in it. */
const version = z.object({ text: z.string(), blocks: z.unknown(), at: z.string() });

export const seenMessage = z.object({
  channel: z.string(),
  ts: z.string(),
  /** The message that it replies to. */
  threadTs: z.string().optional(),
  /** Who wrote it: a user id. */
  user: z.string(),
  /** From first to newest: a message is edited in place. */
  versions: z.array(version),
  deleted: z.boolean(),
  /** Absent where the message was sent without. */
  metadata: z.unknown().optional(),
});
export type SeenMessage = z.infer<typeof seenMessage>;

export const openView = z.object({ id: z.string(), user: z.string(), view: z.unknown() });
export type OpenView = z.infer<typeof openView>;

/** What a person sees after typing a command. */
export const commandOutcome = z.discriminatedUnion("kind", [
  /** The app answered; without a message there is nothing to see, as when a modal opened. */
  z.object({
    kind: z.literal("answered"),
    message: z.object({ text: z.string(), blocks: z.unknown() }).optional(),
  }),
  /** Slack says that the app did not respond, or failed. */
  z.object({ kind: z.literal("failed"), reason: z.string() }),
]);
export type CommandOutcome = z.infer<typeof commandOutcome>;

/** What a person sees after pressing a modal's button. */
export const submitOutcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("closed") }),
  /** The modal stays: a text under each block, by block id. */
  z.object({ kind: z.literal("errors"), errors: z.record(z.string(), z.string()) }),
  /** Slack says "We had some trouble connecting. Try again?". */
  z.object({ kind: z.literal("failed"), reason: z.string() }),
]);
export type SubmitOutcome = z.infer<typeof submitOutcome>;

/** What the Web API shall do instead of its work, for the next calls. */
export const fault = z.object({
  /** An HTTP status: 429 with `retryAfter`, 502… */
  status: z.number().optional(),
  retryAfter: z.number().optional(),
  /** One of Slack's error codes, in a 200 as Slack sends it. */
  error: z.string().optional(),
  /** For `missing_scope`: the scope that is missing. */
  needed: z.string().optional(),
  /** Only calls of this method. */
  method: z.string().optional(),
  /** Do the work, then answer with the fault: the answer got lost. */
  afterEffect: z.boolean().optional(),
});
export type Fault = z.infer<typeof fault>;

export const directory = z.object({
  users: z.record(z.string(), z.string()),
  channels: z.record(z.string(), z.string()),
  botUserId: z.string(),
});
/** Ids by name. */
export type Directory = z.infer<typeof directory>;
