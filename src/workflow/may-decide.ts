import type { RequestRecord } from "../domain/request.ts";
import { approversOf } from "./decide-move.ts";
import type { Ports } from "./ports.ts";
import { repositoryOf } from "./pull-request-of.ts";

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
  const { request } = record;
  if (request.kind === "provision") {
    return ports.membership.canWrite(repositoryOf(ports, record), login);
  }
  const { platform } = ports.configuration.current() ?? (await ports.configuration.refresh());
  const approvers = approversOf(platform.environments, request.environment);
  return approvers === undefined
    ? ports.membership.canWrite(repositoryOf(ports, record), login)
    : ports.membership.isMember(platform, approvers, login);
}

/** What a person hears whose no or answer does not count. */
export function mayNotDecide(login: string, { request }: RequestRecord): string {
  return `${login} neither asked for this nor may approve it, so it changes nothing. ${request.requester.githubLogin} can, and whoever may approve it.`;
}

/** What a person hears who approves what they asked for. */
export const ownApproval =
  "You asked for this yourself, so your own yes does not count. Someone else must approve it.";
