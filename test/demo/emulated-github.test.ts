import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { GitHubCaller, jwt, repository, withSha } from "./github-caller.ts";

let app: GitHubCaller;
beforeAll(async () => {
  app = await GitHubCaller.start();
});
beforeEach(() => app.github.clearFaults());
afterAll(() => app.close());

describe("who may call", () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
  const now = Math.floor(Date.now() / 1_000);
  it.each([
    ["a web token of another key", `bearer ${jwt({}, other)}`],
    ["a web token of another App", `bearer ${jwt({ iss: 1 })}`],
    ["a web token that is over", `bearer ${jwt({ iat: now - 900, exp: now - 300 })}`],
    ["a web token that lives too long", `bearer ${jwt({ exp: now + 7_200 })}`],
    ["no web token at all", "bearer nonsense"],
  ])("refuses %s", async (_what, as) => {
    expect(await app.call("GET /app", { as })).toMatchObject({ status: 401 });
  });

  it("refuses tokens that it never gave, and the App's web token where an installation must ask", async () => {
    for (const as of ["token ghs_nonsense", `bearer ${jwt()}`])
      expect(await app.call(`GET ${repository}`, { as })).toMatchObject({
        status: 401,
        data: { message: "Bad credentials" },
      });
  });

  it("refuses every token after they were revoked, and gives new ones", async () => {
    await app.github.revokeTokens();
    expect((await app.call(`GET ${repository}`)).status).toBe(401);
    await app.renewToken();
    expect((await app.call(`GET ${repository}`)).status).toBe(200);
  });
});

describe("what comes twice", () => {
  it("is refused: a branch that is there", async () => {
    const { branch, sha } = await app.branch({ "a.yaml": "a\n" });
    const again = await app.call(`POST ${repository}/git/refs`, {
      body: { ref: `refs/heads/${branch}`, sha },
    });
    expect(again).toMatchObject({ status: 422, data: { message: "Reference already exists" } });
  });

  it("is refused: a second pull request from one head", async () => {
    const { branch } = await app.pullRequest({ "b.yaml": "b\n" });
    const again = await app.call(`POST ${repository}/pulls`, {
      body: { title: "Again", head: branch, base: "main" },
    });
    expect(again).toMatchObject({
      status: 422,
      data: {
        message: "Validation Failed",
        errors: [
          {
            resource: "PullRequest",
            code: "custom",
            message: `A pull request already exists for myorg:${branch}.`,
          },
        ],
      },
    });
  });

  it("is refused: a branch without anything new", async () => {
    await app.call(`POST ${repository}/git/refs`, {
      body: { ref: "refs/heads/nothing-new", sha: (await app.tip()).sha },
    });
    const answer = await app.call(`POST ${repository}/pulls`, {
      body: { title: "Nothing", head: "nothing-new", base: "main" },
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("No commits between main and nothing-new");
  });
});

describe("merging", () => {
  it("squashes into one commit with the title and message given", async () => {
    const { number, sha, base } = await app.pullRequest({ "claims/c.yaml": "c\n" });
    const body = { merge_method: "squash", sha, commit_title: "Add c", commit_message: "Why." };
    const merged = await app.call(`PUT ${repository}/pulls/${number}/merge`, { body });
    expect(merged).toMatchObject({ status: 200, data: { merged: true } });
    const compared = await app.call(`GET ${repository}/compare/${base}...main`);
    expect(compared.data).toMatchObject({
      status: "ahead",
      ahead_by: 1,
      behind_by: 0,
      commits: [{ sha: withSha.parse(merged.data).sha, commit: { message: "Add c\n\nWhy." } }],
    });
    expect((await app.github.snapshot()).files.get("claims/c.yaml")).toBe("c\n");
    const hook = await app.hook("pull_request", "closed", `"number":${number},`);
    expect(hook.body).toMatchObject({ pull_request: { merged: true, state: "closed" } });
  });

  it("is refused with 409 when the head is another, and with 405 when it is merged already", async () => {
    const { number, sha, base } = await app.pullRequest({ "claims/d.yaml": "d\n" });
    const merge = (head: string) =>
      app.call(`PUT ${repository}/pulls/${number}/merge`, {
        body: { merge_method: "squash", sha: head },
      });
    expect((await merge(base)).status).toBe(409);
    expect((await merge(sha)).status).toBe(200);
    expect((await merge(sha)).status).toBe(405);
  });

  it("is refused with 405 when the base changed the same lines, and its page says so", async () => {
    const { number, sha } = await app.pullRequest({ "claims/old.yaml": "size: 2\n" });
    await app.github.pushFiles("mona", { "claims/old.yaml": "size: 3\n" });
    const body = { merge_method: "squash", sha };
    const refused = await app.call(`PUT ${repository}/pulls/${number}/merge`, { body });
    expect(refused).toMatchObject({
      status: 405,
      data: { message: "Pull Request is not mergeable" },
    });
    const page = await app.call(`GET ${repository}/pulls/${number}`);
    expect(page.data).toMatchObject({ mergeable: false, state: "open" });
  });

  it("keeps what the base got in other files meanwhile", async () => {
    const { number } = await app.pullRequest({ "claims/e.yaml": "e\n" });
    await app.github.pushFiles("mona", { "claims/f.yaml": "f\n" });
    await app.github.mergePullRequest("mona", number);
    const { files } = await app.github.snapshot();
    expect([files.get("claims/e.yaml"), files.get("claims/f.yaml")]).toEqual(["e\n", "f\n"]);
  });

  it("closes the issue that the pull request says it closes", async () => {
    const issue = await app.github.openIssue("octocat", { title: "Wanted", body: "" });
    const { number } = await app.pullRequest({ "claims/g.yaml": "g\n" }, `Closes #${issue}`);
    await app.github.mergePullRequest("mona", number);
    const seen = (await app.github.issues()).find((each) => each.number === issue);
    expect(seen).toMatchObject({ state: "closed", stateReason: "completed" });
  });
});

describe("branches", () => {
  it("a push to the head moves the pull request and says synchronize", async () => {
    const { number, branch, sha } = await app.pullRequest({ "claims/h.yaml": "h\n" });
    const pushed = await app.github.pushFiles("hubot", { "claims/h.yaml": "h2\n" }, branch);
    expect((await app.call(`GET ${repository}/pulls/${number}`)).data).toMatchObject({
      head: { sha: pushed },
    });
    const hook = await app.hook("pull_request", "synchronize", pushed);
    expect(hook.body).toMatchObject({
      number,
      before: sha,
      after: pushed,
      sender: { login: "hubot", type: "User" },
    });
  });

  it("a deleted head closes the pull request without a merge; a branch that is gone can't be deleted", async () => {
    const { number, branch } = await app.pullRequest({ "claims/i.yaml": "i\n" });
    // As Octokit writes it.
    const route = `DELETE ${repository}/git/refs/${encodeURIComponent(`heads/${branch}`)}`;
    expect((await app.call(route)).status).toBe(204);
    expect((await app.call(`GET ${repository}/pulls/${number}`)).data).toMatchObject({
      state: "closed",
      merged: false,
    });
    expect((await app.hook("pull_request", "closed", `"number":${number},`)).body).toMatchObject({
      pull_request: { merged: false },
    });
    expect(await app.call(route)).toMatchObject({
      status: 422,
      data: { message: "Reference does not exist" },
    });
  });

  it("compares any two commits", async () => {
    const { sha, base } = await app.branch({ "j.yaml": "j\n" });
    await app.github.pushFiles("mona", { "k.yaml": "k\n" });
    const { sha: main } = await app.tip();
    const status = async (range: string) =>
      z
        .object({ status: z.string() })
        .parse((await app.call(`GET ${repository}/compare/${range}`)).data).status;
    expect(await status(`${base}...${base}`)).toBe("identical");
    expect(await status(`${base}...${sha}`)).toBe("ahead");
    expect(await status(`${sha}...${base}`)).toBe("behind");
    expect(await status(`${main}...${sha}`)).toBe("diverged");
    expect((await app.call(`GET ${repository}/compare/${base}...${"f".repeat(40)}`)).status).toBe(
      404,
    );
  });

  it("lists a tree whole, with sizes and real blob SHAs", async () => {
    const { tree } = await app.tip();
    const listed = await app.call(`GET ${repository}/git/trees/${tree}?recursive=1`);
    expect(listed.data).toMatchObject({
      truncated: false,
      tree: expect.arrayContaining([
        expect.objectContaining({
          path: "platform.yaml",
          mode: "100644",
          type: "blob",
          size: 15,
          // git hash-object of "kind: Platform\n"
          sha: "b13af53de53e789414d841f92c4f353c1c17f368",
        }),
      ]),
    });
    const blob = await app.call(
      `GET ${repository}/git/blobs/b13af53de53e789414d841f92c4f353c1c17f368`,
    );
    const { content, encoding } = z
      .object({ content: z.string(), encoding: z.literal("base64") })
      .parse(blob.data);
    expect(Buffer.from(content, encoding).toString()).toBe("kind: Platform\n");
  });
});
