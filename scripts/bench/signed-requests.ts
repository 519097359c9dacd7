import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

/** What one call took, and what it was answered. */
export interface Timed {
  readonly ms: number;
  readonly status: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Posts to the app over a kept connection and times it from the first byte to the whole answer. */
export function post(
  port: number,
  path: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Timed> {
  const { promise, resolve, reject } = Promise.withResolvers<Timed>();
  const started = performance.now();
  const call = request(
    {
      host: "127.0.0.1",
      port,
      path,
      method: "POST",
      agent,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    },
    (response) => {
      response.resume();
      response.on("end", () =>
        resolve({ ms: performance.now() - started, status: response.statusCode ?? 0 }),
      );
    },
  );
  call.on("error", reject);
  call.end(body);
  return promise;
}

/** The headers and body of a webhook, signed as GitHub signs it. */
export function githubWebhook(secret: string, event: string, payload: unknown) {
  const body = JSON.stringify(payload);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${signature}`,
  };
  return { headers, body };
}

/** The headers and body of an interaction, signed as Slack signs it. */
export function slackInteraction(secret: string, payload: unknown) {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${signature}`,
  };
  return { headers, body };
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
