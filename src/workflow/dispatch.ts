import { TerminalError } from "../domain/errors.ts";
import type { FailedEvent, InboundEvent } from "../domain/event.ts";
import type { EventHandler } from "../domain/ports/inbox.ts";
import type { RequestDesk } from "../domain/ports/request-desk.ts";
import { isServiceRecord, type RequestRecord } from "../domain/request.ts";
import { putAsideComment, putAsideMarker } from "../report/issue-notices.ts";
import { putAsideReply } from "../report/replies.ts";
import { advanceRequest, startRequest } from "./advance-request.ts";
import type { Ancestry } from "./ancestry.ts";
import { checkPullRequest } from "./check-pull-request.ts";
import type { ConfigurationApplier } from "./apply-configuration.ts";
import { denyRequest, keepApproval, keepChoice } from "./decide-request.ts";
import { inboundPayloads, type InboundName, type InboundPayload } from "./inbound.ts";
import type { DeliveryTracker } from "./delivery-tracker.ts";
import type { Ports } from "./ports.ts";
import { advanceRivals, holdsNobodyUp } from "./rival-moves.ts";
import { takeComment } from "./take-comment.ts";
import { noticeService } from "./notice-service.ts";
import { noticeEdit, takeIssue } from "./take-issue.ts";
import { takeLabel } from "./take-label.ts";
import { answer, contextOf } from "./tell.ts";

/** What the dispatcher hands events to. */
export interface Workflows {
  readonly ports: Ports;
  readonly desk: RequestDesk;
  readonly ancestry: Ancestry;
  readonly tracker: DeliveryTracker;
  readonly applier: ConfigurationApplier;
}

type EventWorkflows = {
  readonly [Name in InboundName]: (payload: InboundPayload<Name>) => Promise<void>;
};

/** Gives each event of the inbox to its workflow. A new kind of event is one line here and its shape in inbound.ts. */
export function createEventHandler(workflows: Workflows): EventHandler {
  const { ports, desk, ancestry, tracker, applier } = workflows;
  const goOn = async (requestId: string): Promise<void> => {
    const record = await advanceRequest(ports, ancestry, requestId);
    if (record !== undefined) await follow(record);
  };
  const follow = async (record: RequestRecord): Promise<void> => {
    tracker.track(record);
    if (isServiceRecord(record) && holdsNobodyUp(record)) await advanceRivals(ports, record);
  };
  const byName: EventWorkflows = {
    "request.asked": async (payload) => follow(await startRequest(ports, ancestry, payload)),
    "request.advance": ({ requestId }) => goOn(requestId),
    "request.approved": async (payload) => {
      await keepApproval(ports, payload);
      await goOn(payload.requestId);
    },
    "request.denied": async (payload) => {
      await denyRequest(ports, payload);
      await goOn(payload.requestId);
    },
    "request.chosen": async (payload) => {
      await keepChoice(ports, payload);
      await goOn(payload.requestId);
    },
    "pullRequest.changed": async ({ number, requestId, repository }) => {
      const record =
        requestId === undefined ? undefined : await ports.store.requests.find(requestId);
      if (requestId !== undefined && record !== undefined && carries(record, number)) {
        return goOn(requestId);
      }
      // What is no request's is checked in the configuration repository alone.
      return repository === undefined ? checkPullRequest(ports, number) : undefined;
    },
    "comment.written": (payload) => takeComment(ports, desk, payload),
    "promotion.labelled": (payload) => takeLabel(ports, desk, payload),
    "service.changed": (payload) => noticeService(ports, payload),
    "issue.opened": (payload) => takeIssue(ports, desk, payload),
    "issue.edited": (payload) => noticeEdit(ports, payload),
    "configuration.changed": () => applier.apply(),
  };
  return {
    handle: (event) => handle(byName, event),
    onPutAside: (failed) => tellPutAside(workflows, failed),
  };
}

/**
 * A request whose pull request is not known yet may be the one; a request with another one is not. A closed request
 * carries none any more: when its pull request is reopened, that is one like any other.
 */
function carries(record: RequestRecord, number: number): boolean {
  if (record.state === "closed") return false;
  return record.pullRequest === undefined || record.pullRequest.number === number;
}

async function handle(byName: EventWorkflows, event: InboundEvent): Promise<void> {
  const { name } = event;
  if (!isInboundName(name))
    throw new TerminalError(`There is no workflow for the event "${name}".`);
  const parsed = inboundPayloads[name].safeParse(event.payload);
  if (!parsed.success)
    throw new TerminalError(`The stored event ${event.id} does not have the shape of ${name}.`);
  // The name chose the schema and the workflow together, which the type system can't follow through a table.
  await (byName[name] as (payload: unknown) => Promise<void>)(parsed.data);
}

function isInboundName(name: string): name is InboundName {
  return Object.hasOwn(inboundPayloads, name);
}

/** Says where it was asked that the work stands still, and what to do. */
async function tellPutAside({ ports, ancestry }: Workflows, failed: FailedEvent): Promise<void> {
  const { event } = failed;
  ports.log.error(
    { eventId: event.id, key: event.key, error: failed.error },
    "an event was put aside",
  );
  const issue = /^issue\/(\d+)$/.exec(event.key)?.[1];
  if (issue !== undefined) {
    const comment = { marker: putAsideMarker, body: putAsideComment(failed.attempts) };
    await ports.host.ensureComment(ports.settings.configurationRepository, Number(issue), comment);
  }
  const requestId = /^request\/(.+)$/.exec(event.key)?.[1];
  const record = requestId === undefined ? undefined : await ports.store.requests.find(requestId);
  const conversation = record === undefined ? undefined : ports.conversation(record.thread.surface);
  if (record?.message === undefined || conversation === undefined) return;
  // What could not be read must not keep this from being told: then it names the offering by its full name.
  if (ports.configuration.current() === undefined)
    await ports.configuration.refresh().catch(() => undefined);
  const context = contextOf(ports, record, { ancestry, violations: [] });
  const reply = putAsideReply(record, context, { attempts: failed.attempts });
  await answer(ports, conversation, {
    record: { ...record, message: record.message },
    replies: [reply],
  });
}
