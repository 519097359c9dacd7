import type { Platform } from "../domain/platform.ts";
import type { RequestDesk, Submission } from "../domain/ports/request-desk.ts";
import type { Person, ProvisionRequest } from "../domain/request.ts";
import { mayRequest, ruleFor } from "../plan/may-request.ts";
import { requestId } from "../plan/request-id.ts";
import { validateValues } from "../plan/validate-values.ts";
import { askMove } from "./ask-move.ts";
import { nameTaken } from "./claim-name.ts";
import type { Configuration } from "./configuration.ts";
import { identify, senderName } from "./identify.ts";
import type { Ports } from "./ports.ts";
import { takeOrRefuse, type Judged, type Refusal } from "./take-or-refuse.ts";

/** Takes requests from every surface: parses nothing, judges everything, stores before it says yes. */
export function createRequestDesk(ports: Ports): RequestDesk {
  return {
    offered: () => ports.configuration.current(),
    submit: async (submission) => {
      const configuration = ports.configuration.current() ?? (await ports.configuration.refresh());
      const judged = await judgeSubmission(ports, configuration, submission);
      return takeOrRefuse(ports, submission, judged);
    },
    ask: (move) => askMove(ports, move),
  };
}

async function judgeSubmission(
  ports: Ports,
  configuration: Configuration,
  submission: Submission,
): Promise<Judged> {
  const { platform, catalog } = configuration;
  const offering = catalog.offerings.find(({ name }) => name === submission.offering);
  if (offering === undefined) return unknownOffering(submission.offering);
  const person = await identify(ports, platform, submission.sender);
  const asked = { offering: offering.name, command: offering.command, team: submission.team };
  const allowed = mayRequest(platform, {
    ...asked,
    requesterLogin: person?.githubLogin,
    sender: senderName(submission.sender),
    isTeamMember: await isMemberWhereItMatters(ports, platform, asked, person),
  });
  if (allowed.kind === "refuse") return allowed;
  const invalid = validateValues(offering, submission)[0];
  if (invalid !== undefined) {
    const reasonCode = invalid.fieldId === "name" ? "nameInvalid" : "valuesInvalid";
    return { kind: "refuse", reasonCode, fieldId: invalid.fieldId, message: invalid.message };
  }
  if (person === undefined) return unknownOffering(submission.offering);
  const request = toRequest(submission, person);
  const taken = await nameTaken(ports, configuration, request);
  return taken ?? { kind: "proceed", request };
}

function toRequest(submission: Submission, requester: Person): ProvisionRequest {
  return {
    id: requestId(submission.eventId),
    kind: "provision",
    offering: submission.offering,
    requester,
    team: submission.team,
    name: submission.name,
    values: submission.values,
    askedAt: submission.receivedAt,
  };
}

/** Asks GitHub only when the rule depends on it. */
async function isMemberWhereItMatters(
  ports: Ports,
  platform: Platform,
  asked: Parameters<typeof ruleFor>[1],
  person: Person | undefined,
): Promise<boolean> {
  if (person === undefined || ruleFor(platform, asked)?.allow !== "members") return false;
  return ports.membership.isMember(platform, asked.team, person.githubLogin);
}

function unknownOffering(name: string): Refusal {
  return {
    kind: "refuse",
    reasonCode: "offeringUnknown",
    message: `"${name}" can't be asked for any more. Type /platform to see what can.`,
  };
}
