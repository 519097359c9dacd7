import { afterEach, beforeEach, expect, it } from "vitest";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import { createLinkDesk } from "../../src/workflow/link-person.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { FakePeopleLinks } from "../fakes/fake-people-links.ts";
import { platformYaml } from "../workflow/world.ts";
import { offeredWith, openWorkspace, silent, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let links: FakePeopleLinks;
let people = "  U024BE7LH: octocat";

function platform() {
  const parsed = parsePlatform(platformYaml().replace("  U024BE7LH: octocat", people), "p.yaml");
  if (parsed.kind === "broken") throw new Error("platform.yaml is broken");
  return parsed.platform;
}

beforeEach(async () => {
  people = "  U024BE7LH: octocat";
  links = new FakePeopleLinks();
  const way = {
    signIn: { address: () => "", whoIs: () => Promise.resolve({ kind: "refused" as const }) },
    messages: { tell: () => Promise.resolve() },
    publicUrl: "https://causeway.example.com",
    secret: "a secret of the tests",
    linkDays: 90,
  };
  const clock = new FakeClock();
  const desk = createLinkDesk({ links, platform, clock, log: silent, way });
  workspace = await openWorkspace({ links: desk });
  workspace.desk.now = { ...offeredWith(), platform: platform() };
});
afterEach(() => workspace.close());

async function answerTo(text: string): Promise<string> {
  const outcome = await workspace.slack.slashCommand(workspace.user, workspace.channel, text);
  if (outcome.kind === "failed") throw new Error(outcome.reason);
  return JSON.stringify(outcome.message?.blocks ?? null);
}

/** The person's link, as signing in would have made it. */
function linked(): void {
  const times = { linkedAt: "2026-11-01T00:00:00.000Z", expiresAt: "2027-01-30T00:00:00.000Z" };
  const who = { slackUserId: workspace.user, slackTeamId: "T1", githubLogin: "mona", githubId: 2 };
  links.links.set(workspace.user, { ...who, ...times });
}

it("/platform link answers with a link for this person, and says how long it is good", async () => {
  const answer = await answerTo("link");
  expect(answer).toMatch(/"url":"https:\/\/causeway\.example\.com\/link\/start\?state=[\w-]{43}"/);
  expect(answer).toContain("for you alone, works once and ends in ten minutes");
});

it("/platform link says who the person is, and lets them confirm it anew", async () => {
  linked();
  const answer = await answerTo("link");
  expect(answer).toContain("You are mona on GitHub, until 2027-01-30");
  expect(answer).toContain("/link/start?state=");
});

it("/platform link does not override platform.yaml", async () => {
  people = `  ${workspace.user}: octocat`;
  const answer = await answerTo("link");
  expect(answer).toContain("You are octocat on GitHub: platform.yaml says so");
  expect(answer).not.toContain("state=");
});

it("/platform unlink ends the link, and says so when there is none", async () => {
  linked();
  expect(await answerTo("unlink")).toContain("You are not mona for me any more");
  expect(await links.find(workspace.user)).toBeUndefined();
  expect(await answerTo("unlink")).toContain("nothing to end");
});

it("/platform unlink can't take away what platform.yaml says", async () => {
  people = `  ${workspace.user}: octocat`;
  workspace.desk.now = { ...offeredWith(), platform: platform() };
  expect(await answerTo("unlink")).toContain("Only the platform team can take that away");
});

it("/platform link says what to do where linking is not set up", async () => {
  const other = await openWorkspace();
  try {
    const outcome = await other.slack.slashCommand(other.user, other.channel, "link");
    const answer = JSON.stringify(outcome);
    expect(answer).toContain("Linking is not set up here");
    expect(answer).toContain(`${other.user}: your-github-login`);
  } finally {
    await other.close();
  }
});
