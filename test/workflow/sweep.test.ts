import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HookDelivery } from "../../src/domain/ports/repository-host.ts";
import type { Ports } from "../../src/workflow/ports.ts";
import { createSweep, type Sweep } from "../../src/workflow/sweep.ts";
import { ask, slackRequestId, startProcess, work, World, type FakeProcess } from "./world.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(world: World, change: Partial<Ports> = {}): { sweep: Sweep; running: FakeProcess } {
  const running = startProcess(world, change);
  const sweep = createSweep(running.ports, running.applier, {
    lookAtAll: () => Promise.resolve(),
  });
  sweep.start(300);
  return { sweep, running };
}

function delivery(id: string, change: Partial<HookDelivery> = {}): HookDelivery {
  return {
    id,
    guid: `guid-${id}`,
    event: "issues",
    statusCode: 502,
    deliveredAt: "2026-11-24T08:00:00Z",
    redelivery: false,
    ...change,
  };
}

const looks = ({ store }: World): readonly string[] =>
  store.accepted.filter(({ id }) => id.startsWith("advance:sweep:")).map(({ key }) => key);

describe("a sweep", () => {
  it("asks GitHub again for the webhooks that did not get through", async () => {
    const world = new World();
    world.host.deliveries = [delivery("2"), delivery("1", { statusCode: 200 })];
    start(world);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.host.redelivered).toEqual(["2"]);
  });

  it("first looks back three days, then only as far as it did not look yet", async () => {
    const world = new World();
    const asked: string[] = [];
    world.host.listHookDeliveries = (...args: readonly unknown[]) => {
      const [since] = args;
      if (since instanceof Date) asked.push(since.toISOString());
      return Promise.resolve([]);
    };
    start(world);
    await vi.advanceTimersByTimeAsync(0);
    world.clock.advance(300);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(asked).toEqual(["2026-11-21T09:00:00.000Z", "2026-11-24T08:00:00.000Z"]);
  });

  it("reads the configuration and has unfinished requests looked at, once for all that changed meanwhile", async () => {
    const world = new World();
    const before = startProcess(world);
    await ask(world, before);
    before.tracker.stop();
    world.deliver();
    world.clock.advance(300);
    const handled = world.store.accepted.length;
    const { running } = start(world);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(running.ports.configuration.current()).toBeDefined();
    expect(looks(world)).toEqual([`request/${slackRequestId}`]);
    await work(world, running, handled);
    expect(world.record.state).toBe("ready");
  });

  it("comes again after each pause", async () => {
    const world = new World();
    await ask(world, startProcess(world));
    start(world);
    for (const seconds of [0, 300, 300]) {
      world.clock.advance(seconds);
      await vi.advanceTimersByTimeAsync(seconds * 1_000);
    }
    expect(looks(world)).toHaveLength(3);
  });

  it("comes again soon until the configuration was read for the first time", async () => {
    const world = new World();
    const readTree = world.host.readDefaultBranch.bind(world.host);
    world.host.readDefaultBranch = () => Promise.reject(new Error("GitHub is down"));
    const { running } = start(world);
    await vi.advanceTimersByTimeAsync(0);
    expect(running.desk.offered()).toBeUndefined();
    world.host.readDefaultBranch = readTree;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(running.desk.offered()).toBeDefined();
  });

  it("does the rest when one part fails, and logs which", async () => {
    const world = new World();
    await ask(world, startProcess(world));
    world.host.listHookDeliveries = () => Promise.reject(new Error("no permission"));
    start(world);
    await vi.advanceTimersByTimeAsync(0);
    expect(looks(world)).toHaveLength(1);
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ fields: { what: "missed webhooks", error: "no permission" } }),
    );
  });
});

describe("stopping", () => {
  it("waits for the run under way, starts no further part, and never comes again", async () => {
    const world = new World();
    await ask(world, startProcess(world));
    const answer = Promise.withResolvers<readonly HookDelivery[]>();
    world.host.listHookDeliveries = () => answer.promise;
    const { sweep } = start(world);
    await vi.advanceTimersByTimeAsync(0);
    let stopped = false;
    const stopping = sweep.stop().then(() => (stopped = true));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stopped).toBe(false);
    answer.resolve([]);
    await stopping;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(looks(world)).toEqual([]);
    expect(world.store.accepted.filter(({ id }) => id.startsWith("rules:"))).toEqual([]);
  });
});
