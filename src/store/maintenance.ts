import { errorMessage } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { Database } from "./database.ts";
import { forgetHandled } from "./deliveries.ts";
import type { Queue } from "./queue.ts";

export interface MaintenanceOptions {
  /** How long the ids of handled events are kept, so that a repetition is known. GitHub redelivers within 3 days. */
  readonly retentionDays: number;
  readonly checkpointSeconds: number;
  readonly vacuumSeconds: number;
}

/** Deletes in small steps: PGlite's statements run in the main thread. */
const forgetBatch = 1_000;

export interface Maintenance {
  /** All of it, now. For tests and for a database that was left alone for long. */
  runOnce(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps the database small. PGlite writes no checkpoint and vacuums nothing by itself: its log grew past 1.6 GB.
 * A PostgreSQL server does both, so there only old deliveries are deleted.
 */
export function startMaintenance(
  database: Database,
  queue: Queue,
  log: Logger,
  options: MaintenanceOptions,
): Maintenance {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  /** One at a time, after each other; a failure is logged and tried again at the next tick. */
  function schedule(what: string, work: () => Promise<unknown>): Promise<void> {
    running = after(running, what, work);
    return running;
  }

  async function after(
    before: Promise<void>,
    what: string,
    work: () => Promise<unknown>,
  ): Promise<void> {
    await before;
    if (stopped) return;
    try {
      await work();
    } catch (error) {
      log.warn({ what, error: errorMessage(error) }, "maintenance failed");
    }
  }

  const forget = async (): Promise<void> => {
    const count = await forgetHandled(database, options.retentionDays, forgetBatch);
    if (count === forgetBatch && !stopped) await forget();
  };
  const unblock = async (): Promise<void> => {
    const keys = await queue.unblock();
    if (keys > 0) log.error({ keys }, "keys were blocked by failed jobs and are free again");
  };
  const checkpoint = (): Promise<unknown> => database.query("CHECKPOINT");
  const vacuum = async (): Promise<void> => {
    for (const table of ["causeway.deliveries", "causeway.requests", "pgboss.job"]) {
      await database.query(`VACUUM ${table}`);
    }
  };

  const every = (seconds: number, what: string, work: () => Promise<unknown>): NodeJS.Timeout =>
    setInterval(() => void schedule(what, work), seconds * 1000).unref();
  const timers = [every(60, "unblock", unblock), every(3_600, "forget", forget)];
  if (database.kind === "pglite") {
    timers.push(every(options.checkpointSeconds, "checkpoint", checkpoint));
    timers.push(every(options.vacuumSeconds, "vacuum", vacuum));
  }
  void schedule("forget", forget);

  return {
    runOnce: async () => {
      await schedule("unblock", unblock);
      await schedule("forget", forget);
      if (database.kind !== "pglite") return;
      await schedule("vacuum", vacuum);
      await schedule("checkpoint", checkpoint);
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      stopped = true;
      await running;
    },
  };
}
