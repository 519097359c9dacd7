import { createHmac, randomUUID } from "node:crypto";
import { installationId, repositoryShape, userShape } from "./shapes.ts";
import type { Account, Delivery, State } from "./state.ts";

/** GitHub hangs up after ten seconds, and tries no second time. */
const timeoutMs = 10_000;

/** What the App is told of: the events of its manifest. Others are not sent. */
const subscribed = new Set(["check_run", "issues", "pull_request", "pull_request_review", "push"]);

/** The first id; larger than a JavaScript number holds, as GitHub's are. */
const firstDeliveryId = 3_804_004_623_172_239_366n;

/** Sends an event to the App's webhook, signed; does not wait for the answer. */
export function emit(
  state: State,
  sender: Account,
  event: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  if (!subscribed.has(event)) return;
  const payload = JSON.stringify({
    ...fields,
    repository: repositoryShape(state),
    organization: { login: state.owner, id: 1 },
    sender: userShape(sender),
    installation: { id: installationId, node_id: "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uMQ==" },
  });
  const action = typeof fields["action"] === "string" ? fields["action"] : null;
  void deliver(state, { guid: randomUUID(), event, action, payload, redelivery: false });
}

/** POST /app/hook/deliveries/{id}/attempts. False when there is no such delivery. */
export function redeliver(state: State, id: string): boolean {
  const known = state.deliveries.find((delivery) => delivery.id === id);
  if (known === undefined) return false;
  const { guid, event, action, payload } = known;
  void deliver(state, { guid, event, action, payload, redelivery: true });
  return true;
}

async function deliver(
  state: State,
  attempt: Pick<Delivery, "guid" | "event" | "action" | "payload" | "redelivery">,
): Promise<void> {
  const delivery: Delivery = {
    ...attempt,
    id: String(firstDeliveryId + BigInt(state.deliveries.length)),
    deliveredAt: new Date().toISOString(),
    statusCode: 0,
    durationSeconds: 0,
  };
  state.deliveries.push(delivery);
  if (state.webhooksDropped) {
    delivery.statusCode = 502;
    return;
  }
  const startedAt = performance.now();
  delivery.statusCode = await post(state, delivery);
  delivery.durationSeconds = (performance.now() - startedAt) / 1_000;
}

async function post(state: State, { guid, event, payload }: Delivery): Promise<number> {
  const signature = createHmac("sha256", state.app.webhookSecret).update(payload).digest("hex");
  try {
    const response = await fetch(state.app.webhookUrl, {
      method: "POST",
      headers: {
        accept: "*/*",
        "content-type": "application/json",
        "user-agent": "GitHub-Hookshot/emulated",
        "x-github-delivery": guid,
        "x-github-event": event,
        "x-github-hook-id": "1",
        "x-github-hook-installation-target-id": String(state.app.id),
        "x-github-hook-installation-target-type": "integration",
        "x-hub-signature-256": `sha256=${signature}`,
      },
      body: payload,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 502;
  }
}
