import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import type { InboundEvent } from "../../src/domain/event.ts";
import type { Store } from "../../src/domain/ports/store.ts";
import { isProvision, type RequestRecord } from "../../src/domain/request.ts";
import { claimName } from "../../src/workflow/claim-name.ts";
import { seedOffering } from "../catalog/offerings.ts";
import { startProcess, submission, World } from "./world.ts";

const minute = (number: number): string => `2026-11-24T09:0${number}:00.000Z`;

/** A request for the one name, taken up and not looked at yet. */
function record(id: string, askedAt: string, change: Partial<RequestRecord> = {}): RequestRecord {
  const { team, name, values, thread, offering } = submission();
  const requester = { githubLogin: "octocat" };
  return {
    request: { id, kind: "provision", offering, requester, team, name, values, askedAt },
    thread,
    state: "asked",
    replies: {},
    ...change,
  };
}

const early = record("r-early", minute(1));
const late = record("r-late", minute(2));

/** The event that brings a request, as the database gives it back. */
function asked({ request, thread }: RequestRecord): InboundEvent {
  const key = `request/${request.id}`;
  const payload: Json = JSON.parse(JSON.stringify({ request, thread }));
  return { id: request.id, key, name: "request.asked", payload, receivedAt: request.askedAt };
}

async function claim(world: World, one: RequestRecord): Promise<RequestRecord> {
  const { ports } = startProcess(world);
  const configuration = await ports.configuration.refresh();
  const stored = (await ports.store.requests.find(one.request.id)) ?? one;
  if (!isProvision(stored)) throw new Error("the test asks for objects");
  const result = await claimName(ports, configuration, {
    record: stored,
    offering: seedOffering(),
  });
  await ports.store.requests.save(result);
  return result;
}

describe("two requests for one name", () => {
  it.each([
    ["the earlier", [early, late]],
    ["the later", [late, early]],
  ])(
    "both claimed and undecided, %s looked at first: the later one gives way",
    async (_which, order) => {
      const world = new World();
      for (const one of [early, late]) {
        await world.store.requests.save({
          ...one,
          manifestPath: "claims/team-alpha/my-app-database.yaml",
        });
      }
      for (const one of order) await claim(world, one).catch(() => undefined);
      for (const one of order) await claim(world, one);
      const states = world.store.records.map(({ request, state }) => [request.id, state]);
      expect(Object.fromEntries(states)).toEqual({ "r-early": "asked", "r-late": "refused" });
    },
  );

  it("asked in the same moment are told apart by their ids", async () => {
    const world = new World();
    const [one, other] = [record("r-a", minute(1)), record("r-b", minute(1))];
    await world.store.requests.save({
      ...other,
      manifestPath: "claims/team-alpha/my-app-database.yaml",
    });
    await expect(claim(world, one)).rejects.toThrow("r-b asks for the same name");
    expect((await claim(world, other)).state).toBe("refused");
    expect((await claim(world, one)).object).toMatchObject({ name: "my-app-database" });
  });

  it("the later one keeps the name when it was decided before the earlier one came", async () => {
    const world = new World();
    expect((await claim(world, late)).object).toBeDefined();
    const refused = await claim(world, early);
    expect(refused).toMatchObject({
      state: "refused",
      reason: expect.stringContaining("another request for it is under way. Choose another name."),
    });
  });

  it("a claim that a crash left undecided is decided again, not passed over", async () => {
    const world = new World();
    const other = await claim(world, early);
    const left = { ...late, manifestPath: "claims/team-alpha/my-app-database.yaml" };
    await world.store.requests.save(left);
    expect(other.state).toBe("asked");
    expect((await claim(world, late)).state).toBe("refused");
  });

  it("in whatever order their steps come, exactly one is carried and one refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = new World();
        const { inbox, requests, versions, holds, people } = world.store;
        const store: Store = {
          inbox,
          versions,
          holds,
          people,
          requests: {
            ...requests,
            save: scheduler.scheduleFunction((one: RequestRecord) => requests.save(one)),
            findUnfinishedByPath: scheduler.scheduleFunction((path: string) =>
              requests.findUnfinishedByPath(path),
            ),
          },
          ping: () => Promise.resolve(),
          close: () => Promise.resolve(),
        };
        const { handler, tracker } = startProcess(world, { store });
        tracker.stop();
        const untilTaken = async (one: RequestRecord): Promise<void> => {
          for (let attempt = 0; attempt < 8; attempt += 1) {
            try {
              await handler.handle(asked(one));
              return;
            } catch (error) {
              if (!String(error).includes("same name")) throw error;
            }
          }
          throw new Error("never decided");
        };
        await scheduler.waitFor(Promise.all([untilTaken(early), untilTaken(late)]));
        const states = world.store.records.map(({ state }) => state).toSorted();
        expect(states).toEqual(["merged", "refused"]);
        expect(world.host.pulls).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});
