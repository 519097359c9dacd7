import type { RequestRecord } from "../domain/request.ts";
import { mayApprove } from "./may-approve.ts";
import type { Ports } from "./ports.ts";

/** Whether two logins are one person: GitHub's are the same in any case. */
function isSameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function isRequester({ request }: RequestRecord, login: string): boolean {
  return isSameLogin(request.requester.githubLogin, login);
}

/**
 * Whether a person may end a request that waits, or answer its question: who asked for it, and who may approve it. Their
 * approval itself is judged when it is decided whether to merge.
 */
export async function mayDecide(
  ports: Ports,
  record: RequestRecord,
  login: string,
): Promise<boolean> {
  if (isRequester(record, login)) return true;
  const configuration = ports.configuration.current() ?? (await ports.configuration.refresh());
  return mayApprove(ports, configuration, { record, login });
}

/** What a person hears whose no or answer does not count. */
export function mayNotDecide(login: string, { request }: RequestRecord): string {
  return `${login} neither asked for this nor may approve it, so it changes nothing. ${request.requester.githubLogin} can, and whoever may approve it.`;
}

/** What a person hears who approves what they asked for. */
export const ownApproval =
  "You asked for this yourself, so your own yes does not count. Someone else must approve it.";
