import { Pool, type PoolClient } from "pg";
import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { Database, Sql } from "./database.ts";

/** A server that starts beside us needs some seconds: about 15 in all. */
const startDelaysMs = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Connects to PostgreSQL. Waits some seconds for a server that is still starting, then rejects.
 * Later losses of the connection are logged; statements reject until the server is back.
 */
export async function openPostgres(databaseUrl: string, log: Logger): Promise<Database> {
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: "causeway",
    max: 8,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    statement_timeout: 60_000,
    query_timeout: 65_000,
  });
  // Without these listeners, a connection that breaks while no statement runs ends the process: the pool's own
  // listener is taken off while a client is in use.
  const onLost = (error: Error): void =>
    log.warn({ error: error.message }, "a database connection was lost");
  pool.on("error", onLost);
  pool.on("connect", (client) => client.on("error", onLost));
  try {
    await waitForServer(pool, log);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    kind: "postgres",
    bossOptions: { connectionString: databaseUrl, application_name: "causeway", max: 4 },
    query: async (text, values) => (await pool.query(text, [...(values ?? [])])).rows,
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

async function waitForServer(pool: Pool, log: Logger): Promise<void> {
  for (const delayMs of startDelaysMs) {
    try {
      await pool.query("SELECT 1");
      return;
    } catch (error) {
      if (!isNotThereYet(error)) throw error;
      log.info({ error: errorMessage(error) }, "waiting for PostgreSQL");
      await delay(delayMs);
    }
  }
  await pool.query("SELECT 1");
}

/** Refused, reset, name not known yet, or PostgreSQL's own "starting up" (57P03). A wrong password is none of them. */
function isNotThereYet(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  return (
    code === "ECONNREFUSED" ||
    code === "ECONNRESET" ||
    code === "EAI_AGAIN" ||
    code === "ENOTFOUND" ||
    code === "57P03"
  );
}

async function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(sqlOf(client));
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: unknown) => {
      broken = new Error("the rollback failed", { cause: rollbackError });
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function sqlOf(client: PoolClient): Sql {
  return { query: async (text, values) => (await client.query(text, [...(values ?? [])])).rows };
}
