import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Delivery } from "../domain/delivery.ts";
import { errorMessage } from "../domain/errors.ts";
import type { InboundEvent } from "../domain/event.ts";
import type { ObjectRef } from "../domain/kubernetes.ts";
import type { RequestRecord } from "../domain/request.ts";
import type { Ancestry } from "./ancestry.ts";
import { readDelivery } from "./follow-delivery.ts";
import { followedChange, relatesTo } from "./followed-change.ts";
import { inbound, requestKey } from "./inbound.ts";
import type { Ports } from "./ports.ts";

/** Changes that come within this time are looked at together. */
const gatherMs = 50;

/** Watches the cluster on behalf of merged requests, and asks for a fresh look when one got further. */
export interface DeliveryTracker {
  /** Starts, goes on or stops following a request, by its state. */
  track(record: RequestRecord): void;
  stop(): void;
}

interface Tracked {
  readonly record: RequestRecord;
  /** A look was asked for and has not been taken: it will see all that changes until then, so no other is asked for. */
  readonly asked: boolean;
  readonly timer: NodeJS.Timeout | undefined;
}

export function createDeliveryTracker(ports: Ports, ancestry: Ancestry): DeliveryTracker {
  const tracked = new Map<string, Tracked>();
  const cluster = ports.cluster;
  let stopped = false;

  function lookLater(requestId: string, delayMs: number): void {
    const entry = tracked.get(requestId);
    if (entry === undefined || stopped) return;
    clearTimeout(entry.timer);
    const timer = setTimeout(() => {
      look(requestId).catch((error: unknown) => {
        ports.log.warn(
          { requestId, error: errorMessage(error) },
          "a delivery could not be assessed; trying again",
        );
        lookLater(requestId, 5_000);
      });
    }, delayMs);
    tracked.set(requestId, { ...entry, timer });
  }

  async function look(requestId: string): Promise<void> {
    const entry = tracked.get(requestId);
    if (entry === undefined || cluster === undefined) return;
    const delivery = await readDelivery(ports, cluster, { record: entry.record, ancestry });
    if (delivery === undefined || !tracked.has(requestId)) return;
    scheduleRecheck(requestId, delivery);
    const latest = tracked.get(requestId);
    if (latest === undefined || latest.asked) return;
    if (isDeepStrictEqual(delivery, latest.record.delivery)) return;
    await ask(requestId, latest);
  }

  async function ask(requestId: string, entry: Tracked): Promise<void> {
    tracked.set(requestId, { ...entry, asked: true });
    try {
      await ports.store.inbox.accept(lookAt(requestId, ports.clock.now()));
    } catch (error) {
      const latest = tracked.get(requestId);
      if (latest !== undefined) tracked.set(requestId, { ...latest, asked: false });
      throw error;
    }
  }

  function scheduleRecheck(requestId: string, delivery: Delivery): void {
    const times = delivery.steps.flatMap(({ assessment }) =>
      assessment.recheckAt === undefined ? [] : [Date.parse(assessment.recheckAt)],
    );
    if (times.length === 0) return;
    lookLater(requestId, Math.max(gatherMs, Math.min(...times) - ports.clock.now().getTime()));
  }

  function onChange(ref: ObjectRef): void {
    if (cluster === undefined) return;
    for (const [requestId, { record }] of tracked) {
      const change = followedChange(ports, record, ancestry);
      if (change !== undefined && relatesTo(change, ref, cluster.view)) {
        lookLater(requestId, gatherMs);
      }
    }
  }

  cluster?.onChange(onChange);

  return {
    track: (record) => {
      const { id } = record.request;
      const known = tracked.get(id);
      if (cluster === undefined || (record.state !== "merged" && record.state !== "failed")) {
        clearTimeout(known?.timer);
        tracked.delete(id);
        return;
      }
      tracked.set(id, { record, asked: false, timer: known?.timer });
      lookLater(id, gatherMs);
    },
    stop: () => {
      stopped = true;
      for (const { timer } of tracked.values()) clearTimeout(timer);
      tracked.clear();
    },
  };
}

function lookAt(requestId: string, now: Date): InboundEvent {
  const id = `delivery:${requestId}:${randomUUID()}`;
  const about = { id, key: requestKey(requestId), receivedAt: now.toISOString() };
  return inbound("request.advance", { requestId }, about);
}
