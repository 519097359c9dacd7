import type { CommentCommand } from "../intake/comment-command.ts";
import type { RequestRecord } from "../domain/request.ts";
import { inbound, requestKey, type InboundName, type InboundPayload } from "./inbound.ts";
import { isRequester, mayDecide, mayNotDecide, ownApproval } from "./may-decide.ts";
import type { Ports } from "./ports.ts";
import type { CommandOutcome, WrittenComment } from "./take-comment.ts";

type Deciding =
  | { readonly kind: "approve" }
  | Extract<CommentCommand, { readonly kind: "deny" | "choose" }>;

const requestBranch = /^causeway\/(r-[0-9a-z]{10})$/;

/**
 * A yes, a no or an answer to the request that the pull request carries, or that was asked for on it and waits. Whether
 * the person may decide is judged with the request, by the rules of that moment.
 */
export async function decideOnPullRequest(
  ports: Ports,
  {
    comment,
    command,
    index,
  }: { readonly comment: WrittenComment; readonly command: Deciding; readonly index: number },
): Promise<CommandOutcome> {
  const { repository, number, login, receivedAt: at } = comment;
  const facts = await ports.host.readPullRequest(repository, number);
  const requestId = requestBranch.exec(facts.headRef)?.[1] ?? (await waitingHere(ports, comment));
  if (requestId === undefined) {
    return `There is nothing to ${command.kind} here: this is no pull request of Causeway's. Review it on GitHub as any other.`;
  }
  const record = await ports.store.requests.find(requestId);
  const told = record === undefined ? undefined : await whyNot(ports, record, { login, command });
  if (told !== undefined) return told;
  const about = {
    id: `github:comment:${comment.commentId}:${index}`,
    key: requestKey(requestId),
    receivedAt: at,
  };
  const decide = async <Name extends InboundName>(
    name: Name,
    payload: InboundPayload<Name>,
  ): Promise<undefined> => {
    await ports.store.inbox.accept(inbound(name, payload as never, about));
    return undefined;
  };
  switch (command.kind) {
    case "approve": {
      const { headSha } = facts;
      return decide("request.approved", { requestId, login, source: "comment", headSha, at });
    }
    case "deny":
      return decide("request.denied", { requestId, login, reason: command.reason });
    case "choose":
      return decide("request.chosen", { requestId, login, choice: command.choice });
  }
}

/** What a person hears whose word does not count; undefined where it may. */
async function whyNot(
  ports: Ports,
  record: RequestRecord,
  { login, command }: { readonly login: string; readonly command: Deciding },
): Promise<string | undefined> {
  if (command.kind === "approve") return isRequester(record, login) ? ownApproval : undefined;
  return (await mayDecide(ports, record, login)) ? undefined : mayNotDecide(login, record);
}

/** The request that was asked for on this pull request and waits for an answer. */
async function waitingHere(
  ports: Ports,
  { repository, number }: WrittenComment,
): Promise<string | undefined> {
  const unfinished = await ports.store.requests.listUnfinished();
  const here = unfinished.findLast(
    ({ thread, question }) =>
      question !== undefined &&
      thread.surface === "pullRequest" &&
      thread.number === number &&
      thread.repository.owner === repository.owner &&
      thread.repository.name === repository.name,
  );
  return here?.request.id;
}
