import { describe, expect, it } from "vitest";
import type { CheckAnnotation, CheckRunPlan } from "../../src/domain/ports/repository-host.ts";
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

const annotations = (count: number): CheckAnnotation[] =>
  Array.from({ length: count }, (_, index) => ({
    path: "claims/my-team/old.yaml",
    startLine: index + 1,
    endLine: index + 1,
    startColumn: 1,
    endColumn: 5,
    level: "failure",
    title: "no",
    message: `line ${index + 1}`,
  }));

async function head(): Promise<string> {
  const tree = await host().readDefaultBranch(repository);
  return (await host().ensurePullRequest(tree, databasePlan(newId()), false)).headSha;
}

describe("a check run", () => {
  it("has all its annotations, sent by fifties", async () => {
    const sha = await head();
    const plan = passed(sha, { conclusion: "failure", annotations: annotations(120) });
    await host().ensureCheckRun(repository, plan, false);
    const [run, ...others] = await github().checkRuns(sha);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(run?.annotations.map(({ message }) => message)).toEqual(
      plan.annotations.map(({ message }) => message),
    );
  });

  it("is adopted after a crash, and gets the annotations that were missing", async () => {
    const sha = await head();
    const plan = passed(sha, { conclusion: "failure", annotations: annotations(120) });
    await github().failNext(1, {
      route: "PATCH .*/check-runs",
      dropConnection: true,
      afterEffect: true,
    });
    await expect(host().ensureCheckRun(repository, plan, false)).rejects.toThrow("did not answer");
    const id = await hostFor(github().url).ensureCheckRun(repository, plan, true);
    const runs = await github().checkRuns(sha);
    expect(runs.map((run) => run.id)).toEqual([id]);
    expect(runs[0]?.annotations).toHaveLength(120);
  });

  it("that says something else now is rewritten, and none is added when it says the same", async () => {
    const sha = await head();
    const first = await host().ensureCheckRun(repository, passed(sha), false);
    await github().forgetCalls();
    expect(await host().ensureCheckRun(repository, passed(sha), true)).toBe(first);
    const calls = (await github().calls()).map((call) => call.split(" ")[0]);
    // Written again, so that a person who pressed "Re-run" sees that it ran.
    expect(calls).toEqual(["GET", "PATCH"]);
    expect(await github().checkRuns(sha)).toHaveLength(1);
    const worse = passed(sha, { conclusion: "failure", title: "1 denied" });
    expect(await host().ensureCheckRun(repository, worse, true)).toBe(first);
    expect(await github().checkRuns(sha)).toMatchObject([
      { conclusion: "failure", title: "1 denied" },
    ]);
  });

  it("is followed by a new one when its annotations no longer hold, as GitHub never takes any back", async () => {
    const sha = await head();
    const bad = passed(sha, { conclusion: "failure", annotations: annotations(2) });
    const first = await host().ensureCheckRun(repository, bad, false);
    const second = await host().ensureCheckRun(repository, passed(sha), true);
    expect(second).not.toBe(first);
    expect((await github().checkRuns(sha)).at(-1)).toMatchObject({ id: second, annotations: [] });
    expect(await host().ensureCheckRun(repository, passed(sha), true)).toBe(second);
  });
});
