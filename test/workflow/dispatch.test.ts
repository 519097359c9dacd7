import { describe, expect, it } from "vitest";
import { TerminalError } from "../../src/domain/errors.ts";
import type { FailedEvent, InboundEvent } from "../../src/domain/event.ts";
import type { Json } from "../../src/domain/json.ts";
import {
  advance,
  ask,
  claimPath,
  issueNumber,
  issueOpened,
  platformYaml,
  slackRequestId,
  startProcess,
  World,
} from "./world.ts";

function event(name: string, payload: Json, key = "x"): InboundEvent {
  return { id: `test:${name}`, key, name, payload, receivedAt: "2026-11-24T09:00:00.000Z" };
}

function waiting(): World {
  return new World({
    "platform.yaml": platformYaml("requests:", "  - { offerings: ['*'], approvals: 1 }"),
  });
}

describe("an event that no workflow can take is put aside at once", () => {
  it.each<[string, string, Json]>([
    ["a name that is none", "request.sing", {}],
    ["a name of every object", "constructor", {}],
    ["another shape", "request.advance", { id: "r-1" }],
    ["nothing", "pullRequest.changed", null],
    ["half a request", "request.asked", { request: { id: "r-1" }, thread: { surface: "slack" } }],
  ])("%s", async (_what, name, payload) => {
    const { handler } = startProcess(new World());
    await expect(handler.handle(event(name, payload))).rejects.toThrow(TerminalError);
  });
});

function changed(number: number, requestId?: string): InboundEvent {
  return event("pullRequest.changed", requestId === undefined ? { number } : { number, requestId });
}

describe("a pull request that changed", () => {
  it("moves the request that it carries on", async () => {
    const world = waiting();
    const running = startProcess(world);
    const { pullRequest } = await ask(world, running);
    const review = { login: "boss", state: "approved", commitSha: pullRequest?.headSha ?? "" };
    world.host.reviews.push({ ...review, state: "approved" });
    await running.handler.handle(changed(100, slackRequestId));
    expect(world.record.state).toBe("merged");
  });

  it.each([
    ["carries none", undefined],
    ["names a request that is not known", "r-0000000000"],
    ["names a request that another one carries", slackRequestId],
  ])("that %s is only judged", async (_what, requestId) => {
    const world = waiting();
    const running = startProcess(world);
    await ask(world, running);
    const { record } = world;
    const files = [{ path: claimPath, content: "kind: Other\n" }];
    const plan = { branch: "by-hand", title: "t", body: "", commitMessage: "", files };
    const facts = await world.host.ensurePullRequest(await world.host.readDefaultBranch(), plan);
    await running.handler.handle(changed(facts.number, requestId));
    expect(world.host.checks.at(-1)).toMatchObject({ headSha: facts.headSha });
    expect(world.host.checks).toHaveLength(2);
    expect(world.record).toEqual(record);
    expect(facts.merged).toBe(false);
  });

  it("that is closed gets no check", async () => {
    const world = waiting();
    const running = startProcess(world);
    await running.applier.apply();
    world.host.change(100, { state: "closed" });
    await running.handler.handle(changed(100));
    expect(world.host.checks).toEqual([]);
  });

  it("whose check names the files that could not be read", async () => {
    const world = waiting();
    const running = startProcess(world);
    await running.applier.apply();
    world.host.readChange = () => Promise.resolve({ files: [], skipped: ["big.bin"] });
    await running.handler.handle(changed(100));
    expect(world.host.checks[0]?.summary).toContain("`big.bin` was not checked");
  });
});

it("a push to the default branch takes the new configuration over", async () => {
  const world = new World();
  const running = startProcess(world);
  await running.handler.handle(event("configuration.changed", { commitSha: "a".repeat(40) }));
  expect(running.desk.offered()).toBeDefined();
});

it("a look at a request that is not known does nothing", async () => {
  const world = new World();
  await startProcess(world).handler.handle(event("request.advance", { requestId: "r-1" }));
  expect(world.store.records).toEqual([]);
});

function failed(one: InboundEvent): FailedEvent {
  return {
    event: one,
    attempts: 8,
    error: "secret detail",
    failedAt: "2026-11-24T09:10:00.000Z",
  };
}

describe("an event that was put aside", () => {
  const look = event("request.advance", { requestId: slackRequestId }, `request/${slackRequestId}`);

  it("is told in the thread of its request, once, without the error's own words", async () => {
    const world = waiting();
    const running = startProcess(world);
    await ask(world, running);
    await running.handler.onPutAside(failed(look));
    await running.handler.onPutAside(failed(look));
    const told = world.slack.replies.filter(({ reply }) => reply.kind.startsWith("putAside"));
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain(`8 tries did not help`);
    expect(JSON.stringify(told)).toContain(slackRequestId);
    expect(JSON.stringify(told)).not.toContain("secret detail");
    expect(world.log.lines.at(-1)).toMatchObject({ level: "error" });
  });

  it("is told also right after a start while GitHub does not answer", async () => {
    const world = waiting();
    await ask(world, startProcess(world));
    world.host.readDefaultBranch = () => Promise.reject(new Error("GitHub is down"));
    await startProcess(world).handler.onPutAside(failed(look));
    expect(world.slack.replies.at(-1)?.reply.kind).toMatch(/^putAside/);
  });

  it("lets the request go on when it is tried again", async () => {
    const world = new World();
    world.host.mergeOutcome = { kind: "retry", message: "not yet" };
    const running = startProcess(world);
    await expect(ask(world, running)).rejects.toThrow("not yet");
    await running.handler.onPutAside(failed(look));
    world.host.mergeOutcome = undefined;
    expect((await advance(world, running)).state).toBe("merged");
  });

  it("is told on the issue that could not be taken", async () => {
    const world = new World();
    await startProcess(world).handler.onPutAside(failed(issueOpened()));
    expect(world.host.comments).toEqual([
      expect.objectContaining({
        issue: issueNumber,
        body: expect.stringContaining("Something went wrong on our side"),
      }),
    ]);
  });

  it("is only logged when it has no thread", async () => {
    const world = new World();
    const one = event("configuration.changed", { commitSha: "a" }, "configuration");
    await startProcess(world).handler.onPutAside(failed(one));
    expect(world.host.comments).toEqual([]);
    expect(world.log.lines.at(-1)).toMatchObject({ level: "error" });
  });
});
