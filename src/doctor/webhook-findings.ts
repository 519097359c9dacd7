import type { HookDelivery } from "../domain/ports/repository-host.ts";
import { findingsOf, type Finding } from "./finding.ts";

const { ok, warning, failure } = findingsOf("GitHub");

/** How GitHub's deliveries went, newest first → one finding. An event that came through at a later try is no failure. */
export function webhookFindings(
  deliveries: readonly HookDelivery[],
  webhookPath: string,
): readonly Finding[] {
  const [newest] = deliveries;
  if (newest === undefined)
    return [
      warning(
        "github-webhooks-none",
        "GitHub has sent no webhook in the last three days: whether they arrive can't be told.",
        `Comment on an issue of the configuration repository while Causeway runs, then run the doctor again. If there still is none: on the App's settings page, "Active" must be ticked under "Webhook", with a URL that ends in ${webhookPath}.`,
      ),
    ];
  const attempts = Map.groupBy(deliveries, ({ guid }) => guid);
  const missed = [...attempts.values()].filter((tries) => !tries.some(arrived)).length;
  if (!arrived(newest)) return [failing(newest, { missed, of: attempts.size }, webhookPath)];
  if (missed === 0)
    return [ok("github-webhooks", `The last ${count(attempts.size, "webhook")} arrived.`)];
  return [
    warning(
      "github-webhooks-missed",
      `Webhooks arrive now, but ${missed} of the last ${attempts.size} did not (the newest at ${newestMissed(deliveries)}).`,
      "Nothing to do while Causeway runs: it asks GitHub for them again on start and by every sweep.",
    ),
  ];
}

function failing(
  { statusCode, deliveredAt, event }: HookDelivery,
  counts: { readonly missed: number; readonly of: number },
  webhookPath: string,
): Finding {
  const lost = `${counts.missed} of the last ${count(counts.of, "webhook")} did not arrive; the newest, "${event}" at ${deliveredAt},`;
  if (statusCode === 401)
    return failure(
      "github-webhook-secret",
      `${lost} was refused because of its signature (401).`,
      `WEBHOOK_SECRET must be the text that stands on the App's settings page under "Webhook", "Secret". Nobody can read it there: set a new one (openssl rand -hex 32) in both places and restart Causeway.`,
    );
  if (statusCode === 0 || statusCode === 408 || statusCode >= 500)
    return failure(
      "github-webhook-address",
      `${lost} found nobody (${statusCode === 0 ? "no connection" : statusCode}).`,
      `Check that Causeway runs, and that the "Webhook URL" on the App's settings page is https://<your host>${webhookPath} and can be reached from GitHub (DNS, certificate, firewall, ingress). A 503 is Causeway itself: its database is away, see below.`,
    );
  return failure(
    "github-webhook-refused",
    `${lost} was answered with ${statusCode}, which is not a yes.`,
    webhookRemedy(statusCode, webhookPath),
  );
}

function webhookRemedy(statusCode: number, webhookPath: string): string {
  if (statusCode === 415)
    return `On the App's settings page, set the webhook's "Content type" to application/json.`;
  if (statusCode === 413)
    return "A proxy before Causeway refuses large bodies: let it take 25 MB, GitHub's largest webhook.";
  return `Something else answers there. On the App's settings page the "Webhook URL" must end in ${webhookPath}, and the ingress must pass that path on to Causeway as it is.`;
}

function arrived({ statusCode }: HookDelivery): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function newestMissed(deliveries: readonly HookDelivery[]): string {
  return deliveries.find((delivery) => !arrived(delivery))?.deliveredAt ?? "";
}

function count(number: number, noun: string): string {
  return number === 1 ? noun : `${number} ${noun}s`;
}
