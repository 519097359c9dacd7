import { createHmac } from "node:crypto";
import { repository, secrets } from "../../demo/world.ts";
import { webhookPath } from "../../src/web/server.ts";

export interface SentWebhook {
  /** X-GitHub-Delivery. */
  readonly id: string;
  readonly event: string;
  readonly body: string;
  /** The App's own unless given. */
  readonly secret?: string;
}

/** Sends a webhook as GitHub does. Resolves to the status of the answer. */
export async function sendWebhook(
  appUrl: string,
  { id, event, body, secret = secrets.webhook }: SentWebhook,
): Promise<number> {
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const response = await fetch(`${appUrl}${webhookPath}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-delivery": id,
      "x-github-event": event,
      "x-hub-signature-256": `sha256=${signature}`,
    },
    body,
  });
  await response.text();
  return response.status;
}

/** The payload of an issue that was opened, as far as anyone reads it; `extra` stands beside it. */
export function issueOpened(
  issue: { readonly number: number; readonly body: string; readonly login: string },
  extra: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    action: "opened",
    issue: { number: issue.number, body: issue.body },
    repository: { full_name: `${repository.owner}/${repository.name}` },
    sender: { login: issue.login },
    ...extra,
  });
}
