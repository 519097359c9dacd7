import { describe, expect, it } from "vitest";
import type { Violation } from "../../src/domain/guardrail.ts";
import type { RequestRecord } from "../../src/domain/request.ts";
import {
  advance,
  ask,
  claimPath,
  platformYaml,
  startProcess,
  World,
  type FakeProcess,
} from "./world.ts";

const newHead = "f".repeat(40);

const denied: Violation = {
  policy: "no-large",
  validation: "0",
  outcome: "deny",
  message: "Large ones need a reason.",
  location: { path: claimPath, startLine: 7, startColumn: 5, endLine: 7, endColumn: 10 },
};

/** A request whose pull request is open and needs one approval. */
async function opened(rule = "approvals: 1"): Promise<{
  readonly world: World;
  readonly running: FakeProcess;
  readonly headSha: string;
  readonly look: () => Promise<RequestRecord>;
}> {
  const world = new World({
    "platform.yaml": platformYaml("requests:", `  - { offerings: ['*'], ${rule} }`),
  });
  const running = startProcess(world);
  const record = await ask(world, running);
  expect(record.state).toBe("open");
  const headSha = record.pullRequest?.headSha ?? "";
  return { world, running, headSha, look: () => advance(world, running) };
}

describe("approvals", () => {
  it("are waited for, and whom they must come from is told once", async () => {
    const { world, look } = await opened();
    await look();
    expect((await look()).decision).toMatchObject({ kind: "wait", reasonCode: "approvalsMissing" });
    expect(world.slack.shown?.note).toContain("one approval from someone who can write");
    expect(world.slack.replies.map(({ reply }) => reply.paragraphs[0])).toEqual([
      "Database “my-app-database” for team-alpha waits for approval.",
    ]);
  });

  it("let it be merged, and the wait is over", async () => {
    const { world, headSha, look } = await opened();
    world.host.reviews.push({ login: "boss", state: "approved", commitSha: headSha });
    const record = await look();
    expect(record).toMatchObject({ state: "merged", mergeCommitSha: world.host.headSha });
    expect(record).not.toHaveProperty("decision");
    expect(world.host.files.has(claimPath)).toBe(true);
  });

  it.each([
    ["of the requester", { login: "octocat", state: "approved" }, "right"],
    ["of the requester in other letters", { login: "OctoCat", state: "approved" }, "right"],
    ["of someone who can't write", { login: "stranger", state: "approved" }, "right"],
    ["of an earlier commit", { login: "boss", state: "approved" }, "earlier"],
    ["that ask for changes", { login: "boss", state: "changesRequested" }, "right"],
  ] as const)("%s do not count", async (_which, review, commit) => {
    const { world, headSha, look } = await opened();
    world.host.members.add("write octocat");
    const commitSha = commit === "right" ? headSha : newHead;
    world.host.reviews.push({ ...review, commitSha });
    expect((await look()).state).toBe("open");
    expect(world.host.files.has(claimPath)).toBe(false);
  });

  it("must come from the team that the rule names", async () => {
    const { world, running, headSha, look } = await opened("approvals: 1, approvers: team-beta");
    world.host.reviews.push({ login: "boss", state: "approved", commitSha: headSha });
    expect((await look()).decision).toMatchObject({
      message: expect.stringContaining("team-beta"),
    });
    world.host.members.add("myorg/team-beta boss");
    world.clock.advance(61);
    expect((await advance(world, running)).state).toBe("merged");
  });

  it("are void when a commit is added", async () => {
    const { world, headSha, look } = await opened();
    world.host.reviews.push({ login: "boss", state: "approved", commitSha: headSha });
    world.host.change(100, { headSha: newHead });
    expect((await look()).state).toBe("open");
    world.host.reviews.push({ login: "boss", state: "approved", commitSha: newHead });
    expect((await look()).state).toBe("merged");
  });
});

describe("the check", () => {
  it("is not repeated for what was judged", async () => {
    const { world, look } = await opened();
    await look();
    await look();
    expect(world.judge.judged).toHaveLength(1);
  });

  it("is made anew for a new head, as a check of its own", async () => {
    const { world, headSha, look } = await opened();
    world.host.change(100, { headSha: newHead });
    expect((await look()).check).toMatchObject({ headSha: newHead, conclusion: "success" });
    expect(world.host.checks.map((check) => check.headSha)).toEqual([headSha, newHead]);
  });

  it("is made anew when the rules of the default branch changed, in the same check run", async () => {
    const { world, headSha, look } = await opened();
    world.judge.violations = [denied];
    world.host.push({ "guardrails/no-large.yaml": "kind: ValidatingAdmissionPolicy\n" });
    expect((await look()).check).toMatchObject({ headSha, conclusion: "failure" });
    expect(world.host.checks.map(({ conclusion }) => conclusion)).toEqual(["failure"]);
  });

  it("that fails stops the merge, names the finding once, and lets it go on when it is mended", async () => {
    const world = new World();
    world.judge.violations = [denied];
    const running = startProcess(world);
    expect(await ask(world, running)).toMatchObject({
      state: "open",
      decision: { reasonCode: "checkFailed" },
    });
    await advance(world, running);
    expect(world.slack.replies.map(({ reply }) => reply.paragraphs)).toEqual([
      [
        "Database “my-app-database” for team-alpha did not pass the guardrails, so it is not merged.",
        `${claimPath}, line 7: Large ones need a reason.`,
      ],
    ]);
    world.judge.violations = [];
    world.host.change(100, { headSha: newHead });
    expect((await advance(world, running)).state).toBe("merged");
  });

  it("that only warns stops nothing", async () => {
    const world = new World();
    world.judge.violations = [{ ...denied, outcome: "warn" }];
    expect((await ask(world, startProcess(world))).state).toBe("merged");
  });
});

describe("a merge", () => {
  it.each([
    ["draft", { draft: true }],
    ["label", { labels: ["hold"] }],
  ])("is held by a %s", async (_what, facts) => {
    const { world, headSha, look } = await opened();
    world.host.reviews.push({ login: "boss", state: "approved", commitSha: headSha });
    world.host.change(100, facts);
    expect((await look()).decision).toMatchObject({ reasonCode: "held" });
    world.host.change(100, { draft: false, labels: [] });
    expect((await look()).state).toBe("merged");
  });

  it("that GitHub blocks is told, and tried again at the next look", async () => {
    const world = new World();
    world.host.mergeOutcome = { kind: "blocked", message: "There is a conflict." };
    const running = startProcess(world);
    expect(await ask(world, running)).toMatchObject({
      state: "open",
      decision: {
        reasonCode: "conflict",
        message: "GitHub does not let it be merged: There is a conflict.",
      },
    });
    world.host.mergeOutcome = undefined;
    expect((await advance(world, running)).state).toBe("merged");
  });

  it("that GitHub puts off is an error, so that the inbox tries again", async () => {
    const world = new World();
    world.host.mergeOutcome = { kind: "retry", message: "The head moved." };
    const running = startProcess(world);
    await expect(ask(world, running)).rejects.toThrow("did not merge #100 yet: The head moved.");
    expect(world.record).toMatchObject({ state: "open", check: { conclusion: "success" } });
    world.host.mergeOutcome = undefined;
    expect((await advance(world, running)).state).toBe("merged");
  });

  it("counts also when its branch can't be deleted", async () => {
    const world = new World();
    world.host.deleteBranch = () => Promise.reject(new Error("protected"));
    expect((await ask(world, startProcess(world))).state).toBe("merged");
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: "warn", message: "the merged branch could not be deleted" }),
    );
  });

  it("by a person is taken as it is", async () => {
    const { world, look } = await opened();
    world.host.change(100, { state: "closed", merged: true, mergeCommitSha: newHead });
    expect(await look()).toMatchObject({ state: "merged", mergeCommitSha: newHead });
  });
});

describe("a pull request whose base a person changed", () => {
  it("is held back, and goes on when its base is the default branch again", async () => {
    const { world, look } = await opened();
    world.host.change(100, { baseRef: "release" });
    expect(await look()).toMatchObject({ state: "open", decision: { reasonCode: "held" } });
    world.host.change(100, { baseRef: "main" });
    expect((await look()).decision?.reasonCode).not.toBe("held");
  });

  it("ends the request when it is merged there: nothing brings it to the cluster", async () => {
    const { world, look } = await opened();
    const elsewhere = { baseRef: "release", state: "closed", merged: true } as const;
    world.host.change(100, { ...elsewhere, mergeCommitSha: newHead });
    const record = await look();
    expect(record).toMatchObject({
      state: "closed",
      reason: expect.stringContaining("into release. Only what is on main"),
    });
    expect(record.mergeCommitSha).toBeUndefined();
  });
});

it("a pull request that a person closed ends the request, and the name is free again", async () => {
  const { world, running, look } = await opened();
  world.host.change(100, { state: "closed" });
  expect(await look()).toMatchObject({ state: "closed", finishedAt: "2026-11-24T09:00:00.000Z" });
  expect(world.slack.replies.at(-1)?.reply).toMatchObject({
    kind: "closed",
    paragraphs: [
      expect.stringContaining("was closed without being merged"),
      "If that was not meant, ask again with /platform new-db.",
    ],
  });
  expect((await ask(world, running, { eventId: "slack:V2" })).pullRequest?.number).toBe(101);
});
