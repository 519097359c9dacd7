import type { Platform } from "../domain/platform.ts";
import type { Submission } from "../domain/ports/request-desk.ts";
import type { Person } from "../domain/request.ts";

type Sender = Submission["sender"];

/** Who a sender is on GitHub; undefined for a Slack user whose login nobody wrote down. */
export function identify(platform: Platform, sender: Sender): Person | undefined {
  if (sender.surface === "github") return { githubLogin: sender.login };
  const githubLogin = platform.people.get(sender.userId);
  return githubLogin === undefined ? undefined : { githubLogin, slackUserId: sender.userId };
}

/** A sender for messages, known or not. */
export function senderName(sender: Sender): string {
  return sender.surface === "github" ? sender.login : `Slack user ${sender.userId}`;
}
