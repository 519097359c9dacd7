import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { appId, GitHubCaller, repository, webhookSecret } from "./github-caller.ts";

let app: GitHubCaller;
beforeAll(async () => {
  app = await GitHubCaller.start();
});
beforeEach(() => app.github.clearFaults());
afterAll(() => app.close());

describe("webhooks", () => {
  it("are signed, have a UUID, and name the installation and who did it", async () => {
    const number = await app.github.openIssue("octocat", { title: "Signed", body: "x" });
    const { headers, raw, body } = await app.hook("issues", "opened", '"title":"Signed"');
    const signature = createHmac("sha256", webhookSecret).update(raw).digest("hex");
    expect(headers["x-hub-signature-256"]).toBe(`sha256=${signature}`);
    expect(headers["x-github-delivery"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers["content-type"]).toBe("application/json");
    expect(body).toMatchObject({
      issue: { number },
      repository: { full_name: "myorg/platform-config", default_branch: "main" },
      sender: { login: "octocat", type: "User" },
    });
  });

  it("tell the App of what it did itself", async () => {
    const { number, sha } = await app.pullRequest({ "claims/l.yaml": "l\n" });
    const opened = await app.hook("pull_request", "opened", sha);
    expect(opened.body).toMatchObject({
      number,
      sender: { login: "causeway[bot]", type: "Bot" },
      pull_request: { user: { login: "causeway[bot]", type: "Bot" } },
    });
  });

  it("tell a re-run with the pull request that the check is for", async () => {
    const { number, sha } = await app.pullRequest({ "claims/m.yaml": "m\n" });
    const run = { name: "causeway/guardrails", head_sha: sha, conclusion: "success" };
    await app.github.rerunCheck("mona", await app.checkRun(run));
    const hook = await app.hook("check_run", "rerequested", sha);
    expect(hook.body).toMatchObject({ check_run: { pull_requests: [{ number }] } });
  });

  it("that fail are not sent again by themselves, are listed, and go out again when asked", async () => {
    await app.github.dropWebhooks(true);
    await app.github.openIssue("octocat", { title: "Missed", body: "" });
    await app.github.dropWebhooks(false);
    const known = await listed();
    const [missed, ...others] = known.filter(({ status_code }) => status_code !== 200);
    expect(others).toEqual([]);
    expect(missed).toMatchObject({ event: "issues", action: "opened", redelivery: false });
    expect(app.hooks.some(({ raw }) => raw.includes('"title":"Missed"'))).toBe(false);
    const route = `POST /app/hook/deliveries/${missed?.id}/attempts`;
    expect((await app.callAsApp(route)).status).toBe(202);
    const { headers } = await app.hook("issues", "opened", '"title":"Missed"');
    expect(headers["x-github-delivery"]).toBe(missed?.guid);
    const again = (await listed()).filter(({ guid }) => guid === missed?.guid);
    expect(again.map(({ redelivery }) => redelivery)).toEqual([true, false]);
    expect(app.hooks.filter(({ raw }) => raw.includes('"title":"Missed"'))).toHaveLength(1);
  });

  /** All deliveries, newest first, read in pages. The ids are larger than a number holds: they stay texts. */
  async function listed() {
    const all: z.infer<typeof deliveries> = [];
    let next: string | undefined = "/app/hook/deliveries?per_page=5";
    while (next !== undefined) {
      const page = await app.callAsApp(`GET ${next}`);
      const exact: unknown = JSON.parse(page.text.replaceAll(/"id":\s?(\d+)/g, '"id":"$1"'));
      all.push(...deliveries.parse(exact));
      const link = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
      next = link === undefined ? undefined : link.slice(new URL(link).origin.length);
    }
    return all;
  }
  const deliveries = z.array(
    z.object({
      id: z.string(),
      guid: z.string(),
      event: z.string(),
      action: z.string().nullable(),
      status_code: z.number(),
      redelivery: z.boolean(),
    }),
  );
});

function annotations(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    path: "n.yaml",
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: "failure",
    message: "no",
  }));
}

describe("checks and people", () => {
  it("takes 50 annotations a call and adds those of the next", async () => {
    const { sha } = await app.branch({ "n.yaml": "n\n" });
    const run = (count: number) => ({
      name: "causeway/guardrails",
      head_sha: sha,
      status: "completed",
      conclusion: "failure",
      output: { title: "no", summary: "no", annotations: annotations(count) },
    });
    expect((await app.call(`POST ${repository}/check-runs`, { body: run(51) })).status).toBe(422);
    const id = await app.checkRun(run(50));
    const { name: _name, head_sha: _sha, ...more } = run(20);
    await app.call(`PATCH ${repository}/check-runs/${id}`, { body: more });
    const found = await app.call(
      `GET ${repository}/commits/${sha}/check-runs?check_name=causeway%2Fguardrails`,
    );
    expect(found.data).toMatchObject({
      total_count: 1,
      check_runs: [{ id, app: { id: appId }, output: { annotations_count: 70 } }],
    });
  });

  it("knows members, and who may write", async () => {
    const membership = "GET /orgs/myorg/teams/my-team/memberships";
    expect((await app.call(`${membership}/octocat`)).data).toMatchObject({ state: "active" });
    expect((await app.call(`${membership}/stranger`)).status).toBe(404);
    expect((await app.call("GET /orgs/myorg/teams/none/memberships/octocat")).status).toBe(404);
    const permission = async (login: string) =>
      (await app.call(`GET ${repository}/collaborators/${login}/permission`)).data;
    expect(await permission("octocat")).toMatchObject({ permission: "write" });
    expect(await permission("stranger")).toMatchObject({ permission: "read" });
  });

  it("lets no one approve what is their own", async () => {
    const branch = "own-review";
    const pull = { branch, title: "Mine", files: { "o.yaml": "o\n" } };
    const number = await app.github.openPullRequest("hubot", pull);
    await expect(app.github.review("hubot", number, "APPROVE")).rejects.toThrow(
      "Unprocessable Entity",
    );
    await app.github.review("mona", number, "APPROVE");
    const reviews = await app.call(`GET ${repository}/pulls/${number}/reviews`);
    expect(reviews.data).toMatchObject([{ user: { login: "mona" }, state: "APPROVED" }]);
  });
});

describe("calls", () => {
  it("answers 304 without a body as long as nothing moved", async () => {
    const route = `GET ${repository}/branches/main`;
    const etag = (await app.call(route)).headers.get("etag") ?? "";
    const headers = { "if-none-match": etag };
    expect(await app.call(route, { headers })).toMatchObject({ status: 304, text: "" });
    await app.github.pushFiles("mona", { "p.yaml": "p\n" });
    expect((await app.call(route, { headers })).status).toBe(200);
  });

  it("fail as often as asked, where asked, before or after the work is done", async () => {
    const fault = { status: 403, headers: { "retry-after": "7" }, route: "GET .*/branches/main$" };
    await app.github.failNext(1, fault);
    expect((await app.call(`GET ${repository}`)).status).toBe(200);
    const failed = await app.call(`GET ${repository}/branches/main`);
    expect([failed.status, failed.headers.get("retry-after")]).toEqual([403, "7"]);
    expect((await app.call(`GET ${repository}/branches/main`)).status).toBe(200);
    const ref = { ref: "refs/heads/half-done", sha: (await app.tip()).sha };
    await app.github.failNext(1, { dropConnection: true, afterEffect: true, route: "git/refs$" });
    await expect(app.call(`POST ${repository}/git/refs`, { body: ref })).rejects.toThrow(
      "fetch failed",
    );
    expect(await app.github.branches()).toContain("half-done");
    await app.github.failNext(1, { dropConnection: true, route: "git/refs$" });
    const other = { ...ref, ref: "refs/heads/not-done" };
    await expect(app.call(`POST ${repository}/git/refs`, { body: other })).rejects.toThrow(
      "fetch failed",
    );
    expect(await app.github.branches()).not.toContain("not-done");
  });
});
