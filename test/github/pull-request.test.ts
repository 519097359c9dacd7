import { describe, expect, it } from "vitest";
import type { CheckRunPlan } from "../../src/domain/ports/repository-host.ts";
import { databasePlan, hostFor, repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

let lastId = 0;
const newId = (): string => `r-${(lastId += 1)}`;

const passed = (headSha: string, edits: Partial<CheckRunPlan> = {}): CheckRunPlan => ({
  name: "causeway/guardrails",
  headSha,
  conclusion: "success",
  title: "Nothing is denied",
  summary: "1 object in 1 file.",
  annotations: [],
  ...edits,
});

describe("a manifest pull request", () => {
  it("takes exactly six calls from the first read to the check run, once the repository is known", async () => {
    await host().readDefaultBranch(repository);
    const id = newId();
    await github().forgetCalls();
    const tree = await host().readDefaultBranch(repository);
    const pull = await host().ensurePullRequest(tree, databasePlan(id), false);
    await host().ensureCheckRun(repository, passed(pull.headSha), false);
    expect(await github().calls()).toEqual([
      "GET /repos/myorg/platform-config/branches/main",
      "POST /repos/myorg/platform-config/git/trees",
      "POST /repos/myorg/platform-config/git/commits",
      "POST /repos/myorg/platform-config/git/refs",
      "POST /repos/myorg/platform-config/pulls",
      "POST /repos/myorg/platform-config/check-runs",
    ]);
  });

  it("adds the plan's files and nothing else, as the App's own commit", async () => {
    const id = newId();
    const tree = await host().readDefaultBranch(repository);
    const { number, author, headSha } = await host().ensurePullRequest(
      tree,
      databasePlan(id),
      false,
    );
    expect(await github().changedFiles(number)).toEqual([
      {
        path: `claims/my-team/${id}.yaml`,
        status: "added",
        content: `kind: Database\nmetadata:\n  name: ${id}\n`,
      },
    ]);
    const seen = (await github().pullRequests()).find((pull) => pull.number === number);
    expect(author).toBe("causeway[bot]");
    expect(seen).toMatchObject({ headSha, commitMessage: databasePlan(id).commitMessage });
  });

  it("is the same after a crash at any call, and there is one of it", async () => {
    const routes = [
      "POST .*/git/trees",
      "POST .*/git/commits",
      "POST .*/git/refs",
      "POST .*/pulls$",
    ];
    for (const route of routes) {
      const id = newId();
      const tree = await host().readDefaultBranch(repository);
      await github().failNext(1, { route, dropConnection: true, afterEffect: true });
      await expect(host().ensurePullRequest(tree, databasePlan(id), false)).rejects.toThrow(
        "GitHub did not answer POST",
      );
      const afterRestart = hostFor(github().url);
      const base = await afterRestart.readDefaultBranch(repository);
      const pull = await afterRestart.ensurePullRequest(base, databasePlan(id), true);
      const again = await afterRestart.ensurePullRequest(base, databasePlan(id), true);
      expect(again).toEqual(pull);
      const branch = `causeway/${id}`;
      const all = (await github().pullRequests()).filter(({ headRef }) => headRef === branch);
      expect(all).toHaveLength(1);
      expect(await github().changedFiles(pull.number)).toHaveLength(1);
    }
  });

  it("is adopted when it exists although no one looked first", async () => {
    const id = newId();
    const tree = await host().readDefaultBranch(repository);
    const first = await host().ensurePullRequest(tree, databasePlan(id), false);
    const second = await hostFor(github().url).ensurePullRequest(tree, databasePlan(id), false);
    expect(second.number).toBe(first.number);
  });

  it("is adopted and not reopened when a person closed it", async () => {
    const id = newId();
    const tree = await host().readDefaultBranch(repository);
    const { number } = await host().ensurePullRequest(tree, databasePlan(id), false);
    await github().closePullRequest("octocat", number);
    const adopted = await host().ensurePullRequest(tree, databasePlan(id), true);
    expect(adopted).toMatchObject({ number, state: "closed", merged: false });
  });

  it("is adopted when its branch was deleted, which closes it", async () => {
    const id = newId();
    const tree = await host().readDefaultBranch(repository);
    const { number } = await host().ensurePullRequest(tree, databasePlan(id), false);
    await github().deleteBranch("mona", `causeway/${id}`);
    const adopted = await host().ensurePullRequest(tree, databasePlan(id), true);
    expect(adopted).toMatchObject({ number, state: "closed" });
  });

  it("is opened on the commit that was read when the base branch moves meanwhile, and merges", async () => {
    const id = newId();
    const tree = await host().readDefaultBranch(repository);
    await github().pushFiles("mona", { [`claims/my-team/other-${id}.yaml`]: "kind: Other\n" });
    const pull = await host().ensurePullRequest(tree, databasePlan(id), false);
    const merge = { headSha: pull.headSha, title: "Add it", message: "" };
    const merged = await host().mergePullRequest(repository, pull.number, merge);
    expect(merged.kind).toBe("merged");
    const files = await github().files();
    expect(Object.keys(files)).toContain(`claims/my-team/other-${id}.yaml`);
    expect(Object.keys(files)).toContain(`claims/my-team/${id}.yaml`);
  });

  it.each([
    "../outside.yaml",
    "/etc/passwd",
    ".git/config",
    "a/.GIT/hooks/x",
    "a//b",
    "a/./b",
    "a\\b",
    "",
  ])("is refused before any call when it would write to %j", async (path) => {
    const tree = await host().readDefaultBranch(repository);
    await github().forgetCalls();
    const plan = databasePlan(newId(), { files: [{ path, content: "x" }] });
    await expect(host().ensurePullRequest(tree, plan, false)).rejects.toMatchObject({
      name: "TerminalError",
    });
    expect(await github().calls()).toEqual([]);
  });
});
