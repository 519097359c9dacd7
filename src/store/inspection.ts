import { accessSync, constants, existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Client, DatabaseError } from "pg";
import { errorMessage, TerminalError } from "../domain/errors.ts";
import { openPglite } from "./pglite-database.ts";

/**
 * Looks at a PostgreSQL without writing: its version, whether Causeway's tables are there, whether this login may make
 * them. Rejects with the driver's error; {@link postgresRefusal} tells a no from a failure on the way.
 */
export async function inspectPostgres(databaseUrl: string, timeoutMs: number) {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: "causeway doctor",
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // A connection that breaks later would end the process without a listener.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; prepared: boolean; create: boolean }>(
      `SELECT current_setting('server_version') AS version,
        to_regclass('causeway.migrations') IS NOT NULL AS prepared,
        has_database_privilege(current_database(), 'CREATE') AS create`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error("PostgreSQL gave no answer to a SELECT");
    return { version: row.version, prepared: row.prepared, mayCreate: row.create };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** PostgreSQL's no, with its SQLSTATE; undefined when no answer came. */
export function postgresRefusal(
  error: unknown,
): { readonly code: string; readonly message: string } | undefined {
  if (!(error instanceof DatabaseError)) return undefined;
  return { code: error.code ?? "no code", message: error.message };
}

/**
 * Looks at the directory of the embedded database. One that is not there is not made; data that is there is opened and
 * closed again, without migrating it, unless another process holds it. Never rejects.
 */
export async function inspectDirectory(dataDirectory: string) {
  const directory = resolve(dataDirectory);
  try {
    accessSync(nearestThatIs(directory), constants.W_OK | constants.X_OK);
  } catch (error) {
    return { kind: "denied", message: errorMessage(error) } as const;
  }
  if (!existsSync(join(directory, "pgdata"))) return { kind: "new" } as const;
  try {
    const database = await openPglite(directory);
    await database.query("SELECT 1");
    await database.close();
    return { kind: "works" } as const;
  } catch (error) {
    if (error instanceof TerminalError) return { kind: "inUse" } as const;
    return { kind: "broken", message: errorMessage(error) } as const;
  }
}

/** The directory itself, or the nearest one above it that is there: in that one it would be made. */
function nearestThatIs(directory: string): string {
  const parent = dirname(directory);
  return existsSync(directory) || parent === directory ? directory : nearestThatIs(parent);
}
