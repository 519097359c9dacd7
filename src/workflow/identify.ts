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
 * Who a Slack user is on GitHub: by `people` in platform.yaml, else by their own link as long as it counts, else by the
 * company's sign-on where that is set up. A login that one of these gives to another Slack user is not theirs. Undefined:
 * nobody knows, and nothing may be done in their name. Rejects when the company's sign-on can't be asked.
 */
export async function identifySlackUser(
  ports: Pick<Ports, "store" | "clock" | "directory">,
  platform: Platform,
  userId: string,
): Promise<Person | undefined> {
  const known = platform.people.get(userId);
  if (known !== undefined) return { githubLogin: known, slackUserId: userId };
  const now = ports.clock.now();
  const link = await ports.store.people.find(userId);
  const linked = link !== undefined && new Date(link.expiresAt) > now;
  const githubLogin = linked ? link.githubLogin : await ports.directory?.loginOf(userId);
  if (githubLogin === undefined) return undefined;
  if (slackUserInPlatform(platform, githubLogin) !== undefined) return undefined;
  const owner = await ports.store.people.slackUserOf(githubLogin, now.toISOString());
  if (owner !== undefined && owner !== userId) return undefined;
  return { githubLogin, slackUserId: userId };
}

/** The Slack user that platform.yaml gives a login to: no link of somebody else can have it. */
export function slackUserInPlatform({ people }: Platform, login: string): string | undefined {
  const key = login.toLowerCase();
  return [...people].find(([, known]) => known.toLowerCase() === key)?.[0];
}
