import type { Violation } from "../domain/guardrail.ts";
import { isProvision, isServiceRecord, type RequestRecord } from "../domain/request.ts";
import type { Ancestry } from "./ancestry.ts";
import { followDelivery } from "./follow-delivery.ts";
import type { InboundPayload } from "./inbound.ts";
import { openMove } from "./open-move.ts";
import { openProvision } from "./open-provision.ts";
import type { Ports } from "./ports.ts";
import { settlePullRequest } from "./settle-pull-request.ts";
import type { StepResult } from "./step-result.ts";
import { tell } from "./tell.ts";
import { writeDeployment } from "./write-deployment.ts";

/** Takes up a request that the inbox brought: makes its record, then goes as far as it can. */
export async function startRequest(
  ports: Ports,
  ancestry: Ancestry,
  { request, thread }: InboundPayload<"request.asked">,
): Promise<RequestRecord> {
  const { slackUserId, githubLogin } = request.requester;
  const requester = slackUserId === undefined ? { githubLogin } : { githubLogin, slackUserId };
  const { record, created } = await ports.store.requests.create({
    request: { ...request, requester },
    thread,
    state: "asked",
    replies: {},
  });
  return goOn(ports, ancestry, { record, fresh: created });
}

/** Looks at a request as a whole and goes as far as it can. Undefined when there is no such request. */
export async function advanceRequest(
  ports: Ports,
  ancestry: Ancestry,
  requestId: string,
): Promise<RequestRecord | undefined> {
  const record = await ports.store.requests.find(requestId);
  return record === undefined ? undefined : goOn(ports, ancestry, { record, fresh: false });
}

/**
 * The whole way of a request. Level-triggered: each step reads what is there and makes what is missing, so a repeated
 * event, a lost one or a crash at any line ends in the same state.
 */
async function goOn(
  ports: Ports,
  ancestry: Ancestry,
  { record, fresh }: { readonly record: RequestRecord; readonly fresh: boolean },
): Promise<RequestRecord> {
  let violations: readonly Violation[] = [];
  let current = await tell(ports, record, { ancestry, fresh, violations });
  for (;;) {
    const result = await step(ports, ancestry, { record: current, fresh });
    if (result.record === current) return current;
    if (result.violations.length > 0) violations = result.violations;
    await ports.store.requests.save(result.record);
    const told = await tell(ports, result.record, { ancestry, fresh: false, violations });
    if (told.state === current.state) return told;
    current = told;
  }
}

async function step(
  ports: Ports,
  ancestry: Ancestry,
  { record, fresh }: { readonly record: RequestRecord; readonly fresh: boolean },
): Promise<StepResult> {
  switch (record.state) {
    case "asked":
      if (isProvision(record)) return openProvision(ports, record, fresh);
      if (isServiceRecord(record)) return openMove(ports, record, fresh);
      return { record, violations: [] };
    case "open":
      return settlePullRequest(ports, record, fresh);
    case "merged":
    case "failed":
      return {
        record: await writeDeployment(ports, await followDelivery(ports, record, ancestry)),
        violations: [],
      };
    case "ready":
    case "refused":
    case "closed":
      return { record, violations: [] };
  }
}
