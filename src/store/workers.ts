import { errorMessage } from "../domain/errors.ts";
import type { EventHandler } from "../domain/ports/inbox.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { Database } from "./database.ts";
import { readDeliveries, type DeliveryRow } from "./deliveries.ts";
import type { Claim, Queue } from "./queue.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import { createTurns, type Turns } from "./turns.ts";
import { createWakeUp } from "./wake-up.ts";

export interface WorkerOptions {
  /** Events handled at once. */
  readonly workers: number;
  readonly retry: RetryPolicy;
  /** How long one try may take. */
  readonly handlerTimeoutMs: number;
  /** How often to look for retries that have become due and for what other processes stored. */
  readonly pollMs: number;
}

/** Well under the queue's heartbeat of 10 s, so that one late beat loses nothing. */
const heartbeatMs = 3_000;

/** What takes stored events and hands them to the handler. */
export interface Workers {
  start(handler: EventHandler): Promise<void>;
  /** Something may be there to do. */
  wake(): void;
  stop(timeoutMs: number): Promise<void>;
}

/**
 * One loop claims as many jobs as there are free places, so a backlog goes on as soon as a place is free; pg-boss's
 * own workers wait a polling interval after each job.
 */
export function createWorkers(
  database: Database,
  queue: Queue,
  log: Logger,
  options: WorkerOptions,
): Workers {
  const inHand = new Map<string, InHand>();
  const wakeUp = createWakeUp();
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  let heart: NodeJS.Timeout | undefined;

  async function run(turns: Turns): Promise<void> {
    while (!stopping.signal.aborted) {
      const free = options.workers - inHand.size;
      const claimed = free > 0 ? await claimSome(database, queue, free, log) : [];
      for (const { claim, row } of claimed) begin(turns, claim, row);
      if (claimed.length < free || free <= 0) await wakeUp.wait(options.pollMs);
    }
  }

  function begin(turns: Turns, claim: Claim, row: DeliveryRow | undefined): void {
    const done = turns.take(claim, row).finally(() => {
      inHand.delete(claim.jobId);
      wakeUp.wake();
    });
    inHand.set(claim.jobId, { claim, done });
  }

  return {
    wake: wakeUp.wake,
    start: async (handler) => {
      if (database.kind === "pglite") await queue.releaseAll();
      heart = setInterval(() => void beat(queue, inHand, log), heartbeatMs);
      loop = run(createTurns({ database, queue, log, options, handler }));
    },
    stop: async (timeoutMs) => {
      stopping.abort();
      wakeUp.wake();
      await loop;
      await settled([...inHand.values()], timeoutMs);
      clearInterval(heart);
      if (inHand.size === 0) return;
      const fields = { events: inHand.size };
      log.warn(fields, "events are still in hand; they are handled again after the next start");
    },
  };
}

interface InHand {
  readonly claim: Claim;
  readonly done: Promise<void>;
}

interface Claimed {
  readonly claim: Claim;
  readonly row: DeliveryRow | undefined;
}

/**
 * Nothing when the database does not answer. When it goes away between the two statements, the claims lapse: no
 * heartbeat is written for them, and they are claimed anew.
 */
async function claimSome(
  database: Database,
  queue: Queue,
  limit: number,
  log: Logger,
): Promise<readonly Claimed[]> {
  try {
    const claims = await queue.claim(limit);
    if (claims.length === 0) return [];
    const ids = claims.map(({ eventId }) => eventId);
    const rows = await readDeliveries(database, ids);
    return claims.map((claim) => ({ claim, row: rows.get(claim.eventId) }));
  } catch (error) {
    log.warn({ error: errorMessage(error) }, "stored events can't be read now");
    return [];
  }
}

async function beat(queue: Queue, inHand: ReadonlyMap<string, InHand>, log: Logger): Promise<void> {
  const claims = [...inHand.values()].map(({ claim }) => claim);
  if (claims.length === 0) return;
  try {
    for (const { eventId, jobId } of await queue.heartbeat(claims)) {
      if (inHand.has(jobId)) log.warn({ eventId }, "a claim was lost; the event is handled again");
    }
  } catch (error) {
    log.warn({ error: errorMessage(error) }, "the heartbeat can't be written now");
  }
}

/** Resolves when all turns have ended, at the latest after `timeoutMs`. */
async function settled(turns: readonly InHand[], timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([Promise.all(turns.map(({ done }) => done)), timeout]);
  clearTimeout(timer);
}
