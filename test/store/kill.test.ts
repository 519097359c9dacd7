import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { describeOnBoth, describeOnPostgres, pgliteDatabases, type Location } from "./databases.ts";
import { Recorder } from "./events.ts";
import { silent } from "./silent-log.ts";

const script = fileURLToPath(new URL("killed-process.ts", import.meta.url));
const patience = { timeout: 40_000, interval: 20 };

let directory = "";
let acknowledgedFile = "";
let handledFile = "";
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "causeway-kill-"));
  acknowledgedFile = join(directory, "acknowledged");
  handledFile = join(directory, "handled");
  await Promise.all([acknowledgedFile, handledFile].map((file) => writeFile(file, "")));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(directory, { recursive: true, force: true });
});

/** Starts the process and waits for its first line. */
async function start(
  location: Location,
  run: string,
  mode = "work",
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const files = [acknowledgedFile, handledFile];
  const child = spawn(process.execPath, [script, JSON.stringify(location), ...files, run, mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const said = await new Promise<string>((resolve) =>
    child.stdout.once("data", (data) => resolve(String(data))),
  );
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

async function linesOf(file: string): Promise<readonly string[]> {
  return (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
}

/** Waits until the process has acknowledged some more. */
async function untilMore(by: number): Promise<void> {
  const before = (await linesOf(acknowledgedFile)).length;
  await vi.waitFor(
    async () => expect((await linesOf(acknowledgedFile)).length).toBeGreaterThan(before + by),
    patience,
  );
}

/** Handles what is left, in this process, and gives all that was handled, each at its first time, as `key id`. */
async function finish(location: Location): Promise<readonly string[]> {
  const store = await openStore({ ...location, log: silent, pollMs: 20 });
  const recorder = new Recorder();
  await store.inbox.start(recorder);
  await vi.waitFor(async () => expect(await store.inbox.pending()).toBe(0), patience);
  await store.inbox.stop(1_000);
  await store.close();
  const late = recorder.events.map(({ key, id }) => `${key} ${id}`);
  return [...new Set([...(await linesOf(handledFile)), ...late])];
}

function byKey(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    ["red", "green", "blue", "grey"].map((key) => [
      key,
      lines.filter((line) => line.startsWith(`${key} `)),
    ]),
  );
}

describeOnBoth("a process that is killed", (databases) => {
  it(
    "loses nothing that it acknowledged, and keeps the order of each key",
    { timeout: 120_000 },
    async () => {
      const location = await databases.fresh();
      for (const [cycle, more] of [40, 7, 90, 1].entries()) {
        const { child } = await start(location, `run${cycle}`);
        await untilMore(more);
        await kill(child);
      }
      const handled = await finish(location);
      const acknowledged = await linesOf(acknowledgedFile);
      expect(acknowledged.length).toBeGreaterThan(130);
      expect(acknowledged.filter((line) => !handled.includes(line))).toEqual([]);
      // an event may have been stored without its acknowledgement being noted: it is in order all the same
      for (const [key, lines] of Object.entries(byKey(acknowledged))) {
        const noted = new Set(lines);
        expect(byKey(handled)[key]?.filter((line) => noted.has(line))).toEqual(lines);
      }
    },
  );

  it("tells again what it was telling", { timeout: 60_000 }, async () => {
    const location = await databases.fresh();
    const { child } = await start(location, "run", "tell");
    await new Promise((resolve) => child.once("exit", resolve));
    const store = await openStore({ ...location, log: silent, pollMs: 20 });
    const recorder = new Recorder();
    await store.inbox.start(recorder);
    await vi.waitFor(
      () => expect(recorder.told.map(({ event }) => event.id)).toEqual(["bad"]),
      patience,
    );
    await vi.waitFor(() => expect(recorder.handled).toEqual(["next"]), patience);
    expect((await store.inbox.listPutAside(5)).map(({ error }) => error)).toEqual(["broken"]);
    await store.inbox.stop(1_000);
    await store.close();
  });
});

describeOnPostgres("several processes", (databases) => {
  it(
    "start at once on an empty database and share keys in order, also when one is killed",
    { timeout: 120_000 },
    async () => {
      const location = await databases.fresh();
      const [first, second] = await Promise.all([start(location, "one"), start(location, "two")]);
      expect([first.said, second.said]).toEqual(["ready\n", "ready\n"]);
      await untilMore(200);
      await kill(first.child);
      await untilMore(50);
      await kill(second.child);
      const handled = await finish(location);
      const acknowledged = await linesOf(acknowledgedFile);
      expect(acknowledged.filter((line) => !handled.includes(line))).toEqual([]);
      for (const run of ["one", "two"]) {
        const ofRun = (lines: readonly string[]): readonly string[] =>
          lines.filter((line) => line.includes(` ${run}-`));
        for (const [key, lines] of Object.entries(byKey(ofRun(acknowledged)))) {
          const noted = new Set(lines);
          expect(byKey(ofRun(handled))[key]?.filter((line) => noted.has(line))).toEqual(lines);
        }
      }
    },
  );
});

describe("the embedded database", () => {
  const databases = pgliteDatabases();

  it("refuses a second process, says why, and lets it in when the first was killed", async () => {
    const location = await databases.fresh();
    const first = await start(location, "one");
    expect(first.said).toBe("ready\n");
    const second = await start(location, "two");
    expect(second.said).toContain(
      `${location.dataDirectory} is in use by another Causeway process`,
    );
    expect(second.said).toContain("DATABASE_URL");
    await kill(first.child);
    expect((await start(location, "three")).said).toBe("ready\n");
  });
});
