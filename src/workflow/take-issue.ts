import { isRequestForm, offeringOfIssue, parseIssueForm } from "../intake/issue-form.ts";
import type { RequestDesk } from "../domain/ports/request-desk.ts";
import { isFinal } from "../domain/request.ts";
import { shortHash } from "../templates/untrusted-text.ts";
import { refusalComment, refusalMarker } from "../report/issue-notices.ts";
import type { InboundPayload } from "./inbound.ts";
import type { Ports } from "./ports.ts";

/**
 * An issue was opened. One that was sent in by one of our forms becomes a request or is refused with the reason; any
 * other is left alone.
 */
export async function takeIssue(
  ports: Ports,
  desk: RequestDesk,
  issue: InboundPayload<"issue.opened">,
): Promise<void> {
  // Most issues are no requests, and cost no call.
  if (!isRequestForm(issue.body)) return;
  const configuration = await ports.configuration.refresh();
  const found = offeringOfIssue(issue.body, configuration.catalog);
  if (found.kind === "none") return;
  if (found.kind === "refused") return refuseIssue(ports, issue.number, found.message);
  const parsed = parseIssueForm(issue.body, found.offering, configuration.platform);
  if (parsed.kind === "refused") return refuseIssue(ports, issue.number, parsed.message);
  const outcome = await desk.submit({
    eventId: `github:${issue.deliveryId}`,
    sender: { surface: "github", login: issue.login },
    thread: {
      surface: "issue",
      repository: ports.settings.configurationRepository,
      number: issue.number,
    },
    offering: found.offering.name,
    team: parsed.team,
    name: parsed.name,
    values: parsed.values,
    receivedAt: issue.receivedAt,
  });
  if (outcome.kind === "refused") await refuseIssue(ports, issue.number, outcome.decision.message);
}

async function refuseIssue(ports: Ports, number: number, message: string): Promise<void> {
  const repository = ports.settings.configurationRepository;
  await ports.host.ensureComment(repository, number, {
    marker: refusalMarker,
    body: refusalComment(message),
  });
  await ports.host.closeIssue(repository, number, "not_planned");
}

/**
 * An issue's text was edited after it was sent. What was asked is what the signed event said, so the edit changes
 * nothing; the person is told so, once for each text.
 */
export async function noticeEdit(
  ports: Ports,
  issue: InboundPayload<"issue.edited">,
): Promise<void> {
  const repository = ports.settings.configurationRepository;
  const record = await ports.store.requests.findByIssue(repository, issue.number);
  const conversation = ports.conversation("issue");
  if (record?.message === undefined || conversation === undefined || isFinal(record.state)) return;
  const reply = {
    kind: `edited:${shortHash(issue.body)}`,
    requestId: record.request.id,
    paragraphs: [
      "The text above was edited after it was sent. The request stands as it was asked first; the edit changes nothing.",
      "To ask for something else, close the pull request and open a new issue with the form.",
    ],
    links: [],
  };
  // The comment's marker keeps it from coming twice. The record is not saved: the request's own worker may hold it.
  await conversation.ensureReply(record, record.message, reply, true);
}
