import type { Platform } from "../domain/platform.ts";
import type { Submission } from "../domain/ports/request-desk.ts";
import type { Person } from "../domain/request.ts";
import type { Ports } from "./ports.ts";

type Sender = Submission["sender"];

/** Who a sender is on GitHub; undefined for a Slack user whom neither platform.yaml nor a link of theirs names. */
export async function identify(
  ports: Pick<Ports, "store" | "clock">,
  platform: Platform,
  sender: Sender,
): Promise<Person | undefined> {
  if (sender.surface === "github") return { githubLogin: sender.login };
  return identifySlackUser(ports, platform, sender.userId);
}

/** A sender for messages, known or not. */
export function senderName(sender: Sender): string {
  return sender.surface === "github" ? sender.login : `Slack user ${sender.userId}`;
}

/**
 * Who a Slack user is on GitHub: by `people` in platform.yaml, else by their own link, as long as it counts. Undefined:
 * nobody knows, and nothing may be done in their name.
 */
export async function identifySlackUser(
  ports: Pick<Ports, "store" | "clock">,
  platform: Platform,
  userId: string,
): Promise<Person | undefined> {
  const known = platform.people.get(userId);
  if (known !== undefined) return { githubLogin: known, slackUserId: userId };
  const link = await ports.store.people.find(userId);
  if (link === undefined || new Date(link.expiresAt) <= ports.clock.now()) return undefined;
  if (slackUserInPlatform(platform, link.githubLogin) !== undefined) return undefined;
  return { githubLogin: link.githubLogin, slackUserId: userId };
}

/** The Slack user that platform.yaml gives a login to: no link of somebody else can have it. */
export function slackUserInPlatform({ people }: Platform, login: string): string | undefined {
  const key = login.toLowerCase();
  return [...people].find(([, known]) => known.toLowerCase() === key)?.[0];
}
