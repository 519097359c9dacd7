import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, objects, startProcess, work, World, type FakeProcess } from "./world.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A merged request that is tracked, after the first look that follows the merge. */
async function tracked(): Promise<{ readonly world: World; readonly running: FakeProcess }> {
  const world = new World();
  const running = startProcess(world);
  await ask(world, running);
  await settle(world, running);
  world.clock.advance(300);
  return { world, running };
}

/** Lets the tracker look, and works what it asks for, until it asks for nothing more. */
async function settle(world: World, running: FakeProcess): Promise<void> {
  for (let known = -1; known !== world.store.accepted.length;) {
    known = world.store.accepted.length;
    await vi.advanceTimersByTimeAsync(1_000);
    await work(world, running, known);
  }
}

async function looksWithin(world: World, milliseconds: number): Promise<number> {
  const before = world.store.accepted.length;
  await vi.advanceTimersByTimeAsync(milliseconds);
  return world.store.accepted.length - before;
}

describe("a change in the cluster", () => {
  it("that gets a request further asks for a look at it, once for all that came together", async () => {
    const { world } = await tracked();
    world.deliver("claim-waiting");
    expect(await looksWithin(world, 1_000)).toBe(1);
    expect(world.store.accepted.at(-1)).toMatchObject({
      name: "request.advance",
      key: `request/${world.record.request.id}`,
      payload: { requestId: world.record.request.id },
    });
  });

  it("asks for no other look while one waits, and for the next when that one was taken", async () => {
    const { world, running } = await tracked();
    world.deliver("claim-waiting");
    expect(await looksWithin(world, 1_000)).toBe(1);
    const asked = world.store.accepted.length - 1;
    world.deliver("managed-resource-error");
    expect(await looksWithin(world, 60_000)).toBe(0);
    await work(world, running, asked);
    expect(world.record.state).toBe("failed");
    world.deliver("claim-ready");
    expect(await looksWithin(world, 1_000)).toBe(1);
  });

  it("that says nothing new asks for none", async () => {
    const { world, running } = await tracked();
    world.deliver("claim-waiting");
    await settle(world, running);
    world.deliver("claim-waiting");
    expect(await looksWithin(world, 60_000)).toBe(0);
  });

  it("of something else asks for none", async () => {
    const { world } = await tracked();
    const [application] = objects("argocd/03-other-repository", "a".repeat(40));
    const other = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } };
    world.cluster.put(other, ...(application === undefined ? [] : [application]));
    expect(await looksWithin(world, 60_000)).toBe(0);
  });

  it("brings it to ready, and then nothing is looked at any more", async () => {
    const { world, running } = await tracked();
    world.deliver();
    await settle(world, running);
    expect(world.record.state).toBe("ready");
    world.deliver("managed-resource-error");
    expect(await looksWithin(world, 3_600_000)).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("brings a failed one to ready", async () => {
    const { world, running } = await tracked();
    world.deliver("managed-resource-error");
    await settle(world, running);
    expect(world.record.state).toBe("failed");
    world.deliver();
    await settle(world, running);
    expect(world.record.state).toBe("ready");
  });
});

describe("time alone", () => {
  it("asks for a look when the deadline has passed, and not before", async () => {
    const { world } = await tracked();
    expect(await looksWithin(world, 60_000)).toBe(0);
    world.clock.advance(600);
    expect(await looksWithin(world, 900_000)).toBe(1);
  });
});

describe("a restart", () => {
  it("sees at once what came about in the meantime", async () => {
    const { world, running } = await tracked();
    running.tracker.stop();
    world.deliver();
    expect(await looksWithin(world, 60_000)).toBe(0);
    const next = startProcess(world);
    next.tracker.track(world.record);
    await settle(world, next);
    expect(world.record.state).toBe("ready");
  });

  it("asks for nothing when nothing came about", async () => {
    const { world, running } = await tracked();
    running.tracker.stop();
    startProcess(world).tracker.track(world.record);
    expect(await looksWithin(world, 60_000)).toBe(0);
  });
});

describe("when something fails", () => {
  it("a look that GitHub can't answer now is tried again", async () => {
    const { world } = await tracked();
    const contains = world.host.contains.bind(world.host);
    world.host.contains = () => Promise.reject(new Error("GitHub is down"));
    world.cluster.put(...objects("argocd/15-deployed", "a".repeat(40)));
    expect(await looksWithin(world, 4_000)).toBe(0);
    expect(world.log.lines.at(-1)).toMatchObject({ fields: { error: "GitHub is down" } });
    world.host.contains = contains;
    expect(await looksWithin(world, 6_000)).toBe(1);
  });

  it("an event that could not be stored is not forgotten", async () => {
    const { world } = await tracked();
    world.deliver();
    world.crashes.arm(1, "before");
    expect(await looksWithin(world, 1_000)).toBe(0);
    world.crashes.disarm();
    expect(await looksWithin(world, 6_000)).toBe(1);
  });
});

it("without a cluster nothing is followed", async () => {
  const { world, running } = await tracked();
  running.tracker.stop();
  startProcess(world, { cluster: undefined }).tracker.track(world.record);
  expect(vi.getTimerCount()).toBe(0);
});
