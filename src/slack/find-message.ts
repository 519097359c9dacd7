import { z } from "zod";
import type { Logger } from "../domain/ports/logger.ts";
import type { MessageRef } from "../domain/request.ts";
import type { MessageMark } from "./message-mark.ts";
import type { SlackWebApi } from "./web-api.ts";

const pageSchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().optional(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** At most so many pages are read for one message: 3,000 messages. */
const pages = { size: 200, most: 15 } as const;

/** Where to look: a channel since a time, or a thread. */
export type SearchPlace =
  | { readonly channel: string; readonly since: Date }
  | { readonly channel: string; readonly threadTs: string };

/** This app's own message with a mark, newest first, or undefined. Rejects as the API does. */
export async function findMarkedMessage(
  api: SlackWebApi,
  search: { readonly place: SearchPlace; readonly mark: MessageMark; readonly botUserId: string },
  log: Logger,
): Promise<MessageRef | undefined> {
  const { place, mark, botUserId } = search;
  let cursor = "";
  for (let page = 0; page < pages.most; page += 1) {
    const found = pageSchema.parse(await readPage(api, place, cursor));
    const match = found.messages.find(
      ({ user, metadata }) =>
        user === botUserId &&
        metadata?.event_type === mark.event_type &&
        Object.entries(mark.event_payload).every(
          ([key, value]) => metadata.event_payload[key] === value,
        ),
    );
    if (match !== undefined) return { channel: place.channel, id: match.ts };
    cursor = found.response_metadata?.next_cursor ?? "";
    if (cursor === "") return undefined;
  }
  log.warn(
    { channel: place.channel, pages: pages.most },
    "too many messages to look for an earlier one",
  );
  return undefined;
}

/** Clocks differ: a message may seem older than the request that it answers. */
const clockMarginSeconds = 300;

function readPage(api: SlackWebApi, place: SearchPlace, cursor: string): Promise<unknown> {
  const common = {
    channel: place.channel,
    include_all_metadata: true,
    limit: pages.size,
    ...(cursor === "" ? {} : { cursor }),
  };
  if ("threadTs" in place)
    return api.call("conversations.replies", { ...common, ts: place.threadTs });
  const oldest = Math.floor(place.since.getTime() / 1000) - clockMarginSeconds;
  return api.call("conversations.history", { ...common, oldest: String(oldest) });
}
