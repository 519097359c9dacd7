import { describe, expect, it } from "vitest";
import {
  advance,
  ask,
  platformYaml,
  slackRequestId,
  startProcess,
  work,
  World,
  xrdPath,
} from "./world.ts";

const approvals = platformYaml("requests:", "  - { offerings: ['*'], approvals: 1 }");
const guardrail = { "guardrails/x.yaml": "kind: ValidatingAdmissionPolicy\n" };

/** Puts a pull request there that no request carries. */
async function openByHand(world: World, branch = "by-hand"): Promise<number> {
  const tree = await world.host.readDefaultBranch();
  const files = [{ path: "claims/team-alpha/x.yaml", content: "kind: X\n" }];
  const plan = { branch, title: branch, body: "", commitMessage: "", files };
  return (await world.host.ensurePullRequest(tree, plan)).number;
}

const names = (world: World, from: number): readonly string[] =>
  world.store.accepted.slice(from).map(({ name, key }) => `${name} ${key}`);

describe("when the rules of the default branch changed", () => {
  it("every unfinished request and every other open pull request is looked at again", async () => {
    const world = new World({ "platform.yaml": approvals });
    const running = startProcess(world);
    await ask(world, running);
    const number = await openByHand(world);
    await running.applier.apply();
    await work(world, running);
    world.host.push(guardrail);
    const before = world.store.accepted.length;
    await running.applier.apply();
    const forms = world.host.pulls.find(({ plan }) => plan.branch.includes("issue-forms"));
    expect(names(world, before).toSorted()).toEqual(
      [
        `pullRequest.changed pull/${number}`,
        `pullRequest.changed pull/${forms?.facts.number}`,
        `request.advance request/${slackRequestId}`,
      ].toSorted(),
    );
    const judged = world.judge.judged.length;
    await work(world, running, before);
    expect(world.judge.judged.length).toBe(judged + 3);
  });

  it("what has an event ahead of it already is not given another: a backlog is not made longer", async () => {
    const world = new World({ "platform.yaml": approvals });
    const running = startProcess(world);
    await ask(world, running);
    const number = await openByHand(world);
    await running.applier.apply();
    await work(world, running);
    world.host.push(guardrail);
    world.store.waiting.add(`request/${slackRequestId}`).add(`pull/${number}`);
    const before = world.store.accepted.length;
    await running.applier.apply();
    expect(names(world, before).filter((name) => !name.includes("configuration"))).toEqual([
      expect.stringMatching(/^pullRequest\.changed pull\/(?!101)/),
    ]);
  });

  it("a pull request that needs approvals no more is merged", async () => {
    const world = new World({ "platform.yaml": approvals });
    const running = startProcess(world);
    expect((await ask(world, running)).state).toBe("open");
    await running.applier.apply();
    world.host.push({ "platform.yaml": platformYaml() });
    await running.applier.apply();
    await work(world, running);
    expect(world.record.state).toBe("merged");
  });

  it("the kinds that are offered are followed", async () => {
    const world = new World();
    await startProcess(world).applier.apply();
    expect(world.cluster.followed.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["Application", "Kustomization", "Database"]),
    );
  });

  it("what could not be asked for is asked for at the next call", async () => {
    const world = new World({ "platform.yaml": approvals });
    const running = startProcess(world);
    await ask(world, running);
    const list = world.host.listOpenPullRequests.bind(world.host);
    world.host.listOpenPullRequests = () => Promise.reject(new Error("GitHub is down"));
    await expect(running.applier.apply()).rejects.toThrow("GitHub is down");
    world.host.listOpenPullRequests = list;
    const number = await openByHand(world);
    await running.applier.apply();
    expect(names(world, 0)).toContain(`pullRequest.changed pull/${number}`);
  });
});

it("when only manifests changed, nothing is looked at again", async () => {
  const world = new World({ "platform.yaml": approvals });
  const running = startProcess(world);
  await ask(world, running);
  await running.applier.apply();
  const before = world.store.accepted.length;
  world.host.push({ "claims/team-alpha/other.yaml": "kind: X\n" });
  await running.applier.apply();
  expect(names(world, before)).toEqual([]);
});

/** The pull requests that propose issue forms. */
function proposals({ host }: World): World["host"]["pulls"] {
  return host.pulls.filter(({ plan }) => plan.branch.startsWith("causeway/issue-forms-"));
}

describe("issue forms", () => {
  it("are proposed by one pull request, looked up once", async () => {
    const world = new World();
    const running = startProcess(world);
    let lookUps = 0;
    const ensure = world.host.ensurePullRequest.bind(world.host);
    world.host.ensurePullRequest = (...args) => {
      lookUps += 1;
      return ensure(...args);
    };
    await running.applier.apply();
    await running.applier.apply();
    expect(lookUps).toBe(1);
    await startProcess(world).applier.apply();
    expect(proposals(world).map(({ plan }) => plan.files.map(({ path }) => path))).toEqual([
      [".github/ISSUE_TEMPLATE/new-db.yml"],
    ]);
  });

  it("are proposed anew when an offering changes, and not when they are current", async () => {
    const world = new World();
    const running = startProcess(world);
    await running.applier.apply();
    const [first] = proposals(world);
    world.host.push(
      Object.fromEntries(first?.plan.files.map(({ path, content }) => [path, content]) ?? []),
    );
    await running.applier.apply();
    expect(proposals(world)).toHaveLength(1);
    const xrd = world.host.files.get(xrdPath) ?? "";
    world.host.push({ [xrdPath]: xrd.replace("[small, medium, large]", "[small, large]") });
    await running.applier.apply();
    expect(proposals(world)).toHaveLength(2);
  });

  it("that were proposed are judged like any pull request", async () => {
    const world = new World();
    const running = startProcess(world);
    await running.applier.apply();
    const number = proposals(world)[0]?.facts.number;
    const receivedAt = "2026-11-24T09:00:00.000Z";
    const about = { id: "github:d-2", key: `pull/${number}`, receivedAt };
    await running.handler.handle({
      ...about,
      name: "pullRequest.changed",
      payload: { number: number ?? 0 },
    });
    expect(world.host.checks).toHaveLength(1);
  });
});

it("a request that is carried to its end is not looked at again", async () => {
  const world = new World();
  const running = startProcess(world);
  await ask(world, running);
  world.clock.advance(300);
  world.deliver();
  await advance(world, running);
  const before = world.store.accepted.length;
  world.host.push(guardrail);
  await running.applier.apply();
  expect(names(world, before).filter((name) => name.startsWith("request"))).toEqual([]);
});
