import type { AskedMove, SubmissionOutcome } from "../domain/ports/request-desk.ts";
import { repositoryName } from "../domain/repository.ts";
import type { Person, ServiceRequest } from "../domain/request.ts";
import { requestId } from "../plan/request-id.ts";
import { identify, senderName } from "./identify.ts";
import { locateMove } from "./locate-move.ts";
import type { Ports } from "./ports.ts";
import { repositoriesOf, runningServices } from "./services.ts";
import { takeOrRefuse, type Judged, type Refusal } from "./take-or-refuse.ts";

/**
 * Judges a promotion or a rollback that a person asked for, and stores it when it may go on. Whoever can write to the
 * repository that holds the manifests may ask; what the environment asks for besides is decided on the pull request.
 */
export async function askMove(ports: Ports, move: AskedMove): Promise<SubmissionOutcome> {
  return takeOrRefuse(ports, move, await judgeMove(ports, move));
}

async function judgeMove(ports: Ports, move: AskedMove): Promise<Judged> {
  const { platform } = ports.configuration.current() ?? (await ports.configuration.refresh());
  const person = await identify(ports, platform, move.sender);
  if (person === undefined) {
    return refusal(
      "requesterUnknown",
      `${senderName(move.sender)} is not linked to a GitHub login yet. Type /platform link, or ask the platform team to add a line for you under "people" in platform.yaml.`,
    );
  }
  const located = locateMove(platform, runningServices(ports, platform).services, move);
  if (located.kind === "refused") return refusal("serviceUnknown", located.message);
  const repositories = repositoriesOf(ports, [located.to]);
  const [manifests = ports.settings.configurationRepository] = repositories;
  if (!(await ports.membership.canWrite(manifests, person.githubLogin))) {
    const where = repositoryName(manifests);
    return refusal(
      "notAllowed",
      `${person.githubLogin} can't write to ${where}, which says what runs of ${move.service} in ${move.environment}. Ask someone who can, or have its owners add you.`,
    );
  }
  return { kind: "proceed", request: toRequest(move, person) };
}

function refusal(reasonCode: Refusal["reasonCode"], message: string): Refusal {
  return { kind: "refuse", reasonCode, message };
}

function toRequest(
  { eventId, kind, service, environment, version, change, receivedAt }: AskedMove,
  requester: Person,
): ServiceRequest {
  const asked = { id: requestId(eventId), requester, service, environment, askedAt: receivedAt };
  return kind === "promote"
    ? { ...asked, kind, ...(change === undefined ? {} : { change }) }
    : { ...asked, kind, ...(version === undefined ? {} : { version }) };
}
