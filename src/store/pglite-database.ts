import { PGlite, type Transaction } from "@electric-sql/pglite";
import { join } from "node:path";
import { fromPglite } from "pg-boss";
import { errorMessage } from "../domain/errors.ts";
import type { Database, Sql } from "./database.ts";
import { lockDirectory, type DirectoryLock } from "./directory-lock.ts";

/** PostgreSQL's default of 128 MB costs 120 MB of memory and brings nothing at this size. */
const startParams = [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"];

/**
 * Opens the embedded database in a directory, which this process then holds alone.
 * PGlite makes no fsync: what it acknowledged survives a killed process, not a power cut.
 */
export async function openPglite(dataDirectory: string): Promise<Database> {
  const lock = lockDirectory(dataDirectory);
  try {
    const pglite = await PGlite.create({ dataDir: join(dataDirectory, "pgdata"), startParams });
    return pgliteDatabase(pglite, lock);
  } catch (error) {
    lock.release();
    throw new Error(
      `The embedded database in ${dataDirectory} can't be opened: ${errorMessage(error)}`,
      { cause: error },
    );
  }
}

function pgliteDatabase(pglite: PGlite, lock: DirectoryLock): Database {
  return {
    kind: "pglite",
    bossOptions: { backend: "pglite", db: fromPglite(pglite) },
    ...sqlOf(pglite),
    transaction: (work) => pglite.transaction((transaction) => work(sqlOf(transaction))),
    close: async () => {
      try {
        await pglite.close();
      } finally {
        lock.release();
      }
    },
  };
}

function sqlOf(connection: PGlite | Transaction): Sql {
  return {
    query: async (text, values) =>
      (await connection.query<Record<string, unknown>>(text, [...(values ?? [])])).rows,
  };
}
