import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../demo/walk/stage.ts";
import { hasPostgres, startPostgres, type PostgresServer } from "../store/postgres.ts";
import {
  askByIssue,
  askInSlack,
  closedFor,
  readiness,
  replySays,
  startRunningWorld,
  wholePath,
  type RunningWorld,
} from "./running-world.ts";

describe.skipIf(!hasPostgres)("PostgreSQL", wholePath, () => {
  let postgres: PostgresServer;
  let running: RunningWorld;
  beforeAll(async () => {
    postgres = await startPostgres();
    running = await startRunningWorld({
      sweepSeconds: 1,
      environment: { DATABASE_URL: postgres.url },
    });
  });
  afterAll(async () => {
    await running.stop();
    await postgres.remove();
  });

  it("that stops while a request is under way and comes back loses nothing and doubles nothing", async () => {
    expect(await askInSlack(running, "octocat", { name: "before-the-stop" })).toEqual({
      kind: "closed",
    });
    await postgres.stop();
    await postgres.start();
    expect(await replySays(running, "before-the-stop", "is ready")).toContain("It took");
    const pulls = (await running.github.pullRequests()).filter(({ title }) =>
      title.includes("before-the-stop"),
    );
    expect(pulls).toHaveLength(1);
  });

  it("that is away makes people and GitHub hear it, takes nothing that it can't keep, and is reconnected to", async () => {
    await postgres.stop();
    expect(await readiness(running)).toMatchObject({ status: 503, ready: false });
    const refused = await askInSlack(running, "octocat", { name: "while-away" });
    expect(refused).toEqual({
      kind: "errors",
      errors: { "field.name": expect.stringMatching(/try again|Press the button again/) },
    });
    const issue = await askByIssue(running, "hubot", { name: "issue-while-away" });
    await eventually("GitHub is told that its webhook was not stored", async () => {
      const newest = (await running.github.deliveries()).at(-1);
      return newest?.statusCode === 503 ? newest : undefined;
    });
    await postgres.start();
    await eventually("/readyz says that all is well", async () =>
      (await readiness(running)).ready ? true : undefined,
    );
    expect(await closedFor(running, issue)).toBe("completed");
    const { octocat } = running.world.people.users;
    const again = { name: "while-away", team: "my-team", size: "small", backup: "No" };
    expect(await running.slack.submitView(octocat, again)).toEqual({ kind: "closed" });
    expect(await replySays(running, "while-away", "is ready")).toContain("It took");
  });
});
