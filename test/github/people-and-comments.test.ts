import { describe, expect, it } from "vitest";
import { databasePlan, hostFor, repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

let lastId = 0;
const newId = (): string => `r-${(lastId += 1)}`;

describe("people", () => {
  it.each([
    ["myorg/my-team", "octocat", true],
    ["myorg/my-team", "stranger", false],
    ["myorg/no-such-team", "octocat", false],
    ["myorg/my-team", "../../../user", false],
  ])("%s has the member %s: %s", async (team, login, member) => {
    expect(await host().isTeamMember(team, login)).toBe(member);
  });

  it("can write or not", async () => {
    expect(await host().canWrite(repository, "mona")).toBe(true);
    expect(await host().canWrite(repository, "stranger")).toBe(false);
    expect(await host().canWrite(repository, "nobody")).toBe(false);
  });

  it("review: the last word of each counts, comments take nothing back, dismissals do", async () => {
    const tree = await host().readDefaultBranch(repository);
    const { number, headSha } = await host().ensurePullRequest(tree, databasePlan(newId()), false);
    await github().review("octocat", number, "REQUEST_CHANGES");
    await github().review("octocat", number, "APPROVE");
    await github().review("octocat", number, "COMMENT");
    await github().review("mona", number, "APPROVE");
    await github().dismissReview("hubot", number, "mona");
    expect(await host().listReviews(repository, number)).toEqual([
      { login: "octocat", state: "approved", commitSha: headSha },
    ]);
  });
});

describe("a comment", () => {
  const marker = "<!-- causeway:report=r-x -->";

  it("is written once, edited in place, and found again by its mark", async () => {
    const number = await github().openIssue("octocat", { title: "A database", body: "please" });
    const id = await host().ensureComment(repository, number, { marker, body: "working on it" });
    const found = await hostFor(github().url).ensureComment(repository, number, {
      marker,
      body: "done",
    });
    expect(found).toBe(id);
    const known = await host().ensureComment(repository, number, {
      marker,
      body: "ready",
      knownId: id,
    });
    expect(known).toBe(id);
    expect(await github().comments(number)).toMatchObject([
      { author: "causeway[bot]", body: `ready\n\n${marker}`, edits: 2 },
    ]);
  });

  it("of a person that imitates our mark is left alone", async () => {
    const number = await github().openIssue("octocat", { title: "A database", body: marker });
    await github().comment("stranger", number, `mine now ${marker}`);
    await host().ensureComment(repository, number, { marker, body: "ours" });
    expect(await github().comments(number)).toMatchObject([
      { author: "stranger", body: `mine now ${marker}` },
      { author: "causeway[bot]" },
    ]);
  });

  it("that a person deleted is written again", async () => {
    const number = await github().openIssue("octocat", { title: "A database", body: "please" });
    const first = await host().ensureComment(repository, number, { marker, body: "one" });
    await github().deleteComment("octocat", Number(first));
    const body = "x".repeat(70_000);
    const second = await host().ensureComment(repository, number, { marker, body, knownId: first });
    expect(second).not.toBe(first);
    const [comment] = await github().comments(number);
    expect(comment?.body).toHaveLength(65_536);
    expect(comment?.body.endsWith(marker)).toBe(true);
  });

  it("is the last thing before the issue closes", async () => {
    const number = await github().openIssue("octocat", { title: "A database", body: "please" });
    await host().closeIssue(repository, number, "completed");
    expect(await host().readIssue(repository, number)).toEqual({
      number,
      title: "A database",
      body: "please",
      author: "octocat",
      state: "closed",
    });
  });
});
