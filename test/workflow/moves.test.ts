import { describe, expect, it } from "vitest";
import { overlay, ServiceWorld } from "./service-world.ts";

const production = ["  - name: production", "    approvals: 1"];

async function toProduction(): Promise<ServiceWorld> {
  const world = new ServiceWorld(...production);
  world.host.push({ [overlay("staging")]: world.host.files.get(overlay("dev")) ?? "" });
  world.runs("staging", { tag: "1.4.2" });
  const waiting = await world.asks({ environment: "production" });
  expect(waiting.decision).toMatchObject({ reasonCode: "approvalsMissing" });
  return world;
}

async function promoted(): Promise<ServiceWorld> {
  const world = new ServiceWorld();
  await world.happens("service.changed", { service: "checkout", environment: "staging" });
  const { request } = await world.asks();
  world.runs("staging", { tag: "1.4.2" });
  await world.happens("request.advance", { requestId: request.id }, "looked");
  await world.happens("service.changed", { service: "checkout", environment: "staging" }, "seen");
  expect(world.recordOf("slack:T1").state).toBe("ready");
  return world;
}

describe("a promotion", () => {
  it("changes the one scalar that carries the version, is merged, followed and told", async () => {
    const world = new ServiceWorld();
    const merged = await world.asks();
    expect(merged.state).toBe("merged");
    const [pull] = world.host.pulls;
    expect(pull?.facts.title).toBe("Promote checkout 1.4.2 to staging");
    expect(pull?.plan.files.map(({ path }) => path)).toEqual([overlay("staging")]);
    expect(pull?.plan.files[0]?.content).toBe(
      world.host.files.get(overlay("staging"))?.replace('"1.4.1"', '"1.4.2"'),
    );
    expect(world.host.files.get(overlay("production"))).toContain('"1.4.0"');
    world.runs("staging", { tag: "1.4.2" });
    await world.happens("request.advance", { requestId: merged.request.id });
    expect(world.recordOf("slack:T1").state).toBe("ready");
    const told = world.slack.replies.at(-1)?.reply;
    expect(told?.paragraphs[0]).toMatch(/^checkout 1\.4\.2 runs in staging and is healthy\./);
    expect(told?.buttons?.map(({ label }) => label)).toEqual(["Promote to production"]);
    expect(
      world.host.deployments.map(({ environment, statuses }) => [
        environment,
        statuses.map(({ state }) => state),
      ]),
    ).toEqual([["staging", ["queued", "success"]]]);
  });

  it("waits while the environment before is not healthy, and goes on when it is", async () => {
    const world = new ServiceWorld();
    world.runs("dev", { tag: "1.4.2", health: "Degraded", message: "crash" });
    const waiting = await world.asks();
    expect(waiting).toMatchObject({ state: "asked", decision: { kind: "wait" } });
    expect(world.slack.shown?.note).toMatch(/checkout is not healthy .* in dev/);
    expect(world.host.pulls).toEqual([]);
    world.runs("dev", { tag: "1.4.2" });
    await expect
      .poll(() => world.store.accepted.some(({ id }) => id.startsWith("delivery:")))
      .toBe(true);
    await world.settle();
    expect(world.recordOf("slack:T1").state).toBe("merged");
  });

  it("of what is there already ends and says so", async () => {
    const world = new ServiceWorld();
    world.host.push({ [overlay("staging")]: world.host.files.get(overlay("dev")) ?? "" });
    for (const environment of ["dev", "staging"]) world.runs(environment, { tag: "1.4.2" });
    const ended = await world.asks();
    expect(ended.state).toBe("closed");
    expect(ended.reason).toMatch(/1\.4\.2/);
    expect(world.host.pulls).toEqual([]);
  });

  it.each<[what: string, move: Parameters<ServiceWorld["asks"]>[0], message: RegExp]>([
    [
      "a service that there is not",
      { service: "chekout" },
      /no service "chekout"\. Did you mean checkout\?/,
    ],
    [
      "an environment that there is not",
      { environment: "prod" },
      /no environment "prod".*production/,
    ],
    ["the first environment", { environment: "dev" }, /dev is the first environment of checkout/],
    [
      "a Slack user whom nobody knows",
      { sender: { surface: "slack", userId: "U0" } },
      /U0 is not linked to a GitHub login yet.*\/platform link/,
    ],
    [
      "someone who can't write to the manifests",
      { sender: { surface: "github", login: "stranger" } },
      /stranger can't write to myorg\/platform-config/,
    ],
  ])("is refused for %s", async (_what, move, message) => {
    const world = new ServiceWorld();
    await expect(world.asks(move)).rejects.toThrow(message);
    expect(world.store.records).toEqual([]);
  });

  it("waits behind another one of the same service into the same environment, then finds nothing to do", async () => {
    const world = new ServiceWorld(...production);
    world.host.push({ [overlay("staging")]: world.host.files.get(overlay("dev")) ?? "" });
    world.runs("staging", { tag: "1.4.2" });
    const first = await world.asks({ environment: "production" });
    expect(first.state).toBe("open");
    const second = await world.asks({ environment: "production", eventId: "slack:T2" });
    expect(second).toMatchObject({ state: "asked", decision: { kind: "wait" } });
    expect(second.decision?.kind === "wait" ? second.decision.message : "").toMatch(
      /asked by octocat, is under way.*pull\/100/,
    );
    await world.comments("boss", "/approve", { number: 100 });
    world.runs("production", { tag: "1.4.2" });
    await world.happens("request.advance", { requestId: first.request.id });
    expect(world.recordOf("slack:T1").state).toBe("ready");
    expect(world.recordOf("slack:T2").state).toBe("closed");
    expect(world.host.pulls).toHaveLength(1);
  });
});

describe("approvals of a promotion", () => {
  it("do not count from the requester, on whichever surface", async () => {
    const world = await toProduction();
    await world.comments("octocat", "/approve", { number: 100 });
    expect(world.host.comments.at(-1)?.body).toMatch(/your own yes does not count/);
    const { request, pullRequest } = world.recordOf("slack:T1");
    await world.happens("request.approved", {
      requestId: request.id,
      login: "OctoCat",
      source: "slack",
      headSha: pullRequest?.headSha ?? "",
      at: "2026-11-24T10:00:00.000Z",
    });
    expect(world.recordOf("slack:T1").state).toBe("open");
  });

  it("count from a comment of someone else, once, and only for the commit that they saw", async () => {
    const world = await toProduction();
    const before = world.recordOf("slack:T1").pullRequest?.headSha;
    world.host.change(100, { headSha: "f".repeat(40) });
    await world.happens("request.approved", {
      requestId: world.recordOf("slack:T1").request.id,
      login: "boss",
      source: "slack",
      headSha: before ?? "",
      at: "2026-11-24T10:00:00.000Z",
    });
    expect(world.recordOf("slack:T1").state).toBe("open");
    await world.comments("boss", "/approve", { number: 100 });
    expect(world.recordOf("slack:T1").state).toBe("merged");
  });

  it("do not count from someone who may not", async () => {
    const world = await toProduction();
    await world.comments("stranger", "/approve", { number: 100 });
    expect(world.recordOf("slack:T1").state).toBe("open");
  });

  it("are answered with a no by whoever could approve: the pull request is closed with the reason", async () => {
    const world = await toProduction();
    await world.comments("stranger", "/deny because", { number: 100 });
    expect(world.recordOf("slack:T1").state).toBe("open");
    expect(world.host.comments.at(-1)?.body).toMatch(
      /stranger neither asked for this nor may approve/,
    );
    await world.comments("boss", "/deny not before the audit", { number: 100, commentId: "72" });
    expect(world.recordOf("slack:T1")).toMatchObject({
      state: "closed",
      reason: "boss said no: not before the audit",
    });
    expect(world.host.pulls[0]?.facts.state).toBe("closed");
  });
});

describe("a question that a promotion waits with", () => {
  it("is answered by who asked or may approve, and by nobody else", async () => {
    const world = new ServiceWorld();
    world.runs("dev", { tag: "1.4.2", health: "Degraded" });
    const waiting = await world.asks();
    const options = [{ id: "web", label: "web" }];
    await world.store.requests.save({ ...waiting, question: { text: "Which?", options } });
    const answer = { requestId: waiting.request.id, choice: "web" };
    await world.happens("request.chosen", { ...answer, login: "stranger" }, "test:stranger");
    expect(world.recordOf("slack:T1").choices).toBeUndefined();
    await world.happens("request.chosen", { ...answer, login: "boss" }, "test:boss");
    expect(world.recordOf("slack:T1").choices).toEqual(["web"]);
  });
});

describe("time", () => {
  it("lets a soaking version go on when it has been healthy long enough", async () => {
    const world = new ServiceWorld("    soak: 30m");
    const now = world.clock.now().toISOString();
    world.runs("dev", { tag: "1.4.2", since: now });
    const waiting = await world.asks();
    const until = waiting.decision?.kind === "wait" ? waiting.decision.until : undefined;
    expect(until).toBe(new Date(Date.parse(now) + 30 * 60_000).toISOString());
    world.clock.advance(30 * 60);
    world.running.tracker.track(waiting);
    await expect
      .poll(() => world.store.accepted.some(({ id }) => id.startsWith("delivery:")))
      .toBe(true);
    await world.settle();
    expect(world.recordOf("slack:T1").state).toBe("merged");
  });

  it("brings what is healthy long enough to the next environment by rule, once, in nobody's thread", async () => {
    const world = new ServiceWorld("    autoPromote: { after: 30m }");
    await world.happens("service.changed", { service: "checkout", environment: "dev" });
    await world.happens("service.changed", { service: "checkout", environment: "dev" }, "again");
    expect(
      world.store.records.map(({ request, state }) => [
        request.kind,
        request.requester.githubLogin,
        state,
      ]),
    ).toEqual([["promote", "causeway (autoPromote)", "merged"]]);
    expect(world.slack.messages).toEqual([]);
    expect(world.host.comments.map(({ issue }) => issue)).toEqual([100]);
  });

  it("brings nothing by rule while a person holds the environment", async () => {
    const world = new ServiceWorld("    autoPromote: { after: 30m }");
    await world.comments("boss", "/hold staging audit", { number: 100 });
    await world.happens("service.changed", { service: "checkout", environment: "dev" });
    expect(world.store.records).toEqual([]);
    await world.comments("boss", "/unhold staging", { number: 100, commentId: "72" });
    await world.happens("service.changed", { service: "checkout", environment: "dev" }, "again");
    expect(world.store.records).toHaveLength(1);
  });
});

describe("a rollback", () => {
  it("restores the version that was healthy before, and holds back what rules would bring", async () => {
    const world = await promoted();
    const back = await world.asks({ kind: "rollback", eventId: "slack:T2" });
    expect(back.state).toBe("merged");
    expect(world.host.pulls.at(-1)?.facts.title).toBe("Roll back checkout to 1.4.1 in staging");
    expect(world.host.files.get(overlay("staging"))).toContain('newTag: "1.4.1"  # the version');
    expect(world.store.held).toMatchObject([
      { environment: "staging", service: "checkout", stops: "automatic", by: "octocat" },
    ]);
  });

  it("to a version that was never there says which there are", async () => {
    const world = await promoted();
    const refused = await world.asks({ kind: "rollback", version: "9.9.9", eventId: "slack:T2" });
    expect(refused.state).toBe("refused");
    expect(refused.reason).toMatch(/9\.9\.9/);
    expect(refused.reason).toMatch(/1\.4\.1/);
  });
});

describe("what ran gets worse", () => {
  it("is told once, with what to do, and its recovery once", async () => {
    const world = new ServiceWorld();
    const { request } = await world.asks();
    world.runs("staging", { tag: "1.4.2" });
    await world.happens("request.advance", { requestId: request.id }, "looked");
    const before = world.slack.replies.length;
    const changed = { service: "checkout", environment: "staging" };
    world.runs("staging", { tag: "1.4.2", health: "Degraded", message: "pods crash" });
    for (const id of ["1", "2"]) await world.happens("service.changed", changed, id);
    world.runs("staging", { tag: "1.4.2" });
    for (const id of ["3", "4"]) await world.happens("service.changed", changed, id);
    const told = world.slack.replies.slice(before).map(({ reply }) => reply.paragraphs.join(" "));
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/is not healthy any more.*\/platform rollback checkout staging/);
    expect(told[1]).toMatch(/is healthy in staging again/);
  });
});

describe("a comment on a pull request", () => {
  it("is answered once with what would be right, and gets a reaction", async () => {
    const world = new ServiceWorld();
    await world.asks();
    await world.comments("octocat", "/promot staging", { number: 100 });
    expect(world.host.reactions).toEqual(["71 eyes"]);
    expect(world.host.comments.at(-1)?.body).toMatch(/Did you mean/);
  });

  it("shows where the change runs", async () => {
    const world = new ServiceWorld();
    await world.asks();
    await world.comments("octocat", "/status", { number: 100 });
    expect(world.host.comments.at(-1)?.body).toMatch(/\| checkout \| dev \| 1\\?\.4\.2 \|/);
  });

  it("promotes the merged change once the environment before runs it, and not before", async () => {
    const world = new ServiceWorld();
    const staged = await world.asks();
    world.runs("dev", { tag: "1.4.2", revision: "e".repeat(40) });
    world.runs("staging", { tag: "1.4.2", revision: "e".repeat(40) });
    await world.comments("octocat", "/promote production checkout", {
      number: staged.pullRequest?.number ?? 0,
    });
    const asked = world.store.records.at(-1);
    expect(asked).toMatchObject({
      state: "asked",
      thread: { surface: "pullRequest", number: 100 },
    });
    expect(asked?.decision?.kind === "wait" ? asked.decision.message : "").toMatch(
      /staging runs eeeeeee, which does not contain #100 yet/,
    );
  });
});
