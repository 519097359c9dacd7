import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";

const run = promisify(execFile);

/** Where Debian puts them, newest first; `CAUSEWAY_TEST_POSTGRES_BIN` names another place. */
const binaryDirectories = [
  process.env["CAUSEWAY_TEST_POSTGRES_BIN"],
  ...[18, 17, 16, 15, 14, 13].map((version) => `/usr/lib/postgresql/${version}/bin`),
];

const binaries = binaryDirectories.find(
  (directory) => directory !== undefined && existsSync(join(directory, "postgres")),
);

/** Whether this machine has PostgreSQL's programs. Without them, tests of it are skipped and say so. */
export const hasPostgres = binaries !== undefined;

/** A server of our own: on a free loopback port, in a directory that is removed with it. */
export interface PostgresServer {
  readonly url: string;
  /** Ends the server as a restart of the machine's service does: connections are cut. */
  stop(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** A connection string to a new, empty database. */
  createDatabase(name: string): Promise<string>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** Starts a throw-away PostgreSQL. Rejects when the programs are not there or do not work. */
export async function startPostgres(): Promise<PostgresServer> {
  if (binaries === undefined) throw new Error("PostgreSQL's programs were not found.");
  const directory = binaries;
  const data = await mkdtemp(join(tmpdir(), "causeway-postgres-"));
  const identity = await serverIdentity();
  if (identity !== undefined) await chown(data, identity.uid, identity.gid);
  const options = { ...identity, cwd: data };
  const pgData = join(data, "data");
  await run(
    join(directory, "initdb"),
    ["-D", pgData, "-U", "causeway", "-A", "trust", "-E", "UTF8", "--no-sync"],
    options,
  );
  const port = await freePort();
  const url = `postgres://causeway@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawn(
      join(directory, "postgres"),
      ["-D", pgData, "-h", "127.0.0.1", "-p", String(port), "-k", data],
      { ...options, stdio: "ignore" },
    );
    await untilReady(url);
  }

  async function stop(): Promise<void> {
    const running = server;
    server = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGINT");
    await ended;
  }

  await start();
  return {
    url,
    start,
    stop,
    createDatabase: async (name) => {
      await withClient(url, (client) => client.query(`CREATE DATABASE "${name}"`));
      return url.replace(/postgres$/, name);
    },
    remove: async () => {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then it runs as Debian's `postgres`, else as nobody else than us. */
async function serverIdentity(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw new Error("There is no user postgres.");
  return { uid, gid };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await withClient(url, (client) => client.query("SELECT 1"));
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await delay(50);
    }
  }
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
