import { createHash } from "node:crypto";
import { PgBoss, type CommandResponse } from "pg-boss";
import { z } from "zod";
import type { Logger } from "../domain/ports/logger.ts";
import { bossDatabase, textOf, type Database, type Sql } from "./database.ts";
import { createJobIds } from "./job-ids.ts";

const queueName = "inbox";
const bossSchema = "pgboss";

/** The largest key that goes into an index as it is; a longer one is replaced by its digest. */
const longestPlainKey = 200;

/** A job that this process has in hand. `attempt` fences it: a claim that was lost can settle nothing. */
export interface Claim {
  readonly jobId: string;
  /** How often the job was claimed before, counted by pg-boss. */
  readonly attempt: number;
  readonly eventId: string;
}

/** A job to be: one turn of one event on its key. */
interface NewJob {
  readonly jobId: string;
  readonly eventId: string;
  readonly key: string;
  readonly delaySeconds?: number;
}

/**
 * Turns on keys, kept by pg-boss under the policy `key_strict_fifo`: of one key, one job is active, and none is
 * passed by its successor, not even while it waits for a retry. pg-boss's own retry limit is out of reach on
 * purpose: a job that failed for good would block its key for ever, so jobs are only ever delayed or dropped.
 */
export interface Queue {
  readonly nextJobId: () => string;
  push(sql: Sql, jobs: readonly NewJob[]): Promise<void>;
  claim(limit: number): Promise<readonly Claim[]>;
  /** Says that these are still in hand. Gives those that are not ours any more. */
  heartbeat(claims: readonly Claim[]): Promise<readonly Claim[]>;
  /** Whether the claim still holds, locked until the transaction ends. */
  hold(sql: Sql, claim: Claim): Promise<boolean>;
  /** Ends jobs and frees their keys. Gives the ids of those that were still ours. */
  drop(sql: Sql, claims: readonly Claim[]): Promise<ReadonlySet<string>>;
  /** Gives a job back; its key waits with it. False when it was not ours any more. */
  delay(sql: Sql, claim: Claim, seconds: number): Promise<boolean>;
  /** Gives back what a process that is gone had in hand. Only right when no other process works on this database. */
  releaseAll(): Promise<number>;
  /** The ids of the jobs that nobody has begun. */
  notBegun(): Promise<ReadonlySet<string>>;
  /** Frees keys that a job which failed for good still blocks. Gives how many there were. */
  unblock(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts pg-boss on the database; its schema is made and migrated where needed. */
export async function startQueue(database: Database, log: Logger): Promise<Queue> {
  const embedded = database.kind === "pglite";
  const boss = new PgBoss({
    ...database.bossOptions,
    schema: bossSchema,
    schedule: false,
    registerInstance: false,
    // How soon a job is given back whose process was killed: its heartbeat must be late first. An embedded database
    // has no second process that could take it.
    superviseIntervalSeconds: embedded ? 60 : 2,
    monitorIntervalSeconds: embedded ? 60 : 2,
  });
  boss.on("error", (error) => log.warn({ error: error.message }, "the queue had an error"));
  boss.on("warning", (warning) => log.warn({ warning: warning.message }, "the queue warns"));
  await boss.start();
  const options = {
    retryLimit: 1_000_000,
    retryDelay: 0,
    retryBackoff: false,
    heartbeatSeconds: 10,
    expireInSeconds: 60 * 60,
    retentionSeconds: 365 * 24 * 60 * 60,
  };
  await boss.createQueue(queueName, { policy: "key_strict_fifo", ...options });
  await boss.updateQueue(queueName, options);
  return queueOn(boss, database);
}

function queueOn(boss: PgBoss, database: Database): Queue {
  return {
    nextJobId: createJobIds(),
    push: async (sql, jobs) => {
      const db = bossDatabase(sql);
      const inserted = await boss.insert(queueName, jobs.map(toBossJob), { db, returnId: true });
      if ((inserted ?? []).length !== jobs.length) throw new Error("a job's id was taken already");
    },
    claim: async (limit) => {
      const jobs = await boss.fetch<JobData>(queueName, { batchSize: limit });
      return jobs.map(({ id, retryCount, data }) => ({
        jobId: id,
        attempt: retryCount,
        eventId: data.eventId,
      }));
    },
    heartbeat: async (claims) => {
      const alive = touched(await boss.touch(queueName, claims.map(toAttempt)));
      return claims.filter(({ jobId }) => !alive.has(jobId));
    },
    hold: async (sql, claim) => {
      const db = bossDatabase(sql);
      return touched(await boss.touch(queueName, toAttempt(claim), { db })).size === 1;
    },
    drop: async (sql, claims) => {
      const db = bossDatabase(sql);
      return touched(await boss.deleteJob(queueName, claims.map(toAttempt), { db }));
    },
    delay: async (sql, claim, seconds) => {
      const db = bossDatabase(sql);
      const failed = touched(await boss.fail(queueName, toAttempt(claim), null, { db }));
      if (failed.size !== 1) return false;
      await boss.update(queueName, undefined, { id: claim.jobId, startAfter: seconds, db });
      return true;
    },
    notBegun: async () => new Set(await jobsIn(database, ["created", "retry"])),
    releaseAll: async () => releaseActive(boss, database),
    unblock: async () => unblockKeys(boss, database),
    stop: () => boss.stop({ graceful: false, close: true }),
  };
}

interface JobData {
  readonly eventId: string;
}

function toBossJob({ jobId, eventId, key, delaySeconds }: NewJob): {
  id: string;
  data: JobData;
  singletonKey: string;
  startAfter?: number;
} {
  const job = { id: jobId, data: { eventId }, singletonKey: indexableKey(key) };
  return delaySeconds === undefined ? job : { ...job, startAfter: delaySeconds };
}

function toAttempt({ jobId, attempt }: Claim): { id: string; retryCount: number } {
  return { id: jobId, retryCount: attempt };
}

/** What pg-boss answers, which its types leave open: the ids of the jobs that a statement found as it expected them. */
const responseSchema = z.object({ settled: z.array(z.string()) });

function touched(response: CommandResponse): ReadonlySet<string> {
  return new Set(responseSchema.parse(response).settled);
}

function indexableKey(key: string): string {
  if (key.length <= longestPlainKey) return key;
  return `sha256:${createHash("sha256").update(key).digest("hex")}`;
}

async function releaseActive(boss: PgBoss, database: Database): Promise<number> {
  const ids = await jobsIn(database, ["active"]);
  if (ids.length === 0) return 0;
  return touched(await boss.fail(queueName, [...ids])).size;
}

async function unblockKeys(boss: PgBoss, database: Database): Promise<number> {
  const blocked = await boss.getBlockedKeys(queueName);
  if (blocked.length === 0) return 0;
  await boss.retry(queueName, [...(await jobsIn(database, ["failed"]))]);
  return blocked.length;
}

/** pg-boss's own search has no filter for a state and reads the whole backlog. */
async function jobsIn(
  database: Database,
  states: readonly ("created" | "retry" | "active" | "failed")[],
): Promise<readonly string[]> {
  const rows = await database.query(
    `SELECT id::text AS id FROM ${bossSchema}.job WHERE name = $1 AND state::text = ANY($2::text[])`,
    [queueName, states],
  );
  return rows.map((row) => textOf(row, "id"));
}
