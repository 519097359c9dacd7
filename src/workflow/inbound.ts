import { z } from "zod";
import type { InboundEvent } from "../domain/event.ts";

/**
 * Every event that the inbox can hold, by name, with the shape of its payload. Handlers make them, the dispatcher in
 * src/app.ts gives each to its workflow. Shapes are parsed again when they come out of the database.
 */
export const inboundPayloads = {
  "request.asked": z.object({
    request: z.object({
      id: z.string(),
      kind: z.literal("provision"),
      offering: z.string(),
      requester: z.object({ githubLogin: z.string(), slackUserId: z.string().optional() }),
      team: z.string(),
      name: z.string(),
      values: z.record(z.string(), z.json()),
      askedAt: z.string(),
    }),
    thread: z.discriminatedUnion("surface", [
      z.object({ surface: z.literal("slack"), channel: z.string(), userId: z.string() }),
      z.object({
        surface: z.literal("issue"),
        repository: z.object({ owner: z.string(), name: z.string() }),
        number: z.int(),
      }),
    ]),
  }),
  /** Something about a request may have changed: look at it as a whole. */
  "request.advance": z.object({ requestId: z.string() }),
  /** A pull request of the configuration repository was opened, changed, reviewed or closed. */
  "pullRequest.changed": z.object({ number: z.int(), requestId: z.string().optional() }),
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
