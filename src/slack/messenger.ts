import type { KnownBlock } from "@slack/types";
import { z } from "zod";
import type { Logger } from "../domain/ports/logger.ts";
import type { MessageRef, ThreadRef } from "../domain/request.ts";
import { SlackRefusalError } from "./api-errors.ts";
import { findMarkedMessage, type SearchPlace } from "./find-message.ts";
import type { MessageMark } from "./message-mark.ts";
import { plain, richText } from "./rich-text.ts";
import type { SlackWebApi } from "./web-api.ts";

/** Where a request was made in Slack, and by whom. */
export type SlackThread = Extract<ThreadRef, { surface: "slack" }>;

/** A message to post or to edit into one. */
export interface OutgoingMessage {
  readonly blocks: KnownBlock[];
  readonly text: string;
  readonly mark: MessageMark;
}

/** Posts, edits and finds messages, in the channel of a request or, where that can't be, with its person directly. */
export interface Messenger {
  /** False when the message is gone and another one is needed. */
  edit(ref: MessageRef, message: OutgoingMessage, thread: SlackThread): Promise<boolean>;
  post(thread: SlackThread, message: OutgoingMessage): Promise<MessageRef>;
  reply(parent: MessageRef, thread: SlackThread, message: OutgoingMessage): Promise<MessageRef>;
  /** A message of ours since a time (ISO 8601), in the channel or among the direct messages. */
  find(thread: SlackThread, mark: MessageMark, since: string): Promise<MessageRef | undefined>;
  findReply(
    parent: MessageRef,
    thread: SlackThread,
    search: { readonly mark: MessageMark; readonly since: string },
  ): Promise<MessageRef | undefined>;
}

/** The channel can't be read or written to; the person can. */
const unreachable = new Set([
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "is_inactive",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
]);

/** The message is not there any more, or is not ours to edit. */
const gone = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "thread_not_found",
]);

const postedSchema = z.object({ channel: z.string(), ts: z.string() });
const openedSchema = z.object({ channel: z.object({ id: z.string() }) });
const identitySchema = z.object({ user_id: z.string() });

export function createMessenger(api: SlackWebApi, log: Logger): Messenger {
  let botUserId: string | undefined;
  const search = async (place: SearchPlace, mark: MessageMark) => {
    botUserId ??= identitySchema.parse(await api.call("auth.test", {})).user_id;
    return findMarkedMessage(api, { place, mark, botUserId }, log);
  };
  const find: Messenger["find"] = async (thread, mark, since) => {
    const place = { channel: thread.channel, since: new Date(since) };
    const found = await unlessRefused(unreachable, () => search(place, mark));
    if (found !== "refused") return found;
    return search({ ...place, channel: await openDirect(api, thread.userId) }, mark);
  };
  return {
    find,
    edit: async (ref, message, thread) => {
      const fields = { ...messageFields(message, ref.channel, thread), ts: ref.id };
      const edited = await unlessRefused([...gone, ...unreachable], () =>
        api.call("chat.update", fields),
      );
      return edited !== "refused";
    },
    post: (thread, message) => post(api, thread, message),
    reply: async (parent, thread, message) => {
      const fields = { ...messageFields(message, parent.channel, thread), thread_ts: parent.id };
      const posted = await unlessRefused([...gone, ...unreachable], () =>
        api.call("chat.postMessage", fields),
      );
      return posted === "refused" ? post(api, thread, message) : refOf(posted);
    },
    findReply: async (parent, thread, { mark, since }) => {
      const place = { channel: parent.channel, threadTs: parent.id };
      const found = await unlessRefused([...gone, ...unreachable], () => search(place, mark));
      return found === "refused" ? find(thread, mark, since) : found;
    },
  };
}

async function post(
  api: SlackWebApi,
  thread: SlackThread,
  message: OutgoingMessage,
): Promise<MessageRef> {
  const posted = await unlessRefused(unreachable, () =>
    api.call("chat.postMessage", messageFields(message, thread.channel, thread)),
  );
  if (posted !== "refused") return refOf(posted);
  const channel = await openDirect(api, thread.userId);
  return refOf(await api.call("chat.postMessage", messageFields(message, channel, thread)));
}

async function openDirect(api: SlackWebApi, userId: string): Promise<string> {
  return openedSchema.parse(await api.call("conversations.open", { users: userId })).channel.id;
}

function refOf(answer: unknown): MessageRef {
  const { channel, ts } = postedSchema.parse(answer);
  return { channel, id: ts };
}

function messageFields(
  message: OutgoingMessage,
  channel: string,
  thread: SlackThread,
): Readonly<Record<string, unknown>> {
  const elsewhere = channel !== thread.channel;
  return {
    channel,
    text: message.text,
    blocks: elsewhere ? [...message.blocks, elsewhereNotice(thread)] : message.blocks,
    metadata: message.mark,
    unfurl_links: false,
    unfurl_media: false,
  };
}

function elsewhereNotice(thread: SlackThread): KnownBlock {
  return richText([
    plain("I tell you here because I can't write in "),
    { type: "channel", channel_id: thread.channel },
    plain(
      ": I am not a member there, or it is archived. Invite me with /invite, and the next request is told there.",
    ),
  ]);
}

/** The value, or `refused` when Slack said no with one of these codes; everything else is thrown on. */
async function unlessRefused<Value>(
  codes: Iterable<string>,
  work: () => Promise<Value>,
): Promise<Value | "refused"> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SlackRefusalError && [...codes].includes(error.code)) return "refused";
    throw error;
  }
}
