import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { errorMessage } from "../domain/errors.ts";
import type { InboundEvent } from "../domain/event.ts";
import type { ObjectRef } from "../domain/kubernetes.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { RequestRecord } from "../domain/request.ts";
import type { Ancestry } from "./ancestry.ts";
import { readDelivery } from "./follow-delivery.ts";
import { followedChange, relatesTo } from "./followed-change.ts";
import { inbound, requestKey } from "./inbound.ts";
import type { Ports } from "./ports.ts";
import { waitsFor, waitHasChanged, type WaitedFor } from "./waited-for.ts";

/** Changes that come within this time are looked at together. */
const gatherMs = 50;

/** Timers take at most 2^31 ms; whoever waits longer looks at the clock now and then. */
const longestTimerMs = 24 * 60 * 60 * 1_000;

/**
 * Watches the cluster and the clock on behalf of requests that are merged or that wait, and asks for a fresh look when
 * one can get further.
 */
export interface DeliveryTracker {
  /** Starts, goes on or stops following a request, by its state. */
  track(record: RequestRecord): void;
  stop(): void;
}

interface Tracked {
  readonly record: RequestRecord;
  /** What a waiting request waits for, as it was when it was looked at last. */
  readonly waited: WaitedFor | undefined;
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
    const timer = setTimeout(() => void tryToLook(requestId), Math.min(delayMs, longestTimerMs));
    tracked.set(requestId, { ...entry, timer });
  }

  async function tryToLook(requestId: string): Promise<void> {
    try {
      await look(requestId);
    } catch (error) {
      const fields = { requestId, error: errorMessage(error) };
      ports.log.warn(fields, "a delivery could not be assessed; trying again");
      lookLater(requestId, 5_000);
    }
  }

  async function look(requestId: string): Promise<void> {
    const entry = tracked.get(requestId);
    if (entry === undefined) return;
    const { hasChanged, againInMs } =
      entry.waited === undefined
        ? await lookAtDelivery(ports, entry.record, ancestry)
        : lookAtWait(ports, entry.waited);
    if (againInMs !== undefined) lookLater(requestId, againInMs);
    const latest = tracked.get(requestId);
    if (latest !== undefined && !latest.asked && hasChanged(latest.record)) {
      await ask(requestId, latest);
    }
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

  cluster?.onChange((ref) => {
    for (const [requestId, entry] of tracked) {
      if (isConcerned(entry, ref, { ports, ancestry, view: cluster.view })) {
        lookLater(requestId, gatherMs);
      }
    }
  });

  return {
    track: (record) => {
      const { id } = record.request;
      const known = tracked.get(id);
      const waited = waitsFor(ports, record);
      if (waited === undefined && !(cluster !== undefined && isOnItsWay(record))) {
        clearTimeout(known?.timer);
        tracked.delete(id);
        return;
      }
      tracked.set(id, { record, waited, asked: false, timer: known?.timer });
      lookLater(id, gatherMs);
    },
    stop: () => {
      stopped = true;
      for (const { timer } of tracked.values()) clearTimeout(timer);
      tracked.clear();
    },
  };
}

function isOnItsWay({ state }: RequestRecord): boolean {
  return state === "merged" || state === "failed";
}

/** Whether a change of an object in the cluster can bring a request further. */
function isConcerned(
  { record, waited }: Tracked,
  ref: ObjectRef,
  {
    ports,
    ancestry,
    view,
  }: { readonly ports: Ports; readonly ancestry: Ancestry; readonly view: ClusterView },
): boolean {
  if (waited !== undefined) return waited.concerns(ref);
  const change = followedChange(ports, record, ancestry);
  return change !== undefined && relatesTo(change, ref, view);
}

/** What a look found: whether the record does not say it yet, and when time alone can change it. */
interface Look {
  readonly hasChanged: (record: RequestRecord) => boolean;
  readonly againInMs: number | undefined;
}

const nothingSeen: Look = { hasChanged: () => false, againInMs: undefined };

async function lookAtDelivery(
  ports: Ports,
  record: RequestRecord,
  ancestry: Ancestry,
): Promise<Look> {
  if (ports.cluster === undefined) return nothingSeen;
  const delivery = await readDelivery(ports, ports.cluster, { record, ancestry });
  if (delivery === undefined) return nothingSeen;
  const times = delivery.steps.flatMap(({ assessment }) =>
    assessment.recheckAt === undefined ? [] : [Date.parse(assessment.recheckAt)],
  );
  const soonest = Math.min(...times) - ports.clock.now().getTime();
  return {
    hasChanged: (known) => !isDeepStrictEqual(delivery, known.delivery),
    againInMs: times.length === 0 ? undefined : Math.max(gatherMs, soonest),
  };
}

function lookAtWait(ports: Ports, waited: WaitedFor): Look {
  const left =
    waited.until === undefined ? undefined : waited.until.getTime() - ports.clock.now().getTime();
  return {
    hasChanged: () => waitHasChanged(ports, waited),
    againInMs: left !== undefined && left > 0 ? left : undefined,
  };
}

function lookAt(requestId: string, now: Date): InboundEvent {
  const id = `delivery:${requestId}:${randomUUID()}`;
  const about = { id, key: requestKey(requestId), receivedAt: now.toISOString() };
  return inbound("request.advance", { requestId }, about);
}
