import { describe, expect, it } from "vitest";
import {
  advance,
  ask,
  issueNumber,
  issueOpened,
  issueRequestId,
  platformYaml,
  startProcess,
  work,
  World,
  xrdPath,
} from "./world.ts";

const versions = (world: World): number => world.slack.messages[0]?.versions.length ?? 0;

describe("the one message", () => {
  it("shows each state in turn, in place", async () => {
    const world = new World();
    await ask(world, startProcess(world));
    expect(world.slack.messages).toHaveLength(1);
    const shown = world.slack.messages[0]?.versions.map(
      ({ steps }) => steps.findLast(({ state }) => state === "done")?.text,
    );
    expect(shown?.[0]).toBe("Asked with /platform new-db");
    expect(shown?.at(-1)).toMatch(/^Merged as [0-9a-f]{7}$/);
    expect(world.slack.shown).toMatchObject({
      title: "Database “my-app-database” for team-alpha",
      requester: { githubLogin: "octocat", slackUserId: "U024BE7LH" },
    });
  });

  it("is edited only when it would say something else", async () => {
    const world = new World();
    const running = startProcess(world);
    await ask(world, running);
    await advance(world, running);
    const before = versions(world);
    await advance(world, running);
    await advance(world, startProcess(world));
    expect(versions(world)).toBe(before);
  });

  it("is edited when what it shows has other words now", async () => {
    const world = new World();
    const running = startProcess(world);
    await ask(world, running);
    await advance(world, running);
    const before = versions(world);
    const renamed = platformYaml().replace("new-db:", "new-database:");
    world.host.push({ "platform.yaml": renamed });
    await running.ports.configuration.refresh();
    await advance(world, running);
    expect(versions(world)).toBe(before + 1);
    expect(world.slack.shown?.steps[0]?.text).toBe("Asked with /platform new-database");
  });
});

describe("right after a start", () => {
  it("the first words are those of the configuration, though nothing was read yet", async () => {
    const connections = [
      "connections:",
      "  databases.platform.example.com: 'Host {name}.{namespace}, team {team}'",
    ];
    const world = new World({ "platform.yaml": platformYaml(...connections) });
    await ask(world, startProcess(world));
    world.clock.advance(300);
    world.deliver();
    await advance(world, startProcess(world));
    expect(world.slack.replies.at(-1)?.reply.paragraphs).toEqual([
      "Database “my-app-database” for team-alpha is ready. It took 5 min from request to ready.",
      "How to reach it: Host my-app-database.team-alpha, team team-alpha",
    ]);
  });

  it("nothing is told while the configuration can't be read", async () => {
    const world = new World();
    await ask(world, startProcess(world));
    world.clock.advance(300);
    world.deliver();
    world.host.readDefaultBranch = () => Promise.reject(new Error("GitHub is down"));
    await expect(advance(world, startProcess(world))).rejects.toThrow("GitHub is down");
    expect(world.slack.replies).toEqual([]);
  });
});

describe("the end", () => {
  it("is told once, and what comes later changes nothing", async () => {
    const world = new World();
    const running = startProcess(world);
    await ask(world, running);
    world.clock.advance(300);
    world.deliver();
    await advance(world, running);
    const { record } = world;
    world.deliver("managed-resource-error");
    await advance(world, running);
    expect(world.record).toEqual(record);
    expect(world.slack.replies.map(({ reply }) => reply.kind)).toEqual(["ready"]);
  });

  it.each([
    ["ready", "completed"],
    ["refused", "not_planned"],
  ] as const)("%s closes the issue as %s", async (state, reason) => {
    const world = new World();
    const running = startProcess(world);
    await world.store.inbox.accept(issueOpened());
    await running.handler.handle(issueOpened());
    if (state === "refused") {
      world.host.files.delete(xrdPath);
      world.host.push({});
    }
    await work(world, running, 1);
    world.clock.advance(300);
    world.deliver();
    await advance(world, running, issueRequestId);
    expect(world.record.state).toBe(state);
    expect([...world.host.closedIssues]).toEqual([[issueNumber, reason]]);
  });
});

it("a surface that is not configured any more is logged, and the work goes on", async () => {
  const world = new World();
  const running = startProcess(world, { conversation: () => undefined });
  expect((await ask(world, running)).state).toBe("merged");
  expect(world.log.lines).toContainEqual(
    expect.objectContaining({ level: "warn", message: expect.stringContaining("nobody is told") }),
  );
});
