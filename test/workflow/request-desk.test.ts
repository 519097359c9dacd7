import { describe, expect, it } from "vitest";
import type { Submission, SubmissionOutcome } from "../../src/domain/ports/request-desk.ts";
import { Crash } from "../fakes/crash-points.ts";
import { claimPath, platformYaml, startProcess, submission, work, World } from "./world.ts";

async function submit(world: World, change: Partial<Submission> = {}): Promise<SubmissionOutcome> {
  return startProcess(world).desk.submit(submission(change));
}

/** A platform.yaml with rules. */
function rule(...lines: readonly string[]): Readonly<Record<string, string>> {
  return { "platform.yaml": platformYaml("requests:", ...lines) };
}

describe("a submission that may not be", () => {
  const stranger: Partial<Submission> = { sender: { surface: "slack", userId: "U000000" } };
  it.each<[string, Partial<Submission>, Readonly<Record<string, string>>, unknown]>([
    [
      "an offering that is none",
      { offering: "queues.platform.example.com" },
      {},
      { reasonCode: "offeringUnknown", message: expect.stringContaining("Type /platform") },
    ],
    [
      "a Slack user without a GitHub login",
      stranger,
      {},
      { reasonCode: "requesterUnknown", message: expect.stringContaining('under "people"') },
    ],
    [
      "a team that is none",
      { team: "team-omega" },
      {},
      { reasonCode: "teamUnknown", fieldId: "team", message: expect.stringContaining("team-beta") },
    ],
    [
      "another's team",
      { team: "team-beta" },
      {},
      { reasonCode: "notTeamMember", message: expect.stringContaining("myorg/team-beta") },
    ],
    [
      "an offering that nobody may ask for",
      {},
      rule("  - { offerings: [new-db], teams: [team-alpha], allow: nobody }"),
      { reasonCode: "offeringNotAllowed", message: expect.stringContaining('under "requests"') },
    ],
    ["a name that is none", { name: "My_DB" }, {}, { reasonCode: "nameInvalid", fieldId: "name" }],
    [
      "a value that the schema does not know",
      { values: { spec: { parameters: { size: "gigantic" } } } },
      {},
      { reasonCode: "valuesInvalid", message: expect.stringContaining("medium") },
    ],
    [
      "a value that no form asks for",
      { values: { spec: { parameters: { size: "small" } }, metadata: { name: "other" } } },
      {},
      { message: '"metadata" can\'t be set.' },
    ],
    [
      "a name that has its file already",
      {},
      { [claimPath]: "kind: Database\n" },
      {
        reasonCode: "nameTaken",
        fieldId: "name",
        message: expect.stringContaining(`${claimPath} exists already. Choose another name.`),
      },
    ],
  ])(
    "%s is refused, with what would pass, and nothing is stored",
    async (_what, change, files, decision) => {
      const world = new World(files);
      expect(await submit(world, change)).toEqual({
        kind: "refused",
        decision: expect.objectContaining({ kind: "refuse", ...(decision as object) }),
      });
      expect(world.store.accepted).toEqual([]);
    },
  );

  it("is refused for a name that another request is filling, with where to look", async () => {
    const world = new World({
      "platform.yaml": platformYaml("requests:", "  - { offerings: ['*'], approvals: 1 }"),
    });
    const running = startProcess(world);
    await running.desk.submit(submission());
    await work(world, running);
    expect(await running.desk.submit(submission({ eventId: "slack:V2" }))).toMatchObject({
      decision: { reasonCode: "nameTaken", message: expect.stringContaining("/pull/100") },
    });
  });
});

describe("a submission that may be", () => {
  it("is stored whole before it is accepted, with who the platform says it is", async () => {
    const world = new World();
    const outcome = await submit(world);
    expect(outcome).toEqual({ kind: "accepted", requestId: expect.stringMatching(/^r-\w{10}$/) });
    expect(world.store.accepted).toEqual([
      expect.objectContaining({
        name: "request.asked",
        payload: expect.objectContaining({
          request: expect.objectContaining({
            requester: { githubLogin: "octocat", slackUserId: "U024BE7LH" },
            values: { spec: { parameters: { size: "medium", backup: true } } },
          }),
        }),
      }),
    ]);
  });

  it("does not ask GitHub for memberships where the rule allows anyone", async () => {
    const world = new World({
      "platform.yaml": platformYaml("requests:", "  - { offerings: ['*'], allow: anyone }"),
    });
    world.host.members.clear();
    expect((await submit(world, { team: "team-beta" })).kind).toBe("accepted");
  });

  it("takes the sender of a GitHub event for the requester", async () => {
    const world = new World();
    const sender = { surface: "github", login: "octocat" } as const;
    await submit(world, { sender, eventId: "github:d-1" });
    expect(world.store.accepted[0]?.payload).toMatchObject({
      request: { requester: { githubLogin: "octocat" } },
    });
  });

  it("rejects when it could not be stored, so that the sender hears of it", async () => {
    const world = new World();
    world.crashes.arm(1, "before");
    await expect(submit(world)).rejects.toThrow(Crash);
    expect(world.store.accepted).toEqual([]);
  });
});

describe("a submission that comes again", () => {
  it("is the same request, and is stored once", async () => {
    const world = new World();
    const running = startProcess(world);
    const first = await running.desk.submit(submission());
    expect(await running.desk.submit(submission())).toEqual(first);
    expect(world.store.accepted).toHaveLength(1);
  });

  it("is still the same request when its file is on the default branch already", async () => {
    const world = new World();
    const running = startProcess(world);
    const first = await running.desk.submit(submission());
    await work(world, running);
    expect(world.host.files.has(claimPath)).toBe(true);
    await running.ports.configuration.refresh();
    expect(await running.desk.submit(submission())).toEqual(first);
    expect(world.store.accepted).toHaveLength(1);
  });
});

describe("what is offered", () => {
  it("is unknown before the first read, and then what the default branch says", async () => {
    const { desk, ports } = startProcess(new World());
    expect(desk.offered()).toBeUndefined();
    await ports.configuration.refresh();
    expect(desk.offered()?.catalog.offerings.map(({ command }) => command)).toEqual(["new-db"]);
  });
});
