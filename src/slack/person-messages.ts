import { z } from "zod";
import type { PersonMessages } from "../domain/ports/person-messages.ts";
import { sentences } from "./rich-text.ts";
import type { SlackWebApi } from "./web-api.ts";

const openedSchema = z.object({ channel: z.object({ id: z.string() }) });

/** Direct messages of the bot. */
export function createPersonMessages(api: SlackWebApi): PersonMessages {
  return {
    tell: async (slackUserId, message) => {
      const opened = await api.call("conversations.open", { users: slackUserId });
      const channel = openedSchema.parse(opened).channel.id;
      await api.call("chat.postMessage", { channel, ...sentences(message) });
    },
  };
}
