import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../../src/domain/event.ts";
import {
  claimPath,
  issueBody,
  issueNumber,
  issueOpened,
  issueRequestId,
  platformYaml,
  startProcess,
  work,
  World,
  type FakeProcess,
} from "./world.ts";

async function open(
  world: World,
  change: Parameters<typeof issueOpened>[0] = {},
): Promise<FakeProcess> {
  const running = startProcess(world);
  await world.store.inbox.accept(issueOpened(change));
  await work(world, running);
  return running;
}

describe("an issue that a form sent in", () => {
  it("becomes the request that it asks for, of the one who opened it", async () => {
    const world = new World();
    await open(world);
    expect(world.record).toMatchObject({
      state: "merged",
      thread: { surface: "issue", number: issueNumber },
      request: {
        id: issueRequestId,
        requester: { githubLogin: "octocat" },
        team: "team-alpha",
        name: "my-app-database",
        values: { spec: { parameters: { size: "medium", backup: true } } },
      },
    });
    expect(world.host.files.has(claimPath)).toBe(true);
    expect(world.host.comments).toHaveLength(1);
  });

  it.each([
    [
      "was changed by hand",
      { body: issueBody.replace("medium", "gigantic") },
      "is none of the choices",
    ],
    ["asks for nothing that there is", { body: issueBody.replace("new-db", "new-x") }, "new-x"],
    ["is of a stranger", { login: "stranger" }, "stranger is not a member"],
    ["asks for another's team", { body: issueBody.replace("alpha", "beta") }, "team-beta"],
  ])(
    "and %s is refused in a comment and closed, and nothing is made",
    async (_how, change, why) => {
      const world = new World();
      await open(world, change);
      expect(world.host.comments).toEqual([
        expect.objectContaining({ issue: issueNumber, body: expect.stringContaining(why) }),
      ]);
      expect([...world.host.closedIssues]).toEqual([[issueNumber, "not_planned"]]);
      expect(world.store.records).toEqual([]);
      expect(world.host.pulls).toEqual([]);
    },
  );

  it("that is refused twice, as after a crash, says so once", async () => {
    const world = new World();
    const running = await open(world, { login: "stranger" });
    await running.handler.handle(issueOpened({ login: "stranger" }));
    expect(world.host.comments).toHaveLength(1);
  });

  it("that comes again after its file was merged is not refused for its own name", async () => {
    const world = new World();
    const running = await open(world);
    await running.handler.handle(issueOpened());
    expect([...world.host.closedIssues]).toEqual([]);
    expect(world.host.comments).toHaveLength(1);
  });
});

it.each([["The build is broken."], [""], ["> ### What you ask for\n> new-db"]])(
  "any other issue is left alone: %j",
  async (body) => {
    const world = new World();
    await open(world, { body });
    expect(world.host.comments).toEqual([]);
    expect([...world.host.closedIssues]).toEqual([]);
  },
);

function edited(body: string): InboundEvent {
  return {
    id: `github:${body}`,
    key: `issue/${issueNumber}`,
    name: "issue.edited",
    payload: { number: issueNumber, body },
    receivedAt: "2026-11-24T09:01:00.000Z",
  };
}

/** Where requests wait for an approval. */
function waiting(): World {
  return new World({
    "platform.yaml": platformYaml("requests:", "  - { offerings: ['*'], approvals: 1 }"),
  });
}

function notices({ host }: World): readonly string[] {
  return host.comments.filter(({ marker }) => marker.includes("edited:")).map(({ body }) => body);
}

describe("an edit of the issue", () => {
  it("changes nothing and is answered once for each text", async () => {
    const world = waiting();
    const running = await open(world);
    const { record } = world;
    await running.handler.handle(edited("large please"));
    await running.handler.handle(edited("large please"));
    expect(notices(world)).toEqual([expect.stringContaining("the edit changes nothing")]);
    await running.handler.handle(edited("no, small"));
    expect(notices(world)).toHaveLength(2);
    expect(world.record).toEqual(record);
  });

  it("never overwrites what the request's own worker writes at the same time", async () => {
    const world = waiting();
    const running = await open(world);
    const comment = world.host.ensureComment.bind(world.host);
    world.host.ensureComment = async (...args) => {
      await world.store.requests.save({ ...world.record, state: "merged" });
      return comment(...args);
    };
    await running.handler.handle(edited("large please"));
    expect(world.record.state).toBe("merged");
  });

  it("is left alone where no request came of the issue, or it is over", async () => {
    const world = waiting();
    const running = startProcess(world);
    await running.handler.handle(edited("x"));
    await open(world);
    await world.store.requests.save({ ...world.record, state: "ready" });
    await running.handler.handle(edited("y"));
    expect(notices(world)).toEqual([]);
  });
});
