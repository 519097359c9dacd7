import { expect, it, vi } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { describeOnPostgres } from "./databases.ts";
import { event, gate, Recorder } from "./events.ts";
import { silent } from "./silent-log.ts";

/** As the driver tells it: cut, ended by the server, or refused. */
const gone = /ECONNREFUSED|ECONNRESET|terminat|shutting down|closed/i;
const patience = { timeout: 40_000, interval: 50 };

describeOnPostgres("a store whose database is gone for a while", (databases) => {
  it(
    "rejects what comes in, goes on when it is back, and handles nothing twice",
    { timeout: 90_000 },
    async () => {
      const store = await openStore({ ...(await databases.fresh()), log: silent, pollMs: 20 });
      const begun = gate();
      const end = gate();
      const recorder = new Recorder(async ({ id }) => {
        if (id !== "in hand") return;
        begun.open();
        await end.opened;
      });
      await store.inbox.start(recorder);
      await store.inbox.accept(event("in hand", "key"));
      await store.inbox.accept(event("waiting", "key"));
      await begun.opened;

      await databases.server().stop();
      await expect(store.inbox.accept(event("lost", "key"))).rejects.toThrow(gone);
      await expect(store.ping()).rejects.toThrow(gone);
      await expect(store.requests.find("r1")).rejects.toThrow(gone);
      end.open();
      await vi.waitFor(() => expect(recorder.handled).toEqual(["in hand"]), patience);
      await databases.server().start();

      await vi.waitFor(() => store.ping(), patience);
      expect(await store.inbox.accept(event("lost", "key"))).toBe("accepted");
      await vi.waitFor(async () => expect(await store.inbox.pending()).toBe(0), patience);
      expect(recorder.handled).toEqual(["in hand", "waiting", "lost"]);
      await store.inbox.stop(1_000);
      await store.close();
    },
  );

  it("is refused with the server's reason when the password or the database is wrong", async () => {
    const { databaseUrl = "" } = await databases.fresh();
    const wrong = databaseUrl.replace(/[^/]+$/, "nowhere");
    const opening = openStore({ databaseUrl: wrong, dataDirectory: "/nonexistent", log: silent });
    await expect(opening).rejects.toThrow(/database "nowhere" does not exist/);
  });
});
