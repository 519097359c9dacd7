import type { HookDelivery } from "../domain/ports/repository-host.ts";
import type { GitHubClient } from "./client.ts";
import type { Parameters } from "./operations.ts";

/** GitHub keeps deliveries for days: a busy App has tens of thousands. */
const maxPages = 200;

/** The deliveries to the App's webhook since a time, newest first. */
export async function listHookDeliveries(
  client: GitHubClient,
  since: Date,
): Promise<readonly HookDelivery[]> {
  const deliveries: HookDelivery[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const parameters = { per_page: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { data, next } = await client.callApp("GET /app/hook/deliveries", parameters);
    for (const { id, guid, event, status_code, delivered_at, redelivery } of data) {
      if (Date.parse(delivered_at) < since.getTime()) return deliveries;
      deliveries.push({
        id: String(id),
        guid,
        event,
        statusCode: status_code,
        deliveredAt: delivered_at,
        redelivery,
      });
    }
    cursor =
      next === undefined ? undefined : (new URL(next).searchParams.get("cursor") ?? undefined);
    if (cursor === undefined) break;
  }
  return deliveries;
}

/** Asks GitHub to deliver once more. It comes as a new delivery with the same guid. */
export async function redeliver(client: GitHubClient, deliveryId: string): Promise<void> {
  // The id goes into the path as its digits. A bigint would be dropped there by Octokit, a number would be rounded.
  const path = {
    delivery_id: deliveryId,
  } as unknown as Parameters<"POST /app/hook/deliveries/{delivery_id}/attempts">;
  await client.callApp("POST /app/hook/deliveries/{delivery_id}/attempts", path);
}
