import { z } from "zod";
import type { SlackEmails } from "../domain/ports/company-directory.ts";
import type { SlackWebApi } from "./web-api.ts";

/** docs.slack.dev/reference/objects/user-object: what is false may be left out. */
const answerSchema = z.object({
  user: z.object({
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    is_email_confirmed: z.boolean().optional(),
    profile: z.object({ email: z.string().optional() }),
  }),
});

/** Addresses as Slack has them. Guests and people of other companies bring their own: those prove nothing here. */
export function createSlackEmails(api: SlackWebApi): SlackEmails {
  return {
    emailOf: async (slackUserId) => {
      const answer = answerSchema.parse(await api.call("users.info", { user: slackUserId }));
      const { user } = answer;
      const outside =
        user.deleted === true ||
        user.is_bot === true ||
        user.is_restricted === true ||
        user.is_ultra_restricted === true ||
        user.is_stranger === true;
      return outside || user.is_email_confirmed !== true ? undefined : user.profile.email;
    },
  };
}
