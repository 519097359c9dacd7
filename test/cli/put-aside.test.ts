import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPutAside } from "../../src/cli/put-aside.ts";
import { TerminalError } from "../../src/domain/errors.ts";
import type { FailedEvent, InboundEvent } from "../../src/domain/event.ts";
import { openStore } from "../../src/store/open-store.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";

const event: InboundEvent = {
  id: "github:d-1",
  key: "issue/7",
  name: "issue.opened",
  payload: { number: 7 },
  receivedAt: "2026-11-24T09:00:00.000Z",
};

let dataDirectory = "";
let environment: Record<string, string> = {};

/** Stores an event and lets it fail for good, as a running Causeway would. */
async function putAside(): Promise<void> {
  const store = await openStore({ dataDirectory, log: new FakeLogger() });
  const told = Promise.withResolvers<FailedEvent>();
  await store.inbox.start({
    handle: () =>
      Promise.reject(new TerminalError("GitHub refused it: 403. Give the App issues: write.")),
    onPutAside: (failed) => {
      told.resolve(failed);
      return Promise.resolve();
    },
  });
  await store.inbox.accept(event);
  await told.promise;
  await store.inbox.stop(5_000);
  await store.close();
}

async function run(
  ...args: string[]
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  let out = "";
  let err = "";
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    cwd: dataDirectory,
  };
  const status = await runPutAside(args, environment, io);
  return { status, out, err };
}

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "causeway-put-aside-"));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  environment = {
    CAUSEWAY_CONFIG_REPOSITORY: "myorg/platform-config",
    CAUSEWAY_DATA_DIR: dataDirectory,
    APP_ID: "1",
    PRIVATE_KEY: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    WEBHOOK_SECRET: "0123456789abcdef",
  };
  await putAside();
});

afterAll(async () => {
  await rm(dataDirectory, { recursive: true, force: true });
});

describe("causeway put-aside", () => {
  it("lists what failed for good, with what went wrong", async () => {
    const { status, out } = await run();
    expect(status).toBe(0);
    expect(out).toContain("github:d-1");
    expect(out).toContain("issue.opened of issue/7");
    expect(out).toContain("after 1 try");
    expect(out).toContain("GitHub refused it: 403. Give the App issues: write.");
  });

  it("says which event is not there", async () => {
    const { status, err } = await run("--retry", "github:d-2");
    expect({ status, err }).toEqual({
      status: 1,
      err: "github:d-2: no event of this id was put aside\n",
    });
  });

  it("puts one back, so that a running Causeway handles it again", async () => {
    expect(await run("--retry", "github:d-1")).toMatchObject({
      status: 0,
      out: "github:d-1: put back\n",
    });
    expect((await run()).out).toBe("Nothing was put aside.\n");
    const store = await openStore({ dataDirectory, log: new FakeLogger() });
    const handled = Promise.withResolvers<InboundEvent>();
    await store.inbox.start({
      handle: (again) => Promise.resolve(handled.resolve(again)),
      onPutAside: () => Promise.resolve(),
    });
    expect(await handled.promise).toMatchObject({ id: "github:d-1", payload: { number: 7 } });
    await store.inbox.stop(5_000);
    await store.close();
  });

  it.each([[["--retry"]], [["github:d-1"]], [["--all"]], [["--retry", "--retry-all", "x"]]])(
    "explains itself for %j",
    async (args) => {
      const { status, err } = await run(...args);
      expect(status).toBe(2);
      expect(err).toContain("Usage: causeway put-aside");
    },
  );

  it("names the settings that are missing", async () => {
    let err = "";
    const io = {
      stdout: { write: () => 0 },
      stderr: { write: (text: string) => (err += text) },
      cwd: "",
    };
    expect(await runPutAside([], {}, io)).toBe(2);
    expect(err).toContain("CAUSEWAY_CONFIG_REPOSITORY");
  });
});
