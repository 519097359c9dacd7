import type { HookDelivery } from "../domain/ports/repository-host.ts";

/** GitHub redelivers nothing by itself, and forgets a delivery after three days. */
export const redeliverableMs = 3 * 24 * 60 * 60 * 1_000;

/** How often we ask for one event before we leave it to the sweep of open requests. */
const maxRedeliveries = 3;

/**
 * The ids of the deliveries to ask for again: the newest attempt of each event that never got through, unless it was
 * asked for {@link maxRedeliveries} times or is older than {@link redeliverableMs}. Oldest first, to keep the order.
 */
export function selectRedeliveries(deliveries: readonly HookDelivery[], now: Date): string[] {
  const attemptsOf = Map.groupBy(deliveries, ({ guid }) => guid);
  const missed = [...attemptsOf.values()].flatMap((attempts) => {
    if (attempts.some(succeeded)) return [];
    if (attempts.filter(({ redelivery }) => redelivery).length >= maxRedeliveries) return [];
    const [newest] = attempts.toSorted((left, right) => timeOf(right) - timeOf(left));
    if (newest === undefined || now.getTime() - timeOf(newest) > redeliverableMs) return [];
    return [newest];
  });
  return missed.toSorted((left, right) => timeOf(left) - timeOf(right)).map(({ id }) => id);
}

function succeeded({ statusCode }: HookDelivery): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function timeOf({ deliveredAt }: HookDelivery): number {
  return Date.parse(deliveredAt);
}
