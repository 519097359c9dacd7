import type { KnownBlock } from "@slack/types";
import type { Conversation } from "../domain/ports/conversation.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { Reply, Report } from "../domain/report.ts";
import type { RequestRecord } from "../domain/request.ts";
import { replyMark, requestMark } from "./message-mark.ts";
import { createMessenger, type OutgoingMessage, type SlackThread } from "./messenger.ts";
import type { SlackWebApi } from "./web-api.ts";

/** How reports and replies become Block Kit: made elsewhere, injected here. */
export interface SlackRenderer {
  reportBlocks(report: Report): KnownBlock[];
  /** For notifications, in mrkdwn. */
  reportText(report: Report): string;
  /** `mention` is the Slack user to notify. */
  replyBlocks(reply: Reply, mention?: string): KnownBlock[];
  replyText(reply: Reply): string;
}

/**
 * One message per request in the channel where it was asked, edited in place, and replies in its thread. Where the
 * channel can't be written to, the person gets it as a direct message that says so.
 */
export function createSlackConversation(
  api: SlackWebApi,
  renderer: SlackRenderer,
  log: Logger,
): Conversation {
  const slack = createMessenger(api, log);
  return {
    ensureMessage: async (record, report, mayExist) => {
      const { request, message: known } = record;
      const thread = slackThread(record);
      const message: OutgoingMessage = {
        blocks: renderer.reportBlocks(report),
        text: renderer.reportText(report),
        mark: requestMark(request.id),
      };
      if (known !== undefined && (await slack.edit(known, message, thread))) return known;
      // A known message that is gone was perhaps replaced already, just before a crash: that one comes first.
      const look = mayExist || known !== undefined;
      const found = look ? await slack.find(thread, message.mark, request.askedAt) : undefined;
      if (found !== undefined && (await slack.edit(found, message, thread))) return found;
      return slack.post(thread, message);
    },
    ensureReply: async (record, message, reply, mayExist) => {
      const known = record.replies[reply.kind];
      if (known !== undefined) return known;
      const thread = slackThread(record);
      const { id, askedAt } = record.request;
      const mark = replyMark(id, reply.kind);
      const found = mayExist
        ? await slack.findReply(message, thread, { mark, since: askedAt })
        : undefined;
      if (found !== undefined) return found;
      const blocks = renderer.replyBlocks(reply, thread.userId);
      return slack.reply(message, thread, { blocks, text: renderer.replyText(reply), mark });
    },
    close: () => Promise.resolve(),
  };
}

function slackThread({ request, thread }: RequestRecord): SlackThread {
  if (thread.surface === "slack") return thread;
  throw new Error(`Request ${request.id} was not made in Slack.`);
}
