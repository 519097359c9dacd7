import { describe, expect, it } from "vitest";
import { databasePlan, repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub();

let lastId = 0;
const newId = (): string => `r-${(lastId += 1)}`;

async function open(id = newId()) {
  const tree = await host().readDefaultBranch(repository);
  return host().ensurePullRequest(tree, databasePlan(id), false);
}
const merge = (headSha: string) => ({
  headSha,
  title: "Add it (#1)",
  message: "Causeway-Request: r",
});

describe("a merge", () => {
  it("squashes, and gives the same commit when it was done already", async () => {
    const pull = await open();
    const done = await host().mergePullRequest(repository, pull.number, merge(pull.headSha));
    expect(done.kind).toBe("merged");
    expect(await host().mergePullRequest(repository, pull.number, merge(pull.headSha))).toEqual(
      done,
    );
    const { commitSha } = await host().readDefaultBranch(repository);
    expect(done).toEqual({ kind: "merged", commitSha });
    expect(await host().contains(repository, commitSha, pull.baseSha)).toBe(true);
    expect(await host().contains(repository, pull.baseSha, commitSha)).toBe(false);
  });

  it("is tried again later when the head moved: what was judged is not what would be merged", async () => {
    const id = newId();
    const pull = await open(id);
    await github().pushFiles("octocat", { "sneaky.yaml": "kind: Sneaky\n" }, `causeway/${id}`);
    const outcome = await host().mergePullRequest(repository, pull.number, merge(pull.headSha));
    expect(outcome.kind).toBe("retry");
    expect(Object.keys(await github().files())).not.toContain("sneaky.yaml");
  });

  it("is blocked by a conflict, by a protection rule, and by a person who closed it", async () => {
    const id = newId();
    const conflicting = await open(id);
    await github().pushFiles("mona", { [`claims/my-team/${id}.yaml`]: "kind: Other\n" });
    const conflict = await host().mergePullRequest(
      repository,
      conflicting.number,
      merge(conflicting.headSha),
    );
    expect(conflict).toMatchObject({
      kind: "blocked",
      message: expect.stringContaining("conflicts"),
    });
    const guarded = await open();
    const message = "At least 1 approving review is required by reviewers with write access.";
    await github().failNext(1, { route: "PUT .*/merge", status: 405, message });
    const rule = await host().mergePullRequest(repository, guarded.number, merge(guarded.headSha));
    expect(rule).toMatchObject({ kind: "blocked", message: expect.stringContaining(message) });
    await github().closePullRequest("octocat", guarded.number);
    const closed = await host().mergePullRequest(
      repository,
      guarded.number,
      merge(guarded.headSha),
    );
    expect(closed).toMatchObject({ kind: "blocked", message: expect.stringContaining("closed") });
  });

  it("is found done when the answer got lost", async () => {
    const pull = await open();
    await github().failNext(1, { route: "PUT .*/merge", dropConnection: true, afterEffect: true });
    const trying = host().mergePullRequest(repository, pull.number, merge(pull.headSha));
    await expect(trying).rejects.toThrow("did not answer");
    const again = await host().mergePullRequest(repository, pull.number, merge(pull.headSha));
    expect(again.kind).toBe("merged");
  });

  it("leaves a branch that can be deleted, twice", async () => {
    const pull = await open();
    await host().deleteBranch(repository, pull.headRef);
    await host().deleteBranch(repository, pull.headRef);
    expect(await github().branches()).not.toContain(pull.headRef);
  });
});
