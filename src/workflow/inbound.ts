import { z } from "zod";
import type { InboundEvent } from "../domain/event.ts";

const repository = z.object({ owner: z.string(), name: z.string() });

const asked = {
  id: z.string(),
  requester: z.object({ githubLogin: z.string(), slackUserId: z.string().exactOptional() }),
  askedAt: z.string(),
};

/**
 * Every event that the inbox can hold, by name, with the shape of its payload. Handlers make them, the dispatcher in
 * src/app.ts gives each to its workflow. Shapes are parsed again when they come out of the database.
 */
export const inboundPayloads = {
  "request.asked": z.object({
    request: z.discriminatedUnion("kind", [
      z.object({
        ...asked,
        kind: z.literal("provision"),
        offering: z.string(),
        team: z.string(),
        name: z.string(),
        values: z.record(z.string(), z.json()),
      }),
      z.object({
        ...asked,
        kind: z.literal("promote"),
        service: z.string(),
        environment: z.string(),
        change: z.object({ repository, number: z.int() }).exactOptional(),
      }),
      z.object({
        ...asked,
        kind: z.literal("rollback"),
        service: z.string(),
        environment: z.string(),
        version: z.string().exactOptional(),
      }),
    ]),
    thread: z.discriminatedUnion("surface", [
      z.object({ surface: z.literal("slack"), channel: z.string(), userId: z.string() }),
      z.object({ surface: z.literal("issue"), repository, number: z.int() }),
      z.object({ surface: z.literal("pullRequest"), repository, number: z.int() }),
      z.object({ surface: z.literal("own") }),
    ]),
  }),
  /** Something about a request may have changed: look at it as a whole. */
  "request.advance": z.object({ requestId: z.string() }),
  /** A person said yes to the commit of a request's pull request, by comment or by button. */
  "request.approved": z.object({
    requestId: z.string(),
    login: z.string(),
    source: z.enum(["comment", "slack"]),
    headSha: z.string(),
    at: z.string(),
  }),
  /** A person said no: the pull request is closed with the reason. */
  "request.denied": z.object({ requestId: z.string(), login: z.string(), reason: z.string() }),
  /** A person answered the question that a request waits with. */
  "request.chosen": z.object({ requestId: z.string(), login: z.string(), choice: z.string() }),
  /** A pull request was opened, changed, reviewed or closed; without a repository, one of the configuration repository. */
  "pullRequest.changed": z.object({
    number: z.int(),
    requestId: z.string().optional(),
    repository: repository.exactOptional(),
  }),
  /** Someone wrote commands in a comment on a pull request. */
  "comment.written": z.object({
    repository,
    number: z.int(),
    commentId: z.string(),
    body: z.string(),
    login: z.string(),
    receivedAt: z.string(),
  }),
  /** Someone put a label like promote:staging on a pull request. */
  "promotion.labelled": z.object({
    repository,
    number: z.int(),
    environment: z.string(),
    login: z.string(),
    deliveryId: z.string(),
    receivedAt: z.string(),
  }),
  /** What runs of a service in an environment got worse or better, or is another version. */
  "service.changed": z.object({ service: z.string(), environment: z.string() }),
  "issue.opened": z.object({
    number: z.int(),
    body: z.string(),
    login: z.string(),
    deliveryId: z.string(),
    receivedAt: z.string(),
  }),
  "issue.edited": z.object({ number: z.int(), body: z.string() }),
  /** The default branch moved. */
  "configuration.changed": z.object({ commitSha: z.string() }),
} as const;

export type InboundName = keyof typeof inboundPayloads;
export type InboundPayload<Name extends InboundName> = z.output<(typeof inboundPayloads)[Name]>;

/** An event for the inbox, with the payload that its name asks for. */
export function inbound<Name extends InboundName>(
  name: Name,
  payload: z.input<(typeof inboundPayloads)[Name]>,
  about: { readonly id: string; readonly key: string; readonly receivedAt: string },
): InboundEvent {
  return { ...about, name, payload };
}

/** The key under which everything about one request is handled, in order. */
export function requestKey(requestId: string): string {
  return `request/${requestId}`;
}
