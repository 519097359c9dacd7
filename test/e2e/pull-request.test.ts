import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../demo/walk/stage.ts";
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

let running: RunningWorld;
beforeAll(async () => {
  running = await startRunningWorld();
});
afterAll(() => running.stop());

/** A request whose pull request stays open, because team-alpha's databases wait for the platform team. */
async function waitingRequest(name: string) {
  const outcome = await askInSlack(running, "octocat", { name, team: "team-alpha" });
  expect(outcome).toEqual({ kind: "closed" });
  await messageSays(running, name, "platform-team");
  return pullRequestOf(running, name);
}

const claimPath = (name: string): string => `claims/team-alpha/${name}.yaml`;

async function defaultBranchHas(path: string): Promise<boolean> {
  return Object.hasOwn(await running.github.files(), path);
}

async function withSize(name: string, size: string): Promise<string> {
  const pull = await pullRequestOf(running, name);
  const file = (await running.github.files(pull.headRef))[claimPath(name)] ?? "";
  return file.replace(/size: \w+/, `size: ${size}`);
}

describe("what people do to a request's pull request", wholePath, () => {
  it("ends the request when a person closes it: the thread says so, and nothing is written", async () => {
    const pull = await waitingRequest("closed-by-hand");
    await running.github.closePullRequest("mona", pull.number);
    await replySays(running, "closed-by-hand", "will not be made");
    expect(await messageSays(running, "closed-by-hand", "closed without merging")).toContain(
      `#${pull.number}`,
    );
    expect(await defaultBranchHas(claimPath("closed-by-hand"))).toBe(false);
  });

  it("frees the name of a closed one: it can be asked for again", async () => {
    const pull = await waitingRequest("twice");
    await running.github.closePullRequest("mona", pull.number);
    await replySays(running, "twice", "will not be made");
    expect(await askInSlack(running, "hubot", { name: "twice", team: "team-alpha" })).toEqual({
      kind: "closed",
    });
    await eventually("a second pull request", async () => {
      const pulls = await running.github.pullRequests();
      return pulls.find(({ title, state }) => title.includes(" twice ") && state === "open");
    });
  });

  it("still checks a closed one that is reopened, and leaves merging it to people", async () => {
    const pull = await waitingRequest("reopened");
    await running.github.closePullRequest("mona", pull.number);
    await replySays(running, "reopened", "will not be made");
    await running.github.reopenPullRequest("mona", pull.number);
    const bad = await withSize("reopened", "enormous");
    const files = { [claimPath("reopened")]: bad };
    const sha = await running.github.pushFiles("mona", files, pull.headRef);
    await eventually("a failed check on the new commit", async () =>
      (await running.github.checkRuns(sha)).find(({ conclusion }) => conclusion === "failure"),
    );
    expect((await slackThread(running, "reopened")).message).toContain("closed without merging");
  });

  it("ends the request when its branch is deleted", async () => {
    const pull = await waitingRequest("branch-gone");
    await running.github.deleteBranch("mona", pull.headRef);
    await replySays(running, "branch-gone", "will not be made");
    expect(await defaultBranchHas(claimPath("branch-gone"))).toBe(false);
  });

  it("goes on to ready when a person merges it", async () => {
    const pull = await waitingRequest("merged-by-hand");
    await running.github.mergePullRequest("mona", pull.number);
    await replySays(running, "merged-by-hand", "is ready");
    expect(await defaultBranchHas(claimPath("merged-by-hand"))).toBe(true);
  });

  it("names file and line of a bad commit that someone pushes, does not merge it, and goes on when it is mended", async () => {
    const pull = await waitingRequest("bad-commit");
    const path = claimPath("bad-commit");
    const bad = await withSize("bad-commit", "enormous");
    const line = bad.split("\n").findIndex((text) => text.includes("enormous")) + 1;
    const badSha = await running.github.pushFiles("octocat", { [path]: bad }, pull.headRef);
    expect(await replySays(running, "bad-commit", "did not pass the guardrails")).toContain(
      `${path}, line ${line}:`,
    );
    await running.github.review("mona", pull.number, "APPROVE");
    const [check] = await running.github.checkRuns(badSha);
    expect(check).toMatchObject({ name: "causeway/guardrails", conclusion: "failure" });
    expect(check?.annotations).toMatchObject([{ path, start_line: line }]);
    const mended = bad.replace("enormous", "large");
    const mendedSha = await running.github.pushFiles("octocat", { [path]: mended }, pull.headRef);
    await eventually("the mended commit passes", async () =>
      (await running.github.checkRuns(mendedSha)).find(
        ({ conclusion }) => conclusion === "success",
      ),
    );
    expect((await pullRequestOf(running, "bad-commit")).merged).toBe(false);
    await messageSays(running, "bad-commit", "waits for one approval");
    await running.github.review("mona", pull.number, "APPROVE");
    await replySays(running, "bad-commit", "is ready");
    expect((await running.github.files())[path]).toBe(mended);
  });
});

describe("what holds a pull request back", wholePath, () => {
  it("waits with the label hold and as a draft though it is approved, and goes on without them", async () => {
    const pull = await waitingRequest("held");
    await running.github.labelPullRequest("hubot", pull.number, "hold");
    await messageSays(running, "held", 'label "hold"');
    await running.github.review("mona", pull.number, "APPROVE");
    await running.github.setDraft("hubot", pull.number, true);
    await messageSays(running, "held", "is a draft");
    await running.github.setDraft("hubot", pull.number, false);
    await messageSays(running, "held", 'label "hold"');
    expect((await pullRequestOf(running, "held")).merged).toBe(false);
    await running.github.unlabelPullRequest("hubot", pull.number, "hold");
    await replySays(running, "held", "is ready");
    expect((await pullRequestOf(running, "held")).merged).toBe(true);
  });
});

describe("when things happen at once", wholePath, () => {
  it("takes a form that is sent twice by a double click once", async () => {
    const { slack, world } = running;
    const { octocat } = world.people.users;
    await slack.slashCommand(octocat, world.people.channels["my-team"], "new-db");
    const form = { name: "double-click", team: "my-team", size: "small", backup: "No" };
    const outcomes = [slack.submitView(octocat, form), slack.submitView(octocat, form)];
    expect(await Promise.all(outcomes)).toEqual([{ kind: "closed" }, { kind: "closed" }]);
    await replySays(running, "double-click", "is ready");
    const pulls = await running.github.pullRequests();
    expect(pulls.filter(({ title }) => title.includes("double-click"))).toHaveLength(1);
  });

  it("gets through while the base branch moves under its commits and merges", async () => {
    const { github } = running;
    const moved = {
      status: 405,
      message: "Base branch was modified. Review and try the merge again.",
    };
    await github.failNext(1, { ...moved, route: "^PUT .*/merge$" });
    const names = ["moving-a", "moving-b", "moving-c"];
    const moving = (async () => {
      for (let count = 0; count < 12; count += 1)
        await github.pushFiles("mona", { "notes.txt": `${count}\n` });
    })();
    for (const name of names) await askInSlack(running, "octocat", { name });
    await moving;
    for (const name of names) await replySays(running, name, "is ready");
    const paths = Object.keys(await github.files());
    expect(paths).toEqual(
      expect.arrayContaining(names.map((name) => `claims/my-team/${name}.yaml`)),
    );
  });

  it("gives a name to exactly one of three who ask for it together, and tells the others", async () => {
    const name = "contested";
    const [octocat, hubot, issue] = await Promise.all([
      askInSlack(running, "octocat", { name }),
      askInSlack(running, "hubot", { name }),
      askByIssue(running, "hubot", { name }),
    ]);
    const refusedInForm = [octocat, hubot].filter(({ kind }) => kind === "errors").length;
    const issueEnd = await closedFor(running, issue);
    const replies = await eventually("both in Slack are told how it ended", async () => {
      const told = (await running.slack.allMessages())
        .filter(({ threadTs }) => threadTs !== undefined)
        .map((message) => textOf(message, running.names))
        .filter((text) => text.includes(`“${name}”`));
      return told.length + refusedInForm === 2 ? told : undefined;
    });
    const winners = replies.filter((text) => text.includes("is ready")).length;
    expect(winners + (issueEnd === "completed" ? 1 : 0)).toBe(1);
    for (const text of replies.filter((each) => !each.includes("is ready")))
      expect(text).toContain(`The name "${name}" is taken in my-team`);
    if (issueEnd !== "completed") await commentSays(running, issue, "is taken in my-team");
    const pulls = (await running.github.pullRequests()).filter(({ title }) => title.includes(name));
    expect(pulls.map(({ merged }) => merged)).toEqual([true]);
  });
});
