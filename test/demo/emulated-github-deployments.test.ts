import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { GitHubCaller, repository } from "./github-caller.ts";

let app: GitHubCaller;
beforeAll(async () => {
  app = await GitHubCaller.start();
});
afterAll(() => app.close());

const withId = z.object({ id: z.number() });

async function deploy(body: object): Promise<number> {
  const { status, data } = await app.call(`POST ${repository}/deployments`, { body });
  expect(status).toBe(201);
  return withId.parse(data).id;
}

async function say(id: number, body: object) {
  return app.call(`POST ${repository}/deployments/${id}/statuses`, { body });
}

async function statesOf(id: number): Promise<readonly unknown[]> {
  const { data } = await app.call(`GET ${repository}/deployments/${id}/statuses`);
  return z
    .array(z.object({ state: z.string() }))
    .parse(data)
    .map(({ state }) => state);
}

describe("a deployment on the emulated GitHub", () => {
  it("is refused while a check of its commit has not passed, unless it asks for none", async () => {
    const { branch, sha } = await app.branch({ "a.yaml": "a\n" });
    await app.call(`POST ${repository}/check-runs`, {
      body: { name: "tests", head_sha: sha, status: "in_progress" },
    });
    const asked = { ref: branch, environment: "dev", auto_merge: false };
    expect(await app.call(`POST ${repository}/deployments`, { body: asked })).toMatchObject({
      status: 409,
      data: {
        message: `Conflict: Commit status checks failed for ${branch}.`,
        errors: [{ contexts: [{ context: "tests", state: "pending" }] }],
      },
    });
    const named = { ...asked, required_contexts: ["lint"] };
    expect((await app.call(`POST ${repository}/deployments`, { body: named })).status).toBe(409);
    await deploy({ ...asked, required_contexts: [] });
  });

  it.each([
    ["a ref that is not there", { ref: "nowhere" }],
    ["no ref", {}],
  ])("is refused with %s", async (_what, body) => {
    expect((await app.call(`POST ${repository}/deployments`, { body })).status).toBe(422);
  });

  it.each([
    ["a state that there is not", { state: "deployed" }],
    ["a description that is too long", { state: "success", description: "x".repeat(141) }],
  ])("takes no status with %s", async (_what, body) => {
    const id = await deploy({ ref: "main", environment: "refused", required_contexts: [] });
    expect((await say(id, body)).status).toBe(422);
  });

  it.each([
    ["dev", {}, ["inactive", "success"]],
    ["dev with auto_inactive false", { auto_inactive: false }, ["success"]],
    ["production", {}, ["success"]],
  ])("that succeeds retires the earlier ones as its environment wants: %s", async (...row) => {
    const [name, extra, expected] = row;
    const environment = name.startsWith("production") ? "production" : `${name}-retire`;
    const body = { ref: "main", environment, required_contexts: [] };
    const first = await deploy(body);
    await say(first, { state: "success" });
    const second = await deploy(body);
    await say(second, { state: "success", ...extra });
    expect(await statesOf(first)).toEqual(expected);
    expect(await statesOf(second)).toEqual(["success"]);
  });
});
