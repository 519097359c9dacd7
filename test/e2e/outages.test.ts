import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../demo/walk/stage.ts";
import { secrets } from "../../demo/world.ts";
import {
  askByIssue,
  askInSlack,
  closedFor,
  commentSays,
  messageSays,
  pullRequestOf,
  replySays,
  slackThread,
  startRunningWorld,
  textOf,
  wholePath,
  type RunningWorld,
} from "./running-world.ts";

/** Installation tokens, Slack tokens, the App's JWTs and its key. */
const secretForms = /gh[sp]_\w+|xox[bp]-|Bearer |eyJ[\w-]{20,}|BEGIN (?:RSA )?PRIVATE KEY/;

let running: RunningWorld;
beforeAll(async () => {
  running = await startRunningWorld({ maxAttempts: 3, sweepSeconds: 1, logLevel: "trace" });
});
afterAll(() => running.stop());

async function asked(name: string): Promise<void> {
  expect(await askInSlack(running, "octocat", { name })).toEqual({ kind: "closed" });
}

/** Waits until a request is ready, and resolves to how often its parts are there. */
async function readyTraces(name: string) {
  await replySays(running, name, "is ready");
  const pulls = await running.github.pullRequests();
  const said = (await running.slack.allMessages())
    .filter(({ deleted }) => !deleted)
    .map((message) => ({ ...message, text: textOf(message, running.names) }))
    .filter(({ text }) => text.includes(`“${name}”`));
  return {
    pullRequests: pulls.filter(({ title }) => title.startsWith(`Database ${name} for `)).length,
    messages: said.filter(({ threadTs }) => threadTs === undefined).length,
    readyReplies: said.filter(({ threadTs, text }) => threadTs && text.includes("is ready")).length,
  };
}

const once = { pullRequests: 1, messages: 1, readyReplies: 1 } as const;

describe("GitHub has an outage in the middle of a request", wholePath, () => {
  const writesOfARequest = [
    ["the tree", "^POST .*/git/trees$"],
    ["the commit", "^POST .*/git/commits$"],
    ["the branch", "^POST .*/git/refs$"],
    ["the pull request", "^POST .*/pulls$"],
    ["the check", "^POST .*/check-runs$"],
    ["the merge", "^PUT .*/merge$"],
  ] as const;

  it.each(writesOfARequest)("502 at %s is tried again", async (what, route) => {
    const name = `bad-gateway-${what.replaceAll(" ", "-")}`;
    await running.github.failNext(1, { status: 502, route });
    await asked(name);
    expect(await readyTraces(name)).toEqual(once);
  });

  it.each(writesOfARequest)("a lost answer at %s makes nothing twice", async (what, route) => {
    const name = `lost-answer-${what.replaceAll(" ", "-")}`;
    await running.github.failNext(1, { dropConnection: true, afterEffect: true, route });
    await asked(name);
    expect(await readyTraces(name)).toEqual(once);
  });

  it.each(
    [401, 403, 404, 409, 422].flatMap((status) => [
      { status, what: "reading", route: "^GET .*/branches/" },
      { status, what: "writing", route: "^POST .*/git/trees$" },
    ]),
  )(
    "$status at $what is told in the thread or mended, and the next look ends well",
    async (fault) => {
      const { what, ...answer } = fault;
      const name = `status-${fault.status}-${what}`;
      await running.github.failNext(1, answer);
      await asked(name);
      expect(await readyTraces(name)).toEqual(once);
    },
  );

  it("tells the thread when it does not help to try again, and goes on when the cause is gone", async () => {
    await running.github.failNext(1_000, { status: 403, route: "^POST .*/git/trees$" });
    await asked("forbidden");
    const told = await replySays(running, "forbidden", "Something went wrong on our side");
    expect(told).toContain("nothing needs to be typed again");
    expect((await slackThread(running, "forbidden")).message).toContain("Writing the pull request");
    await running.github.clearFaults();
    expect(await readyTraces("forbidden")).toEqual(once);
    const { replies } = await slackThread(running, "forbidden");
    expect(replies.filter((reply) => reply.includes("on our side"))).toHaveLength(1);
  });

  it("waits as long as GitHub asks when it is asked too much", async () => {
    const tooMany = { status: 429, headers: { "retry-after": "1" }, route: "^POST .*/git/trees$" };
    await running.github.failNext(2, tooMany);
    await asked("too-many");
    expect(await readyTraces("too-many")).toEqual(once);
    const { replies } = await slackThread(running, "too-many");
    expect(replies.some((reply) => reply.includes("on our side"))).toBe(false);
  });

  it("gets new tokens when all were revoked", async () => {
    await running.github.revokeTokens();
    await asked("revoked");
    expect(await readyTraces("revoked")).toEqual(once);
  });

  it("goes on when GitHub has been away for longer than an event is tried", async () => {
    await asked("before-the-outage");
    expect(await readyTraces("before-the-outage")).toEqual(once);
    await running.github.failNext(100_000, { dropConnection: true });
    await askInSlack(running, "octocat", { name: "in-the-outage" });
    await messageSays(running, "in-the-outage", "Writing the pull request");
    await replySays(running, "in-the-outage", "Something went wrong on our side");
    await running.github.clearFaults();
    expect(await readyTraces("in-the-outage")).toEqual(once);
  });

  it("loses no issue that came while GitHub answered nothing for longer than an event is tried", async () => {
    await running.github.failNext(100_000, { dropConnection: true });
    const number = await askByIssue(running, "hubot", { name: "issue-in-the-outage" });
    await eventually("the event is put aside and nobody can be told", () =>
      running.logLines.find((line) => line.includes("nobody could be told")),
    );
    await running.github.clearFaults();
    expect(await closedFor(running, number)).toBe("completed");
  });

  it("tells the author of an issue, too, once GitHub takes comments again", async () => {
    await running.github.failNext(3, { status: 403, route: "^POST .*/git/trees$" });
    const number = await askByIssue(running, "hubot", { name: "told-by-comment" });
    await commentSays(running, number, "Something went wrong on our side");
    expect(await closedFor(running, number)).toBe("completed");
  });
});

describe("Slack has an outage in the middle of a request", wholePath, () => {
  it.each([
    ["invalid_auth", { error: "invalid_auth" }],
    ["ratelimited", { status: 429, retryAfter: 1 }],
    ["502", { status: 502 }],
    ["a lost answer", { status: 502, afterEffect: true }],
  ] as const)("%s at the first message: it comes later, and once", async (what, fault) => {
    const name = `slack-${what.replaceAll(/[ _]/g, "-")}`;
    await running.slack.failNext(1, { ...fault, method: "chat.postMessage" });
    await asked(name);
    expect(await readyTraces(name)).toEqual(once);
  });

  it("502 at each edit: the message says in the end how it is", async () => {
    await running.slack.failNext(3, { status: 502, method: "chat.update" });
    await asked("slack-edits");
    expect(await readyTraces("slack-edits")).toEqual(once);
    await messageSays(running, "slack-edits", "Ready after");
  });

  it("channel_not_found: the person is written to directly, and told why", async () => {
    await running.slack.failNext(1, { error: "channel_not_found", method: "chat.postMessage" });
    await asked("slack-direct");
    const message = await messageSays(running, "slack-direct", "I can't write in #my-team");
    expect(message).toContain("slack-direct");
    expect(await readyTraces("slack-direct")).toEqual(once);
  });

  it.each([{ error: "expired_trigger_id" }, { status: 502 }, { error: "invalid_auth" }])(
    "a form that can't open (%o): the person is told to try again, and nothing was asked for",
    async (fault) => {
      const { slack, world } = running;
      await slack.failNext(1, { ...fault, method: "views.open" });
      const { octocat } = world.people.users;
      const outcome = await slack.slashCommand(octocat, world.people.channels["my-team"], "new-db");
      expect(outcome.kind).toBe("answered");
      expect(JSON.stringify(outcome)).toMatch(/again|SLACK_BOT_TOKEN/);
    },
  );
});

describe("Causeway is away", wholePath, () => {
  it("and finds what GitHub could not deliver meanwhile", async () => {
    const waiting = await askByIssue(running, "hubot", { name: "waiting", team: "team-alpha" });
    await commentSays(running, waiting, "waits for one approval");
    const pull = await pullRequestOf(running, "waiting");
    await running.stopApp();
    const missed = await askByIssue(running, "hubot", { name: "missed" });
    await running.github.review("mona", pull.number, "APPROVE");
    await eventually("failed deliveries", async () => {
      const newest = (await running.github.deliveries()).slice(-2);
      return newest.every(({ statusCode }) => statusCode === 502) ? true : undefined;
    });
    await running.startApp();
    expect(await closedFor(running, missed)).toBe("completed");
    expect(await closedFor(running, waiting)).toBe("completed");
    const redelivered = (await running.github.deliveries()).filter(({ redelivery }) => redelivery);
    expect(redelivered.map(({ event }) => event)).toContain("issues");
  });

  it("and finds what a person merged and what they closed meanwhile, though no webhook ever tells", async () => {
    const names = ["merged-while-away", "closed-while-away"] as const;
    const numbers: number[] = [];
    for (const name of names) {
      await askInSlack(running, "octocat", { name, team: "team-alpha" });
      await messageSays(running, name, "platform-team");
      numbers.push((await pullRequestOf(running, name)).number);
    }
    const [merged = 0, closed = 0] = numbers;
    await running.stopApp();
    await running.github.mergePullRequest("mona", merged);
    await running.github.closePullRequest("mona", closed);
    await running.github.failNext(3, { status: 502, route: "/app/hook/deliveries" });
    await running.startApp();
    expect(await readyTraces("merged-while-away")).toEqual(once);
    expect(await replySays(running, "closed-while-away", "will not be made")).toContain("closed");
  });
});

describe("what all this left behind", wholePath, () => {
  it("holds no secret: neither a line of the log at the level trace, nor anything that people read", async () => {
    const { github, slack, logLines } = running;
    const issues = await github.issues();
    const comments = await Promise.all(issues.map(({ number }) => github.comments(number)));
    const said = [issues, comments, await github.pullRequests(), await github.checkRuns()];
    const all = JSON.stringify([...said, await slack.allMessages()]) + logLines.join("");
    expect(all).toContain("before-the-outage");
    expect(logLines.some((line) => line.startsWith('{"level":"debug"'))).toBe(true);
    for (const secret of Object.values(secrets)) expect(all).not.toContain(secret);
    expect(all).not.toMatch(secretForms);
  });
});
