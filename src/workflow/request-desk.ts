import type { Decision } from "../domain/decision.ts";
import type { Platform } from "../domain/platform.ts";
import type { RequestDesk, Submission, SubmissionOutcome } from "../domain/ports/request-desk.ts";
import type { Person, ProvisionRequest, ThreadRef } from "../domain/request.ts";
import { mayRequest, ruleFor } from "../plan/may-request.ts";
import { requestId } from "../plan/request-id.ts";
import { validateValues } from "../plan/validate-values.ts";
import { nameTaken } from "./claim-name.ts";
import type { Configuration } from "./configuration.ts";
import { identifySlackUser } from "./identify.ts";
import type { Ports } from "./ports.ts";

/** What the inbox holds of an accepted request. */
export interface AskedPayload {
  readonly request: ProvisionRequest;
  readonly thread: ThreadRef;
}

type Refusal = Extract<Decision, { kind: "refuse" }>;

/** Takes requests from every surface: parses nothing, judges everything, stores before it says yes. */
export function createRequestDesk(ports: Ports): RequestDesk {
  return {
    offered: () => ports.configuration.current(),
    submit: async (submission) => {
      const configuration = ports.configuration.current() ?? (await ports.configuration.refresh());
      const judged = await judgeSubmission(ports, configuration, submission);
      if (judged.kind === "refuse") return refuse(ports, submission, judged);
      return accept(ports, judged.request, submission.thread);
    },
  };
}

/** What was taken once stays taken: a repeated event would else be refused for the name that its own request took. */
async function refuse(
  ports: Ports,
  submission: Submission,
  decision: Refusal,
): Promise<SubmissionOutcome> {
  const id = requestId(submission.eventId);
  const known = await ports.store.requests.find(id);
  return known === undefined ? { kind: "refused", decision } : { kind: "accepted", requestId: id };
}

async function accept(
  ports: Ports,
  request: ProvisionRequest,
  thread: ThreadRef,
): Promise<SubmissionOutcome> {
  const payload = { request, thread } satisfies AskedPayload;
  await ports.store.inbox.accept({
    id: `request:${request.id}`,
    key: `request/${request.id}`,
    name: "request.asked",
    payload: structuredClone(payload) as never,
    receivedAt: request.askedAt,
  });
  ports.log.info(
    { requestId: request.id, requester: request.requester.githubLogin },
    "request accepted",
  );
  return { kind: "accepted", requestId: request.id };
}

async function judgeSubmission(
  ports: Ports,
  configuration: Configuration,
  submission: Submission,
): Promise<Refusal | { readonly kind: "proceed"; readonly request: ProvisionRequest }> {
  const { platform, catalog } = configuration;
  const offering = catalog.offerings.find(({ name }) => name === submission.offering);
  if (offering === undefined) return unknownOffering(submission.offering);
  const person = await identify(ports, platform, submission);
  const asked = { offering: offering.name, command: offering.command, team: submission.team };
  const allowed = mayRequest(platform, {
    ...asked,
    requesterLogin: person?.githubLogin,
    sender: senderName(submission),
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

async function identify(
  ports: Ports,
  platform: Platform,
  { sender }: Submission,
): Promise<Person | undefined> {
  if (sender.surface === "github") return { githubLogin: sender.login };
  return identifySlackUser(ports, platform, sender.userId);
}

function senderName({ sender }: Submission): string {
  return sender.surface === "github" ? sender.login : `Slack user ${sender.userId}`;
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
