import { expect, it, vi } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { createInbox } from "../../src/store/inbox.ts";
import { startMaintenance } from "../../src/store/maintenance.ts";
import { migrate } from "../../src/store/migrations.ts";
import { openPglite } from "../../src/store/pglite-database.ts";
import { openPostgres } from "../../src/store/postgres-database.ts";
import { createRequestStore } from "../../src/store/requests.ts";
import { startQueue, type Queue } from "../../src/store/queue.ts";
import { defaultRetryPolicy } from "../../src/store/retry-policy.ts";
import { describeOnBoth, type Databases } from "./databases.ts";
import { event, Recorder } from "./events.ts";
import { silent } from "./silent-log.ts";

const options = { workers: 2, retry: defaultRetryPolicy, handlerTimeoutMs: 10_000, pollMs: 10 };
const daily = { retentionDays: 0, checkpointSeconds: 86_400, vacuumSeconds: 86_400 };
const patience = { timeout: 10_000, interval: 10 };

async function withParts(
  databases: Databases,
  test: (database: Database, queue: Queue) => Promise<void>,
): Promise<void> {
  const { databaseUrl, dataDirectory } = await databases.fresh();
  const database =
    databaseUrl === undefined
      ? await openPglite(dataDirectory)
      : await openPostgres(databaseUrl, silent);
  await migrate(database);
  const queue = await startQueue(database, silent);
  try {
    await test(database, queue);
  } finally {
    await queue.stop();
    await database.close();
  }
}

describeOnBoth("upkeep", (databases) => {
  it("forgets what was handled long ago and nothing else, and leaves no job behind", async () => {
    await withParts(databases, async (database, queue) => {
      const inbox = createInbox(database, queue, silent, options);
      const recorder = new Recorder();
      await inbox.start(recorder);
      for (const id of ["a", "b"]) await inbox.accept(event(id, id));
      await vi.waitFor(async () => expect(await inbox.pending()).toBe(0), patience);
      await inbox.stop(1_000);
      const waiting = createInbox(database, queue, silent, options);
      await waiting.accept(event("waiting", "key"));
      const maintenance = startMaintenance(database, queue, silent, { ...daily, retentionDays: 7 });
      await maintenance.runOnce();
      expect(await waiting.accept(event("a", "a"))).toBe("duplicate");
      await maintenance.stop();

      const strict = startMaintenance(database, queue, silent, daily);
      await strict.runOnce();
      await strict.stop();
      expect(await waiting.accept(event("waiting", "key"))).toBe("duplicate");
      expect(await waiting.accept(event("a", "a"))).toBe("accepted");
      const jobs = await database.query(
        "SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'inbox'",
      );
      expect(jobs).toEqual([{ jobs: 2 }]);
    });
  });

  it("frees a key that a job which failed for good blocks, and handles its event", async () => {
    await withParts(databases, async (database, queue) => {
      const inbox = createInbox(database, queue, silent, options);
      await inbox.accept(event("a", "key"));
      await inbox.accept(event("b", "key"));
      await database.query(
        "UPDATE pgboss.job SET state = 'failed', completed_on = now() WHERE data->>'eventId' = 'a'",
      );
      const recorder = new Recorder();
      expect(await queue.claim(5)).toEqual([]);
      const maintenance = startMaintenance(database, queue, silent, daily);
      await maintenance.runOnce();
      await maintenance.stop();
      await inbox.start(recorder);
      await vi.waitFor(() => expect(recorder.handled).toEqual(["a", "b"]), patience);
      await inbox.stop(1_000);
    });
  });

  it.runIf(databases.kind === "pglite")("writes a checkpoint itself", async () => {
    await withParts(databases, async (database, queue) => {
      const logBehind = async (): Promise<unknown> => {
        const [row] = await database.query(
          "SELECT (pg_current_wal_lsn() - redo_lsn)::int AS bytes FROM pg_control_checkpoint()",
        );
        return row?.["bytes"];
      };
      await database.query(
        "CREATE TABLE filling AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)",
      );
      expect(await logBehind()).toBeGreaterThan(1_000_000);
      const maintenance = startMaintenance(database, queue, silent, daily);
      await maintenance.runOnce();
      await maintenance.stop();
      expect(await logBehind()).toBeLessThan(100_000);
    });
  });

  it("refuses a schema from a newer version", async () => {
    await withParts(databases, async (database) => {
      await database.query("INSERT INTO causeway.migrations (version) VALUES (999)");
      await expect(migrate(database)).rejects.toThrow(/used by a newer version/);
    });
  });

  it("names the row of a request that can't be read", async () => {
    await withParts(databases, async (database) => {
      for (const record of ["{}", "not json", '{"state":"lost"}']) {
        await database.query("DELETE FROM causeway.requests");
        await database.query(
          "INSERT INTO causeway.requests (id, state, record) VALUES ('r-odd', 'open', $1)",
          [record],
        );
        await expect(createRequestStore(database).listUnfinished()).rejects.toThrow(
          /request r-odd/,
        );
      }
    });
  });
});
