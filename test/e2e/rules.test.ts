import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
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
  wholePath,
  type RunningWorld,
} from "./running-world.ts";

let running: RunningWorld;
beforeAll(async () => {
  running = await startRunningWorld({ before: addRules });
});
afterAll(() => running.stop());

/** Nobody may ask for a database for my-team, and the platform team's own wait for the platform team. */
async function addRules({ github }: World): Promise<void> {
  const platform = (await github.files())["platform.yaml"] ?? "";
  const rules = `requests:
  - { offerings: [new-db], teams: [my-team], allow: nobody }
  - { offerings: [new-db], teams: [platform-team], approvals: 1, approvers: platform-team }`;
  await github.pushFiles("mona", { "platform.yaml": platform.replace("requests:", rules) });
}

async function waitingRequest(name: string) {
  expect(await askInSlack(running, "octocat", { name, team: "team-alpha" })).toEqual({
    kind: "closed",
  });
  await messageSays(running, name, "waits for one approval from platform-team");
  return pullRequestOf(running, name);
}

/** Makes the app look once more, and waits until it has: whatever came before was seen then, too. */
async function untilLookedAt(name: string): Promise<void> {
  const { number } = await pullRequestOf(running, name);
  await running.github.labelPullRequest("hubot", number, "hold");
  await messageSays(running, name, 'label "hold"');
}

describe("whose approval counts", wholePath, () => {
  it("is the approvers' team's: neither the requester's nor another team's is enough", async () => {
    const pull = await waitingRequest("team-approval");
    await running.github.review("octocat", pull.number, "APPROVE");
    await running.github.review("hubot", pull.number, "APPROVE");
    await untilLookedAt("team-approval");
    await running.github.unlabelPullRequest("hubot", pull.number, "hold");
    await messageSays(running, "team-approval", "waits for one approval from platform-team");
    expect((await pullRequestOf(running, "team-approval")).merged).toBe(false);
    await running.github.review("mona", pull.number, "APPROVE");
    await replySays(running, "team-approval", "is ready");
  });

  it("is never the requester's own, though they are of the approvers' team", async () => {
    const issue = await askByIssue(running, "mona", { name: "own", team: "platform-team" });
    await commentSays(running, issue, "The requester's own does not count");
    const pull = await pullRequestOf(running, "own");
    await running.github.review("mona", pull.number, "APPROVE");
    await running.github.labelPullRequest("mona", pull.number, "hold");
    await commentSays(running, issue, "It is held back");
    await running.github.unlabelPullRequest("mona", pull.number, "hold");
    await commentSays(running, issue, "It waits for one approval from platform-team");
    expect((await pullRequestOf(running, "own")).merged).toBe(false);
  });

  it("is one for the newest commit: an approval of an older one is stale", async () => {
    const pull = await waitingRequest("stale");
    await untilLookedAt("stale");
    await running.github.review("mona", pull.number, "APPROVE");
    const path = "claims/team-alpha/stale.yaml";
    const file = (await running.github.files(pull.headRef))[path] ?? "";
    const changed = { [path]: file.replace("size: small", "size: large") };
    await running.github.pushFiles("octocat", changed, pull.headRef);
    await running.github.unlabelPullRequest("hubot", pull.number, "hold");
    await messageSays(running, "stale", "waits for one approval from platform-team");
    expect((await pullRequestOf(running, "stale")).merged).toBe(false);
    await running.github.review("mona", pull.number, "APPROVE");
    await replySays(running, "stale", "is ready");
  });

  it("is withdrawn by asking for changes, and the message says by whom", async () => {
    const pull = await waitingRequest("objection");
    await running.github.review("mona", pull.number, "REQUEST_CHANGES");
    await messageSays(running, "objection", "mona asked for changes");
    expect((await pullRequestOf(running, "objection")).merged).toBe(false);
    await running.github.review("mona", pull.number, "APPROVE");
    await replySays(running, "objection", "is ready");
  });
});

describe("who may ask", wholePath, () => {
  it("refuses a Slack user without a GitHub login inside the form, and says what would help", async () => {
    const outcome = await askInSlack(running, "stranger", { name: "unknown", team: "team-alpha" });
    const { stranger } = running.world.people.users;
    expect(outcome).toEqual({
      kind: "errors",
      errors: {
        "field.name": expect.stringContaining(`${stranger} is not linked to a GitHub login`),
      },
    });
    expect(JSON.stringify(outcome)).toContain("platform.yaml");
  });

  it("refuses a team that the requester is not a member of, at the field of the team", async () => {
    const outcome = await askInSlack(running, "octocat", {
      name: "foreign",
      team: "platform-team",
    });
    expect(outcome).toEqual({
      kind: "errors",
      errors: {
        "field.team": expect.stringContaining(
          "octocat is not a member of the GitHub team myorg/platform-team",
        ),
      },
    });
  });

  it("refuses what nobody may ask for, and names the place of the rule", async () => {
    const outcome = await askInSlack(running, "octocat", { name: "nobody", team: "my-team" });
    expect(outcome).toEqual({
      kind: "errors",
      errors: {
        "field.team": expect.stringMatching(/does not allow new-db for my-team.*"requests"/),
      },
    });
  });

  it("refuses the same by issue form, with a comment, and closes the issue as not planned", async () => {
    const issue = await askByIssue(running, "stranger", { name: "foreign", team: "team-alpha" });
    const comment = await commentSays(running, issue, "could not be taken as a request");
    expect(comment).toContain("stranger is not a member of the GitHub team myorg/team-alpha");
    expect(await closedFor(running, issue)).toBe("not_planned");
  });

  it("made no pull request of anything that was refused", async () => {
    const titles = (await running.github.pullRequests()).map(({ title }) => title);
    expect(titles.filter((title) => /unknown|foreign|nobody/.test(title))).toEqual([]);
    expect(await slackThread(running, "unknown")).toEqual({ message: "", replies: [] });
  });
});

describe("which rules count", wholePath, () => {
  it("are those of the default branch: a pull request can't loosen them for itself, a merged one does for those who wait", async () => {
    const pull = await waitingRequest("loosened");
    const platform = (await running.github.files())["platform.yaml"] ?? "";
    const rule = "    teams: [team-alpha]\n    approvals: 1\n    approvers: platform-team\n";
    const loosened = platform.replace(rule, "    teams: [team-alpha]\n    approvals: 0\n");
    expect(loosened).not.toBe(platform);
    const files = { "platform.yaml": loosened };
    await running.github.pushFiles("octocat", files, pull.headRef);
    await untilLookedAt("loosened");
    await running.github.unlabelPullRequest("hubot", pull.number, "hold");
    await messageSays(running, "loosened", "waits for one approval from platform-team");
    expect((await pullRequestOf(running, "loosened")).merged).toBe(false);
    await running.github.pushFiles("mona", files);
    await replySays(running, "loosened", "is ready");
  });
});
