import type { Decision } from "../domain/decision.ts";
import type { Submission, SubmissionOutcome } from "../domain/ports/request-desk.ts";
import type { ChangeRequest, ThreadRef } from "../domain/request.ts";
import { requestId } from "../plan/request-id.ts";
import type { Ports } from "./ports.ts";

/** What the inbox holds of an accepted request. */
export interface AskedPayload {
  readonly request: ChangeRequest;
  readonly thread: ThreadRef;
}

export type Refusal = Extract<Decision, { kind: "refuse" }>;

/** What a rule says of an ask: no, or the request that it becomes. */
export type Judged = Refusal | { readonly kind: "proceed"; readonly request: ChangeRequest };

/** Stores what may go on, durably, before it says yes. */
export async function takeOrRefuse(
  ports: Pick<Ports, "store" | "log">,
  asked: Pick<Submission, "eventId" | "thread">,
  judged: Judged,
): Promise<SubmissionOutcome> {
  if (judged.kind === "refuse") return refuse(ports, asked.eventId, judged);
  return accept(ports, judged.request, asked.thread);
}

/** What was taken once stays taken: a repeated event would else be refused for the name that its own request took. */
async function refuse(
  ports: Pick<Ports, "store">,
  eventId: string,
  decision: Refusal,
): Promise<SubmissionOutcome> {
  const id = requestId(eventId);
  const known = await ports.store.requests.find(id);
  return known === undefined ? { kind: "refused", decision } : { kind: "accepted", requestId: id };
}

async function accept(
  ports: Pick<Ports, "store" | "log">,
  request: ChangeRequest,
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
