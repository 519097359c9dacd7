import { isServiceRecord, type Approval } from "../domain/request.ts";
import type { InboundPayload } from "./inbound.ts";
import { mayDecide } from "./may-decide.ts";
import type { Ports } from "./ports.ts";
import { repositoryOf } from "./pull-request-of.ts";

/** Keeps a person's yes with the request. Whether it counts is judged when it is decided whether to merge. */
export async function keepApproval(
  ports: Ports,
  { requestId, ...approval }: InboundPayload<"request.approved">,
): Promise<void> {
  const record = await ports.store.requests.find(requestId);
  if (record === undefined || record.state !== "open") return;
  const approvals = record.approvals ?? [];
  if (approvals.some((known) => isSame(known, approval))) return;
  await ports.store.requests.save({ ...record, approvals: [...approvals, approval] });
}

function isSame(known: Approval, given: Approval): boolean {
  return (
    known.login.toLowerCase() === given.login.toLowerCase() &&
    known.headSha === given.headSha &&
    known.source === given.source
  );
}

/** Ends a request that a person said no to; a no of someone who may not decide changes nothing, and they heard so. */
export async function denyRequest(
  ports: Ports,
  { requestId, login, reason }: InboundPayload<"request.denied">,
): Promise<void> {
  const record = await ports.store.requests.find(requestId);
  if (record === undefined || record.pullRequest === undefined) return;
  if (record.state !== "open" || !(await mayDecide(ports, record, login))) return;
  const finishedAt = ports.clock.now().toISOString();
  const said = `${login} said no: ${reason}`;
  await ports.store.requests.save({ ...record, state: "closed", reason: said, finishedAt });
  await ports.host.closePullRequest(repositoryOf(ports, record), record.pullRequest.number);
}

/** Keeps the answer to a request's question; the next look plans with it. */
export async function keepChoice(
  ports: Ports,
  { requestId, choice, login }: InboundPayload<"request.chosen">,
): Promise<void> {
  const record = await ports.store.requests.find(requestId);
  if (record === undefined || !isServiceRecord(record) || record.state !== "asked") return;
  if (record.question?.options.some(({ id }) => id === choice) !== true) return;
  if (!(await mayDecide(ports, record, login))) return;
  const { question: _, ...rest } = record;
  const choices = [...(record.choices ?? []), choice];
  await ports.store.requests.save({ ...rest, choices });
}
