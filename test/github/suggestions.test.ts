import { describe, expect, it } from "vitest";
import { hostFor, repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

async function open(branch: string) {
  const files = { "apps/web.yaml": "kind: Pod\nreplica: 2\nlast: 1\n" };
  const number = await github().openPullRequest("hubot", { branch, title: branch, files });
  return host().readPullRequest(repository, number);
}

const one = {
  marker: "<!-- causeway:suggestion=1 -->",
  path: "apps/web.yaml",
  startLine: 2,
  endLine: 2,
  body: "```suggestion\nreplicas: 2\n```\n<!-- causeway:suggestion=1 -->",
};

describe("a suggested change", () => {
  it("stands on its lines, once, also for another process", async () => {
    const pull = await open("once");
    const two = { ...one, marker: "<!-- causeway:suggestion=2 -->", endLine: 3 };
    const both = [one, { ...two, body: one.body.replace("=1", "=2") }];
    await host().ensureSuggestions(repository, pull, both);
    await hostFor(github().url).ensureSuggestions(repository, pull, both);
    expect(await github().reviewComments(pull.number)).toMatchObject([
      { author: "causeway[bot]", path: "apps/web.yaml", startLine: null, line: 2, body: one.body },
      { startLine: 2, line: 3 },
    ]);
  });

  it("on a line that is not part of the change is left out, and the others are made", async () => {
    const pull = await open("elsewhere");
    const elsewhere = { ...one, path: "platform.yaml" };
    await host().ensureSuggestions(repository, pull, [
      elsewhere,
      { ...one, marker: "<!-- causeway:suggestion=3 -->" },
    ]);
    expect(await github().reviewComments(pull.number)).toHaveLength(1);
  });

  it("asks GitHub nothing when there is none", async () => {
    const pull = await open("none");
    await github().forgetCalls();
    await host().ensureSuggestions(repository, pull, []);
    expect(await github().calls()).toEqual([]);
  });
});
