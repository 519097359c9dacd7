import { describe, expect, it } from "vitest";
import { readYaml } from "../../src/yaml/documents.ts";
import {
  ask,
  claimPath,
  issueNumber,
  issueOpened,
  platformYaml,
  slackRequestId,
  startProcess,
  submission,
  work,
  World,
  xrdPath,
} from "./world.ts";

describe("an accepted request", () => {
  it("becomes one pull request with the manifest that was asked for", async () => {
    const world = new World({
      "platform.yaml": platformYaml().replace(
        "{ github: myorg/team-alpha }",
        "{ github: myorg/team-alpha, namespace: alpha-prod }",
      ),
    });
    const record = await ask(world, startProcess(world));
    const [pull] = world.host.pulls;
    expect(pull?.plan).toMatchObject({
      branch: `causeway/${slackRequestId}`,
      title: "Database my-app-database for team-alpha",
      files: [{ path: claimPath }],
    });
    expect(readYaml(pull?.plan.files[0]?.content ?? "", claimPath).documents[0]?.value).toEqual({
      apiVersion: "platform.example.com/v1alpha1",
      kind: "Database",
      metadata: { name: "my-app-database", namespace: "alpha-prod" },
      spec: { parameters: { size: "medium", backup: true } },
    });
    expect(record).toMatchObject({
      manifestPath: claimPath,
      object: { group: "platform.example.com", kind: "Database", namespace: "alpha-prod" },
      pullRequest: { number: 100, branch: `causeway/${slackRequestId}` },
    });
  });

  it("tells the reviewer where it was asked when that can be read by anyone who sees it", async () => {
    const world = new World();
    const running = startProcess(world);
    await world.store.inbox.accept(issueOpened());
    await work(world, running);
    expect(world.host.pulls[0]?.plan.body).toContain(
      `https://github.com/myorg/platform-config/issues/${issueNumber}`,
    );
  });

  it("is judged by what it would write, without reading it back, in one check run on its head", async () => {
    const world = new World();
    world.host.readChange = () => Promise.reject(new Error("not needed"));
    const record = await ask(world, startProcess(world));
    expect(world.judge.judged).toEqual([world.host.pulls[0]?.plan.files]);
    expect(world.host.checks).toMatchObject([
      { name: "causeway/guardrails", headSha: record.pullRequest?.headSha, conclusion: "success" },
    ]);
  });
});

describe("guardrails that platform.yaml sets", () => {
  const approvals = "requests: [{ approvals: 1 }]";
  const set = platformYaml(approvals, "guardrails: { no-host-path: off, pinned-images: warn }");

  it("go to the judge with the request's change", async () => {
    const world = new World({ "platform.yaml": set });
    await ask(world, startProcess(world));
    expect(world.judge.levels).toEqual([{ "no-host-path": "off", "pinned-images": "warn" }]);
  });

  it("are those of the default branch, and a merge that changes them has open requests judged anew", async () => {
    const world = new World({ "platform.yaml": platformYaml(approvals) });
    const running = startProcess(world);
    await ask(world, running);
    await running.applier.apply();
    await work(world, running);
    const before = world.store.accepted.length;
    const judgedBefore = world.judge.levels.length;
    expect(world.judge.levels[0]).toEqual({});
    world.host.push({ "platform.yaml": set });
    await running.applier.apply();
    await work(world, running, before);
    expect(world.judge.levels.slice(judgedBefore)).toContainEqual({
      "no-host-path": "off",
      "pinned-images": "warn",
    });
  });
});

describe("an accepted request that can't be any more", () => {
  it("is refused when its offering is gone by now", async () => {
    const world = new World();
    const running = startProcess(world);
    await running.desk.submit(submission());
    world.host.files.delete(xrdPath);
    world.host.push({});
    await work(world, running);
    expect(world.record).toMatchObject({ state: "refused", finishedAt: expect.any(String) });
    expect(world.host.pulls).toEqual([]);
    expect(world.slack.replies.map(({ reply }) => reply.paragraphs[1])).toEqual([
      '"databases.platform.example.com" can\'t be asked for any more. Type /platform to see what can.',
    ]);
  });

  it("is refused when its file came to the default branch by now", async () => {
    const world = new World();
    const running = startProcess(world);
    await running.desk.submit(submission());
    world.host.push({ [claimPath]: "kind: Database\n" });
    await work(world, running);
    expect(world.record).toMatchObject({
      state: "refused",
      reason: expect.stringContaining(`${claimPath} exists already`),
    });
    expect(world.host.pulls).toEqual([]);
  });

  it("goes by what it finds when its pull request was closed before it was known", async () => {
    const world = new World();
    const running = startProcess(world);
    world.host.mergeOutcome = { kind: "retry", message: "not yet" };
    await expect(ask(world, running)).rejects.toThrow("not yet");
    const { pullRequest: _, check: __, ...asked } = world.record;
    await world.store.requests.save({ ...asked, state: "asked" });
    world.host.change(100, { state: "closed" });
    await work(world, running);
    expect(world.record.state).toBe("closed");
    expect(world.host.pulls).toHaveLength(1);
  });
});

it("of two people who ask for one name at once, the later is refused and told so", async () => {
  const world = new World();
  const running = startProcess(world);
  await running.desk.submit(submission());
  await running.desk.submit(
    submission({ eventId: "slack:V2", receivedAt: "2026-11-24T09:00:01.000Z" }),
  );
  await work(world, running);
  const states = world.store.records.map(({ request, state }) => [request.askedAt, state]);
  expect(Object.fromEntries(states)).toEqual({
    "2026-11-24T09:00:00.000Z": "merged",
    "2026-11-24T09:00:01.000Z": "refused",
  });
  expect(world.host.pulls).toHaveLength(1);
});
