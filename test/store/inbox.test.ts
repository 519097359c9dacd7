import { afterEach, expect, it, vi } from "vitest";
import { RateLimitedError, TerminalError } from "../../src/domain/errors.ts";
import type { Store } from "../../src/domain/ports/store.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import { describeOnBoth, type Databases, type Location } from "./databases.ts";
import { silent } from "./silent-log.ts";
import { event, gate, Recorder } from "./events.ts";

const fast = {
  retry: { firstDelaySeconds: 0.01, maxDelaySeconds: 0.05, maxAttempts: 4 },
  pollMs: 10,
};
const patience = { timeout: 15_000, interval: 10 };

let open: readonly Store[] = [];

async function openAt(location: Location, options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ ...location, log: silent, ...fast, ...options });
  open = [...open, store];
  return store;
}

async function shut(store: Store): Promise<void> {
  open = open.filter((other) => other !== store);
  await store.inbox.stop(1_000);
  await store.close();
}

afterEach(async () => {
  for (const store of open) await shut(store);
});

async function drained(store: Store): Promise<void> {
  await vi.waitFor(async () => expect(await store.inbox.pending()).toBe(0), patience);
}

describeOnBoth("the inbox", (databases: Databases) => {
  it("stores an event once, however often and however soon it is repeated", async () => {
    const store = await openAt(await databases.fresh());
    const answers = await Promise.all([
      store.inbox.accept(event("a", "key")),
      store.inbox.accept(event("a", "key")),
      store.inbox.accept(event("b", "key")),
    ]);
    expect(answers.toSorted()).toEqual(["accepted", "accepted", "duplicate"]);
    expect(await store.inbox.accept(event("a", "other key"))).toBe("duplicate");
    expect(await store.inbox.pending()).toBe(2);
    const recorder = new Recorder();
    await store.inbox.start(recorder);
    await drained(store);
    expect(recorder.handled).toEqual(["a", "b"]);
    expect(await store.inbox.accept(event("a", "key"))).toBe("duplicate");
  });

  it("knows the keys of which something waits that nobody has begun", async () => {
    const store = await openAt(await databases.fresh());
    await store.inbox.accept(event("begun", "in hand"));
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const recorder = new Recorder(async () => {
      begun.resolve();
      await finish.promise;
    });
    await store.inbox.start(recorder);
    await begun.promise;
    expect(await store.inbox.waitingKeys()).toEqual(new Set());
    await store.inbox.accept(event("behind it", "in hand"));
    expect(await store.inbox.waitingKeys()).toEqual(new Set(["in hand"]));
    finish.resolve();
    await drained(store);
    expect(await store.inbox.waitingKeys()).toEqual(new Set());
  });

  it("gives the handler the event as it came, whatever characters and sizes it has", async () => {
    const store = await openAt(await databases.fresh());
    const given = event("unicode", "ключ 🗝", {
      nul: "a\0b",
      half: "\ud83d",
      whole: "🙂 e\u0301 \u202e",
      "": [null, true, 1e300, -0.1, 9007199254740991],
      ["__proto__"]: "data",
      big: "x".repeat(1_000_000),
    });
    await store.inbox.accept(given);
    const recorder = new Recorder();
    await store.inbox.start(recorder);
    await drained(store);
    expect(recorder.events).toEqual([given]);
  });

  it("refuses ids, keys and names that can't be stored, and stores what came with them", async () => {
    const store = await openAt(await databases.fresh());
    const answers = await Promise.allSettled([
      store.inbox.accept(event("nul\0", "key")),
      store.inbox.accept(event("half \ud83d", "key")),
      store.inbox.accept(event("", "key")),
      store.inbox.accept(event("x".repeat(501), "key")),
      store.inbox.accept(event("good", `very long ${"k".repeat(10_000)}`)),
      store.inbox.accept(event("name", "key\0")),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "rejected",
      "rejected",
      "fulfilled",
      "rejected",
    ]);
    const recorder = new Recorder();
    await store.inbox.start(recorder);
    await drained(store);
    expect(recorder.handled).toEqual(["good"]);
  });

  it("keeps the order of a key while its events fail and are tried again", async () => {
    const store = await openAt(await databases.fresh());
    const keys = ["red", "green", "blue"];
    const ids = Array.from({ length: 60 }, (_, n) => `${keys[n % 3]} ${n}`);
    await Promise.all(ids.map((id) => store.inbox.accept(event(id, id.split(" ")[0] ?? ""))));
    const failures = new Map<string, number>();
    const recorder = new Recorder(({ id }) => {
      const failed = failures.get(id) ?? 0;
      failures.set(id, failed + 1);
      if (failed < id.length % 3) throw new Error("not yet");
    });
    await store.inbox.start(recorder);
    await drained(store);
    for (const key of keys) {
      const of = (list: readonly string[]): readonly string[] =>
        list.filter((id) => id.startsWith(`${key} `));
      expect(of(recorder.handled)).toEqual(of(ids));
      // a try of one is never started before the one ahead of it has ended
      expect([...new Set(of(recorder.started))]).toEqual(of(ids));
    }
  });

  it("handles different keys at the same time, one key never", async () => {
    const store = await openAt(await databases.fresh(), { workers: 4 });
    const both = gate();
    const running = new Map<string, number>();
    let most = 0;
    const recorder = new Recorder(async ({ key }) => {
      running.set(key, (running.get(key) ?? 0) + 1);
      expect(running.get(key)).toBe(1);
      most = Math.max(most, [...running.values()].filter((count) => count > 0).length);
      if (most === 4) both.open();
      await both.opened;
      running.set(key, (running.get(key) ?? 0) - 1);
    });
    await store.inbox.start(recorder);
    const ids = ["a", "b", "c", "d", "e", "f"].flatMap((key) => [`${key} 1`, `${key} 2`]);
    await Promise.all(ids.map((id) => store.inbox.accept(event(id, id.charAt(0)))));
    await drained(store);
    expect(most).toBe(4);
    expect(recorder.started.toSorted()).toEqual(ids);
  });

  it("puts aside what fails each time, tells it, and goes on with its key", async () => {
    const store = await openAt(await databases.fresh());
    const recorder = new Recorder(({ id }) => {
      if (id === "bad") throw new Error("broken", { cause: new Error("the disk is full") });
    });
    await store.inbox.accept(event("bad", "key"));
    await store.inbox.accept(event("next", "key"));
    await store.inbox.start(recorder);
    await drained(store);
    await vi.waitFor(() => expect(recorder.handled).toEqual(["next"]), patience);
    expect(recorder.started).toEqual(["bad", "bad", "bad", "bad", "next"]);
    const [failed, ...more] = recorder.told;
    expect(more).toEqual([]);
    expect(failed).toEqual({
      event: event("bad", "key"),
      attempts: 4,
      error: "broken: the disk is full",
      failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(await store.inbox.listPutAside(10)).toEqual([failed]);
    expect(await store.inbox.listPutAside(10, ["another", event("bad", "key").name])).toEqual([
      failed,
    ]);
    expect(await store.inbox.listPutAside(10, ["another"])).toEqual([]);
    expect(await store.inbox.accept(event("bad", "key"))).toBe("duplicate");
  });

  it("puts aside at once what trying again can't help", async () => {
    const store = await openAt(await databases.fresh());
    const recorder = new Recorder(() => {
      throw new TerminalError("The App has no access to the repository.");
    });
    await store.inbox.start(recorder);
    await store.inbox.accept(event("a", "key"));
    await vi.waitFor(() => expect(recorder.told).toHaveLength(1), patience);
    expect(recorder.started).toEqual(["a"]);
    expect(recorder.told[0]?.attempts).toBe(1);
  });

  it("frees the key when the telling fails, and tells again", async () => {
    const store = await openAt(await databases.fresh());
    const recorder: Recorder = new Recorder(
      ({ id }) => {
        if (id === "bad") throw new TerminalError("broken");
      },
      () => {
        if (recorder.told.length < 3) throw new Error("Slack does not answer");
      },
    );
    await store.inbox.accept(event("bad", "key"));
    await store.inbox.accept(event("next", "key"));
    await store.inbox.start(recorder);
    await vi.waitFor(() => expect(recorder.told).toHaveLength(3), patience);
    await vi.waitFor(() => expect(recorder.handled).toEqual(["next"]), patience);
    expect(await store.inbox.listPutAside(10)).toHaveLength(1);
  });

  it("puts a set-aside event back at the end of its key", async () => {
    const store = await openAt(await databases.fresh());
    const hold = gate();
    let mended = false;
    const recorder = new Recorder(async ({ id }) => {
      if (id === "bad" && !mended) throw new TerminalError("broken");
      if (id === "next") await hold.opened;
    });
    await store.inbox.accept(event("bad", "key"));
    await store.inbox.start(recorder);
    await vi.waitFor(() => expect(recorder.told).toHaveLength(1), patience);
    await store.inbox.accept(event("next", "key"));
    await store.inbox.accept(event("last", "key"));
    mended = true;
    expect(await store.inbox.retry("bad")).toBe(true);
    expect(await store.inbox.retry("bad")).toBe(false);
    expect(await store.inbox.retry("unknown")).toBe(false);
    hold.open();
    await drained(store);
    expect(recorder.handled).toEqual(["next", "last", "bad"]);
    expect(await store.inbox.listPutAside(10)).toEqual([]);
  });

  it("waits as long as a rate limit says, and does not count it as a try", async () => {
    const store = await openAt(await databases.fresh());
    const starts: number[] = [];
    const recorder = new Recorder(() => {
      starts.push(performance.now());
      if (starts.length < 7) throw new RateLimitedError("slow down", starts.length === 1 ? 0.4 : 0);
    });
    await store.inbox.start(recorder);
    await store.inbox.accept(event("a", "key"));
    await drained(store);
    expect(recorder.handled).toEqual(["a"]);
    expect(starts).toHaveLength(7);
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(395);
  });

  it("finishes what is in hand when it stops, and leaves the rest for the next start", async () => {
    const location = await databases.fresh();
    const store = await openAt(location, { workers: 1 });
    const begun = gate();
    const end = gate();
    const recorder = new Recorder(async () => {
      begun.open();
      await end.opened;
    });
    for (const id of ["a", "b", "c"]) await store.inbox.accept(event(id, id));
    await store.inbox.start(recorder);
    await begun.opened;
    const stopped = store.inbox.stop(10_000);
    await expect(store.inbox.accept(event("late", "late"))).rejects.toThrow(/not stored/);
    end.open();
    await stopped;
    expect(recorder.handled).toEqual(["a"]);
    await shut(store);

    const next = await openAt(location);
    const second = new Recorder();
    await next.inbox.start(second);
    await drained(next);
    expect(second.handled.toSorted()).toEqual(["b", "c"]);
  });

  it("tries again what does not end in time, and does not wait for it when it stops", async () => {
    const store = await openAt(await databases.fresh(), { handlerTimeoutSeconds: 0.05 });
    const recorder: Recorder = new Recorder(() =>
      recorder.started.length === 1 ? new Promise<void>(() => undefined) : undefined,
    );
    await store.inbox.start(recorder);
    await store.inbox.accept(event("a", "key"));
    await drained(store);
    expect(recorder.started).toEqual(["a", "a"]);
    expect(recorder.handled).toEqual(["a"]);
  });
});
