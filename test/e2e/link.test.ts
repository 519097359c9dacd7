import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client, startSignInServer, type SignInServer } from "../github/sign-in-server.ts";
import { askInSlack, startRunningWorld, wholePath, type RunningWorld } from "./running-world.ts";

let github: SignInServer;
let running: RunningWorld;
beforeAll(async () => {
  github = await startSignInServer();
  running = await startRunningWorld({
    environment: {
      GITHUB_API_URL: github.url,
      CAUSEWAY_GITHUB_WEB_URL: github.url,
      GITHUB_CLIENT_ID: client.clientId,
      GITHUB_CLIENT_SECRET: client.clientSecret,
      // The app's own port is known only when it runs: `here` puts it in.
      CAUSEWAY_PUBLIC_URL: "http://127.0.0.1:9",
    },
    before: (world) => {
      github.otherwise = world.github.url;
      return Promise.resolve();
    },
  });
});
afterAll(async () => {
  await running.stop();
  await github.close();
});

function here(url: string): string {
  return url.replace("http://127.0.0.1:9", running.appUrl);
}

async function command(words: string): Promise<string> {
  const { users, channels } = running.world.people;
  const outcome = await running.slack.slashCommand(users.stranger, channels["my-team"], words);
  return JSON.stringify(outcome);
}

async function ask(): Promise<string> {
  return JSON.stringify(
    await askInSlack(running, "stranger", { name: "mine", team: "team-alpha" }),
  );
}

describe("a Slack user whom platform.yaml does not know", wholePath, () => {
  it("links themselves, is known from then on, and is not after /platform unlink", async () => {
    expect(await ask()).toContain("is not linked to a GitHub login");
    const url = /http:[^"]*\/link\/start\?state=[\w-]+/.exec(await command("link"))?.[0] ?? "";
    const started = await fetch(here(url), { redirect: "manual" });
    const back = here(github.allow(started.headers.get("location") ?? "", "stranger"));
    const page = await (await fetch(back)).text();
    const confirmation = /name="confirmation" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const body = new URLSearchParams({ confirmation });
    const done = await fetch(new URL("confirm", back), { method: "POST", body });
    expect(await done.text()).toContain("<strong>stranger</strong> on GitHub now");
    expect(await ask()).toContain("stranger is not a member of the GitHub team");
    expect(await command("unlink")).toContain("You are not stranger for me any more");
    expect(await ask()).toContain("is not linked to a GitHub login");
  });

  it("is told in Slack what was done in their name", async () => {
    const messages = await running.slack.allMessages();
    const told = messages.filter(({ versions }) =>
      versions.some(({ text }) => text.includes("You are stranger on GitHub now")),
    );
    expect(told).toHaveLength(1);
  });
});
