import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import { silent } from "./silent-log.ts";
import { hasPostgres, startPostgres, type PostgresServer } from "./postgres.ts";

/** Where one test's database is. */
export type Location = Pick<StoreOptions, "databaseUrl" | "dataDirectory">;

export interface Databases {
  readonly kind: "pglite" | "postgres";
  /** An empty database, which is removed at the end of the file. */
  fresh(): Promise<Location>;
  /** The server, to stop and start it. */
  server(): PostgresServer;
}

/** Makes the same tests hold on both databases. PostgreSQL's are shown as skipped where its programs are missing. */
export function describeOnBoth(what: string, tests: (databases: Databases) => void): void {
  describe(`${what} on PGlite`, () => {
    tests(pgliteDatabases());
  });
  describeOnPostgres(what, tests);
}

export function describeOnPostgres(what: string, tests: (databases: Databases) => void): void {
  describe.skipIf(!hasPostgres)(`${what} on PostgreSQL`, () => {
    tests(postgresDatabases());
  });
}

/** Making a new PGlite takes seconds, copying one does not: one is made for each file of tests. */
export function pgliteDatabases(): Databases {
  let root = "";
  let count = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "causeway-store-"));
    const store = await openStore({ dataDirectory: join(root, "template"), log: silent });
    await store.close();
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  return {
    kind: "pglite",
    fresh: async () => {
      count += 1;
      const dataDirectory = join(root, `copy-${count}`);
      await cp(join(root, "template"), dataDirectory, { recursive: true });
      return { dataDirectory };
    },
    server: () => {
      throw new Error("PGlite has no server.");
    },
  };
}

function postgresDatabases(): Databases {
  let server: PostgresServer | undefined;
  let count = 0;
  const running = (): PostgresServer => {
    if (server === undefined) throw new Error("The server has not been started.");
    return server;
  };
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());
  return {
    kind: "postgres",
    fresh: async () => {
      count += 1;
      const databaseUrl = await running().createDatabase(`test_${count}`);
      return { databaseUrl, dataDirectory: "/nonexistent" };
    },
    server: running,
  };
}
