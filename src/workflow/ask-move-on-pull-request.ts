import type { AskedMove, RequestDesk } from "../domain/ports/request-desk.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { CommentCommand } from "../intake/comment-command.ts";
import type { Ports } from "./ports.ts";
import { servicesOfPullRequest } from "./services-of-pull-request.ts";
import type { CommandOutcome, WrittenCommand } from "./take-comment.ts";

type MoveCommand = Extract<CommentCommand, { readonly kind: "promote" | "rollback" }>;

/** A promotion or rollback that was asked for on a pull request, by comment or label. */
interface MoveOnPullRequest {
  readonly repository: RepositoryRef;
  readonly number: number;
  readonly login: string;
  readonly eventId: string;
  readonly receivedAt: string;
  readonly command: MoveCommand;
}

export async function askMoveOnPullRequest(
  ports: Ports,
  desk: RequestDesk,
  { comment, command, index }: WrittenCommand<MoveCommand>,
): Promise<CommandOutcome> {
  const { repository, number, login, receivedAt } = comment;
  const eventId = `github:comment:${comment.commentId}:${index}`;
  return askOnPullRequest(ports, desk, {
    repository,
    number,
    login,
    receivedAt,
    eventId,
    command,
  });
}

/**
 * Hands in a promotion or rollback for the service that the pull request is about, or the one that was named.
 * Resolves to what the person is told when it was not taken.
 */
export async function askOnPullRequest(
  ports: Ports,
  desk: RequestDesk,
  asked: MoveOnPullRequest,
): Promise<string | undefined> {
  const { repository, number, command } = asked;
  const { platform } = await ports.configuration.refresh();
  const facts = await ports.host.readPullRequest(repository, number);
  const about = await servicesOfPullRequest(ports, platform, { repository, facts });
  const [only, ...others] = about;
  const service = command.service ?? (others.length === 0 ? only?.name : undefined);
  if (service === undefined)
    return whichService(
      command,
      about.map(({ name }) => name),
    );
  const isOwn = about.some(({ name }) => name === service);
  const outcome = await desk.ask(toMove(asked, service, isOwn));
  return outcome.kind === "refused" ? outcome.decision.message : undefined;
}

/** A service that the pull request is not about is promoted as it runs, not with this change. */
function toMove(asked: MoveOnPullRequest, service: string, isOwn: boolean): AskedMove {
  const { repository, number, login, eventId, receivedAt, command } = asked;
  const { kind, environment, version } = command;
  return {
    kind,
    eventId,
    sender: { surface: "github", login },
    thread: { surface: "pullRequest", repository, number },
    service,
    environment,
    receivedAt,
    ...(version === undefined ? {} : { version }),
    ...(kind === "promote" && isOwn ? { change: { repository, number } } : {}),
  };
}

function whichService({ kind, environment }: MoveCommand, names: readonly string[]): string {
  const example = `/${kind} ${environment} ${names[0] ?? "<service>"}`;
  return names.length === 0
    ? `This pull request belongs to no service that Causeway sees running, so say which one: ${example}. docs/promotion.md says how services are found.`
    : `This pull request is about several services: ${names.join(", ")}. Say which one: ${example}.`;
}
