import { describe, expect, it } from "vitest";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { databasePlan, hostFor, privateKey, repository, useGitHub } from "./emulated-world.ts";

const { github, host } = useGitHub({ recordTraffic: true });

/** An adapter whose clock is half a minute ahead: the tokens that it makes are not new to it. */
const hostWithOldTokens = () =>
  hostFor(github().url, { clock: { now: () => new Date(Date.now() + 30_000) } });

/** The calls that made a token. */
const tokenCalls = async () =>
  (await github().traffic()).filter((call) => call.path.endsWith("/access_tokens"));

const branchRead = "GET .*/branches/main$";

/** How often a route was called. */
async function countCalls(pattern: RegExp): Promise<number> {
  return (await github().calls()).filter((call) => pattern.test(call)).length;
}

describe("a rate limit", () => {
  it.each([
    ["429 with Retry-After", { status: 429, headers: { "retry-after": "7" } }, 7],
    ["a secondary limit in a 403", { status: 403, headers: { "retry-after": "30" } }, 30],
    [
      "a secondary limit without Retry-After",
      { status: 403, message: "You have exceeded a secondary rate limit." },
      60,
    ],
    ["a 429 that says nothing", { status: 429 }, 60],
  ])("is told with its time to wait: %s", async (_name, fault, retryAfterSeconds) => {
    await github().failNext(1, { route: branchRead, ...fault });
    await expect(host().readDefaultBranch(repository)).rejects.toMatchObject({
      name: "RateLimitedError",
      retryAfterSeconds,
    });
  });

  it("waits for the reset when the hour's budget is used up", async () => {
    const reset = Math.ceil(Date.now() / 1_000) + 120;
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
    await github().failNext(1, {
      route: branchRead,
      status: 403,
      headers,
      message: "API rate limit exceeded",
    });
    const error = await host()
      .readDefaultBranch(repository)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "RateLimitedError" });
    const { retryAfterSeconds } = error as { retryAfterSeconds: number };
    expect(retryAfterSeconds).toBeGreaterThan(110);
    expect(retryAfterSeconds).toBeLessThanOrEqual(122);
  });

  it("stops further calls until it is over, because calling on can get an App blocked", async () => {
    await github().failNext(1, {
      route: branchRead,
      status: 429,
      headers: { "retry-after": "60" },
    });
    await expect(host().readDefaultBranch(repository)).rejects.toThrow("rate limit");
    await github().forgetCalls();
    await expect(host().listOpenPullRequests(repository)).rejects.toMatchObject({
      name: "RateLimitedError",
    });
    expect(await github().calls()).toEqual([]);
  });
});

describe("trouble that goes away", () => {
  it.each([
    ["502", { status: 502 }],
    ["a dropped connection", { dropConnection: true }],
  ])("is not seen when a read meets it once: %s", async (_name, fault) => {
    await github().failNext(1, { route: branchRead, ...fault });
    expect((await host().readDefaultBranch(repository)).blobs.size).toBeGreaterThan(0);
  });

  it.each([
    ["502", { status: 502 }],
    ["a dropped connection", { dropConnection: true }],
    ["409", { status: 409, message: "Conflict" }],
  ])(
    "is an error worth another try when a write meets it, and nothing is written twice: %s",
    async (_name, fault) => {
      const tree = await host().readDefaultBranch(repository);
      await github().forgetCalls();
      await github().failNext(1, { route: "POST .*/git/commits", ...fault });
      const error = await host()
        .ensurePullRequest(tree, databasePlan("r-trouble"), false)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toMatchObject({ name: "TerminalError" });
      expect(error).not.toMatchObject({ name: "RateLimitedError" });
      expect(await countCalls(/POST .*commits/)).toBe(1);
    },
  );

  it("is an error worth another try when GitHub does not answer at all", async () => {
    const unreachable = hostFor("http://127.0.0.1:9");
    const error = await unreachable
      .readDefaultBranch(repository)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining("did not answer") });
    expect(error).not.toMatchObject({ name: "TerminalError" });
  });
});

describe("what a person must mend", () => {
  it.each([
    [401, "the private key belong to the same App"],
    [403, '"contents: write"'],
    [404, "installed on myorg/platform-config"],
    [422, "Validation Failed"],
  ])("is told with the remedy: %i", async (status, remedy) => {
    const tree = await host().readDefaultBranch(repository);
    await github().failNext(4, { route: "POST .*/git/trees", status });
    const trying = hostWithOldTokens().ensurePullRequest(tree, databasePlan("r-mend"), false);
    await expect(trying).rejects.toMatchObject({ message: expect.stringContaining(remedy) });
  });

  it("is a wrong private key", async () => {
    const wrong = hostFor(github().url, { appId: 9_999 });
    await expect(wrong.readDefaultBranch(repository)).rejects.toMatchObject({
      name: "TerminalError",
      message: expect.stringContaining("GITHUB_APP_ID"),
    });
  });

  it("is an App that is not installed there", async () => {
    await expect(
      host().readDefaultBranch({ owner: "myorg", name: "elsewhere" }),
    ).rejects.toMatchObject({
      name: "TerminalError",
      message: expect.stringContaining("installed on myorg/elsewhere"),
    });
  });

  it("never names a token or a key, in the message or in the log", async () => {
    const log = new FakeLogger();
    const logging = hostFor(github().url, { log });
    await logging.readDefaultBranch(repository);
    await github().failNext(1, { route: branchRead, status: 403 });
    const error = await logging.readDefaultBranch(repository).catch((thrown: unknown) => thrown);
    const told = JSON.stringify([log.lines, String(error), error]);
    expect(log.lines.length).toBeGreaterThan(2);
    expect(told).not.toMatch(/gh[sp]_|eyJ|PRIVATE KEY|authorization/i);
    expect(told).not.toContain(privateKey.slice(100, 140));
  });
});

describe("an installation token", () => {
  it("is made once, and is good for this repository alone", async () => {
    const before = (await tokenCalls()).length;
    await host().readDefaultBranch(repository);
    await host().listOpenPullRequests(repository);
    expect((await tokenCalls()).slice(before)).toMatchObject([
      { request: { repositories: ["platform-config"] }, status: 201 },
    ]);
  });

  it("that was revoked is renewed", async () => {
    const reading = hostWithOldTokens();
    await reading.readDefaultBranch(repository);
    await github().revokeTokens();
    expect((await reading.readDefaultBranch(repository)).blobs.size).toBeGreaterThan(0);
  });

  it("that was revoked is not believed at once: a new one may just not be known everywhere yet", async () => {
    await host().readDefaultBranch(repository);
    await github().revokeTokens();
    const error = await host()
      .readDefaultBranch(repository)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining("new installation token") });
    expect(error).not.toMatchObject({ name: "TerminalError" });
  });
});

describe("the default branch", () => {
  it("that was renamed is found again", async () => {
    await host().readDefaultBranch(repository);
    await github().failNext(1, { route: branchRead, status: 404 });
    await github().forgetCalls();
    expect((await host().readDefaultBranch(repository)).blobs.size).toBeGreaterThan(0);
    expect(await countCalls(/^GET \/repos\/myorg\/platform-config$/)).toBe(1);
  });

  it("costs nothing of the rate limit while it stands: GitHub answers that nothing changed", async () => {
    await host().readDefaultBranch(repository);
    await host().readDefaultBranch(repository);
    const reads = (await github().traffic()).filter(({ path }) => path.endsWith("/branches/main"));
    expect(reads.at(-1)).toMatchObject({ status: 304 });
  });
});
