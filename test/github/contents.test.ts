import { describe, expect, it } from "vitest";
import { databasePlan, firstFiles, repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

let lastId = 0;
const newId = (): string => `r-${(lastId += 1)}`;

describe("the default branch", () => {
  it("is one call and the same tree while it stands, and a new tree when it moved", async () => {
    const tree = await host().readDefaultBranch(repository);
    await github().forgetCalls();
    expect(await host().readDefaultBranch(repository)).toBe(tree);
    expect(await github().calls()).toHaveLength(1);
    await github().pushFiles("mona", { "new.yaml": "kind: New\n" });
    const moved = await host().readDefaultBranch(repository);
    expect(moved.commitSha).not.toBe(tree.commitSha);
    expect(await host().readFile(moved, "new.yaml")).toBe("kind: New\n");
    expect(tree.blobs.has("new.yaml")).toBe(false);
  });

  it("gives its files' contents, each fetched once, and undefined for what it has not", async () => {
    const tree = await host().readDefaultBranch(repository);
    expect(await host().readFile(tree, "platform.yaml")).toBe(firstFiles["platform.yaml"]);
    await github().forgetCalls();
    expect(await host().readFile(tree, "platform.yaml")).toBe(firstFiles["platform.yaml"]);
    expect(await host().readFile(tree, "nowhere.yaml")).toBeUndefined();
    expect(await github().calls()).toEqual([]);
  });
});

describe("a change", () => {
  it("is read with both contents, at the merge base and not at the tip", async () => {
    const number = await github().openPullRequest("octocat", {
      branch: "edit",
      title: "Edit",
      files: { "claims/my-team/old.yaml": "kind: Edited\n", "added.yaml": "kind: Added\n" },
    });
    await github().deleteFiles("octocat", ["platform.yaml"], "edit");
    await github().pushFiles("mona", { "claims/my-team/old.yaml": "kind: ByMona\n" });
    const pull = await host().readPullRequest(repository, number);
    const { files, skipped } = await host().readChange(repository, pull);
    expect(files).toEqual([
      { path: "added.yaml", content: "kind: Added\n" },
      {
        path: "claims/my-team/old.yaml",
        content: "kind: Edited\n",
        baseContent: firstFiles["claims/my-team/old.yaml"],
      },
      { path: "platform.yaml", baseContent: firstFiles["platform.yaml"] },
    ]);
    expect(skipped).toEqual([]);
    await github().closePullRequest("octocat", number);
  });

  it("names what is binary or too large instead of reading it", async () => {
    const number = await github().openPullRequest("octocat", {
      branch: "large",
      title: "Large",
      files: { "large.yaml": "x".repeat(1_000_001), "logo.png": "PNG\0\0", "fine.yaml": "ok\n" },
    });
    const pull = await host().readPullRequest(repository, number);
    const { files, skipped } = await host().readChange(repository, pull);
    expect(files.map(({ path }) => path)).toEqual(["fine.yaml"]);
    expect(skipped).toEqual(["large.yaml", "logo.png"]);
  });

  it("of our own is read without fetching what we wrote", async () => {
    const tree = await host().readDefaultBranch(repository);
    const pull = await host().ensurePullRequest(tree, databasePlan(newId()), false);
    await github().forgetCalls();
    const { files } = await host().readChange(repository, pull);
    expect(files).toHaveLength(1);
    expect(await github().calls()).toEqual([
      `GET /repos/myorg/platform-config/pulls/${pull.number}/files`,
    ]);
  });
});
