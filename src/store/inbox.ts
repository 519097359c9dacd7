import { TerminalError } from "../domain/errors.ts";
import type { InboundEvent } from "../domain/event.ts";
import type { Inbox } from "../domain/ports/inbox.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { createBatcher } from "./batcher.ts";
import type { Database } from "./database.ts";
import {
  countWaiting,
  keysOfJobs,
  insertDeliveries,
  listPutAside,
  markWaiting,
} from "./deliveries.ts";
import type { Queue } from "./queue.ts";
import { createWorkers, type WorkerOptions } from "./workers.ts";

/** A batch is one transaction: large enough to share its cost, small enough not to hold others up. */
const batchLimits = { items: 200, size: 4_000_000 };

/** Ids and names come from headers and from our own code; an honest one is far shorter. */
const longestId = 500;

/** The inbox on a database and a queue that are ready. */
export function createInbox(
  database: Database,
  queue: Queue,
  log: Logger,
  options: WorkerOptions,
): Inbox {
  const workers = createWorkers(database, queue, log, options);
  const batcher = createBatcher(storeBatch, batchLimits);
  const storing = new Map<string, Promise<"accepted" | "duplicate">>();
  let stopped = false;

  async function storeBatch(
    entries: readonly Entry[],
  ): Promise<readonly ("accepted" | "duplicate")[]> {
    const deliveries = entries.map((entry) => ({ ...entry, jobId: queue.nextJobId() }));
    const stored = await database.transaction(async (sql) => {
      const added = await insertDeliveries(sql, deliveries);
      const jobs = deliveries
        .filter(({ event }) => added.has(event.id))
        .map(({ event, jobId }) => ({ jobId, eventId: event.id, key: event.key }));
      if (jobs.length > 0) await queue.push(sql, jobs);
      return added;
    });
    if (stored.size > 0) workers.wake();
    return entries.map(({ event }) => (stored.has(event.id) ? "accepted" : "duplicate"));
  }

  async function accept(event: InboundEvent): Promise<"accepted" | "duplicate"> {
    if (stopped) throw new Error("Causeway is stopping; the event was not stored.");
    const twin = storing.get(event.id);
    if (twin !== undefined) {
      await twin;
      return "duplicate";
    }
    const payload = JSON.stringify(event.payload);
    requireStorable(event);
    const stored = batcher.add({ event, payload }, payload.length);
    storing.set(event.id, stored);
    try {
      return await stored;
    } finally {
      storing.delete(event.id);
    }
  }

  return {
    accept,
    start: (handler) => workers.start(handler),
    stop: async (timeoutMs) => {
      stopped = true;
      await batcher.idle();
      await workers.stop(timeoutMs);
    },
    listPutAside: (limit, names) => listPutAside(database, limit, names),
    retry: async (eventId) => {
      const jobId = queue.nextJobId();
      const found = await database.transaction(async (sql) => {
        const key = await markWaiting(sql, eventId, jobId);
        if (key !== undefined) await queue.push(sql, [{ jobId, eventId, key }]);
        return key !== undefined;
      });
      if (found) workers.wake();
      return found;
    },
    pending: () => countWaiting(database),
    waitingKeys: async () => keysOfJobs(database, await queue.notBegun()),
  };
}

interface Entry {
  readonly event: InboundEvent;
  readonly payload: string;
}

/** PostgreSQL's text holds no NUL and no half of a surrogate pair. Payloads may: JSON escapes both. */
function requireStorable(event: InboundEvent): void {
  for (const [what, text] of [
    ["id", event.id],
    ["key", event.key],
    ["name", event.name],
  ] as const) {
    if (text === "" || text.includes("\0") || !text.isWellFormed()) {
      throw new TerminalError(
        `The event's ${what} must be text without NUL characters or broken Unicode, and not empty.`,
      );
    }
  }
  if (event.id.length > longestId) {
    throw new TerminalError(
      `The event's id has ${event.id.length} characters; at most ${longestId} can be stored. Send a digest of it instead.`,
    );
  }
}
