import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectDirectory, inspectPostgres, postgresRefusal } from "../../src/store/inspection.ts";
import { openStore } from "../../src/store/open-store.ts";
import { hasPostgres, startPostgres, type PostgresServer } from "./postgres.ts";
import { silent } from "./silent-log.ts";

describe("inspectDirectory", () => {
  let parent: string;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "causeway-inspect-"));
  });

  afterAll(() => rm(parent, { recursive: true, force: true }));

  it("makes nothing where nothing is", async () => {
    expect(await inspectDirectory(join(parent, "a/b/c"))).toEqual({ kind: "new" });
    expect(await readdir(parent)).toEqual([]);
  });

  it("knows that a file stands in the way", async () => {
    const file = join(parent, "file");
    await writeFile(file, "");
    expect(await inspectDirectory(join(file, "data"))).toMatchObject({ kind: "denied" });
  });

  it.skipIf(process.getuid?.() === 0)("knows a directory that may not be written", async () => {
    const locked = join(parent, "locked");
    await mkdir(locked);
    await chmod(locked, 0o500);
    expect(await inspectDirectory(join(locked, "data"))).toMatchObject({ kind: "denied" });
  });

  it("knows data that no database wrote", async () => {
    await mkdir(join(parent, "broken/pgdata"), { recursive: true });
    await writeFile(join(parent, "broken/pgdata/PG_VERSION"), "99\n");
    expect(await inspectDirectory(join(parent, "broken"))).toMatchObject({ kind: "broken" });
  });
});

describe.skipIf(!hasPostgres)("inspectPostgres", () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(() => server.remove());

  it("makes no tables, and finds those that Causeway made", async () => {
    const url = await server.createDatabase("ours");
    expect(await inspectPostgres(url, 5_000)).toMatchObject({ prepared: false, mayCreate: true });
    expect(await inspectPostgres(url, 5_000)).toMatchObject({ prepared: false });
    const store = await openStore({ databaseUrl: url, dataDirectory: "unused", log: silent });
    await store.close();
    expect(await inspectPostgres(url, 5_000)).toMatchObject({ prepared: true });
  });

  it("knows a login that may not make tables", async () => {
    const url = await server.createDatabase("theirs");
    const owner = new Client({ connectionString: url });
    await owner.connect();
    await owner.query("CREATE ROLE guest LOGIN");
    await owner.end();
    const found = await inspectPostgres(url.replace("causeway@", "guest@"), 5_000);
    expect(found).toMatchObject({ prepared: false, mayCreate: false });
  });

  it.each([
    ["a database that is not there", (url: string) => url.replace(/postgres$/, "nowhere"), "3D000"],
    ["a user that is not there", (url: string) => url.replace("causeway@", "nobody@"), "28000"],
  ])("refuses %s with PostgreSQL's code", async (_what, change, code) => {
    const asked = inspectPostgres(change(server.url), 5_000);
    expect(postgresRefusal(await asked.catch((error: unknown) => error))).toMatchObject({ code });
  });
});
