import type { Logger } from "../domain/ports/logger.ts";
import type { Store } from "../domain/ports/store.ts";
import { createHolds } from "./holds.ts";
import { createInbox } from "./inbox.ts";
import { startMaintenance } from "./maintenance.ts";
import { migrate } from "./migrations.ts";
import { createPeopleLinks } from "./people-links.ts";
import { openPglite } from "./pglite-database.ts";
import { openPostgres } from "./postgres-database.ts";
import { startQueue } from "./queue.ts";
import { createRequestStore } from "./requests.ts";
import { createServiceVersions } from "./service-versions.ts";
import { defaultRetryPolicy, type RetryPolicy } from "./retry-policy.ts";

export interface StoreOptions {
  /** `postgres://…`: several processes may share it. Without it, the embedded database is used. */
  readonly databaseUrl?: string;
  /** Where the embedded database lives. One process at a time. */
  readonly dataDirectory: string;
  readonly log: Logger;
  /** Events handled at once by this process. Default 8. */
  readonly workers?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** How long one try may take, in seconds. Default 600. */
  readonly handlerTimeoutSeconds?: number;
  /** How often to look for due retries and other processes' events, in milliseconds. Default 500. */
  readonly pollMs?: number;
  /** How long ids of handled events are kept, in days. Default 7. */
  readonly retentionDays?: number;
}

/**
 * Opens the database, brings its schema up to date and starts its upkeep. Rejects with a TerminalError when the
 * embedded database is in use by another process, and with the driver's error when PostgreSQL does not let us in.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log, databaseUrl, dataDirectory } = options;
  const database =
    databaseUrl === undefined
      ? await openPglite(dataDirectory)
      : await openPostgres(databaseUrl, log);
  try {
    await migrate(database);
    const queue = await startQueue(database, log);
    const maintenance = startMaintenance(database, queue, log, {
      retentionDays: options.retentionDays ?? 7,
      checkpointSeconds: 60,
      vacuumSeconds: 600,
    });
    return {
      inbox: createInbox(database, queue, log, {
        workers: options.workers ?? 8,
        retry: { ...defaultRetryPolicy, ...options.retry },
        handlerTimeoutMs: (options.handlerTimeoutSeconds ?? 600) * 1000,
        pollMs: options.pollMs ?? 500,
      }),
      requests: createRequestStore(database),
      versions: createServiceVersions(database),
      holds: createHolds(database),
      people: createPeopleLinks(database),
      ping: async () => {
        await database.query("SELECT 1");
      },
      close: async () => {
        await maintenance.stop();
        await queue.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
