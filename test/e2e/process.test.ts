import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../demo/walk/stage.ts";
import { secrets, startWorld, type World } from "../../demo/world.ts";
import { startAppProcess, type AppProcess } from "../../scripts/faults/app-process.ts";
import { askByIssue, askInSlack, closedFor, wholePath } from "./running-world.ts";

let world: World;
let directory: string;
let environment: Record<string, string>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "causeway-process-"));
  world = await startWorld({ stepMs: 20, settleSeconds: 0, logLevel: "trace" });
  environment = world.environment(join(directory, "data"));
});
afterAll(async () => {
  await world.stop();
  await rm(directory, { recursive: true, force: true });
});

const started = (log: string, changed: Readonly<Record<string, string>> = {}): AppProcess =>
  startAppProcess({ ...environment, ...changed }, join(directory, log));

const logOf = (log: string): Promise<string> => readFile(join(directory, log), "utf8");

describe("causeway serve as a process", wholePath, () => {
  it("ends with 0 after SIGTERM, and finishes after the next start what it had accepted", async () => {
    const { github } = world;
    const names = await world.slack.directory();
    const first = started("first.log");
    expect(await first.ready(AbortSignal.timeout(60_000))).toBe(true);
    const running = { world, github, slack: world.slack, names };
    const taken = await askInSlack(running, "octocat", { name: "before-sigterm" });
    const issue = await askByIssue(running, "hubot", { name: "issue-before-sigterm" });
    expect(taken).toEqual({ kind: "closed" });
    expect(await first.stop()).toBe(0);
    const second = started("second.log");
    expect(await second.ready(AbortSignal.timeout(60_000))).toBe(true);
    expect(await closedFor(running, issue)).toBe("completed");
    await eventually("the manifest that was asked for in Slack", async () =>
      Object.hasOwn(await github.files(), "claims/my-team/before-sigterm.yaml") ? true : undefined,
    );
    const pulls = (await github.pullRequests()).filter(({ title }) => title.includes("sigterm"));
    expect(pulls).toHaveLength(2);
    expect(await second.stop()).toBe(0);
    expect(await logOf("first.log")).toContain('"msg":"causeway has stopped"');
  });

  it("is told apart from a second one on the same data, which ends at once and says what to do", async () => {
    const first = started("holder.log");
    expect(await first.ready(AbortSignal.timeout(60_000))).toBe(true);
    const second = started("intruder.log", { PORT: "0" });
    expect(await second.ended()).toBe(1);
    const said = await logOf("intruder.log");
    expect(said).toContain("is in use by another Causeway process");
    expect(said).toContain("DATABASE_URL");
    expect(said).not.toMatch(/^\s+at /m);
    const base = `http://127.0.0.1:${environment["PORT"] ?? ""}`;
    const health = await fetch(`${base}/healthz`);
    expect({ status: health.status, body: await health.json() }).toEqual({
      status: 200,
      body: { status: "ok" },
    });
    const ready = await fetch(`${base}/readyz`);
    expect(await ready.json()).toMatchObject({ ready: true, checks: { database: "ok" } });
    expect(await first.stop()).toBe(0);
  });

  it("does not start with broken settings: it ends with 2, names each variable and shows no value", async () => {
    const broken = {
      APP_ID: "my-app",
      PRIVATE_KEY: "not a key",
      WEBHOOK_SECRET: "too-short",
      CAUSEWAY_CONFIG_REPOSITORY: "just-a-name",
      CAUSEWAY_SWEEP_SECONDS: "often",
      CAUSEWAY_SETTEL_SECONDS: "1",
    };
    expect(await started("broken.log", broken).ended()).toBe(2);
    const said = await logOf("broken.log");
    for (const name of Object.keys(broken)) expect(said).toContain(name);
    expect(said).not.toContain("not a key");
    expect(said).not.toContain("too-short");
    expect(said).toContain("Nothing was started");
  });

  it("does not start on a port that is taken: it ends with 1 and says which", async () => {
    const port = environment["PORT"] ?? "";
    const other = createServer().listen(Number(port), "127.0.0.1");
    await once(other, "listening");
    expect(await started("port.log").ended()).toBe(1);
    expect(await logOf("port.log")).toContain(`Port ${port} on 127.0.0.1 is taken`);
    other.close();
    await once(other, "close");
  });

  it("names the request in the lines about it, and no secret in any line at the level trace", async () => {
    const logs = ["first.log", "second.log", "holder.log"];
    const all = (await Promise.all(logs.map(logOf))).join("");
    const lines = all.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => /"requestId":"r-[0-9a-z]{10}"/.test(line))).not.toEqual([]);
    const key = (environment["PRIVATE_KEY"] ?? "").split("\n")[1] ?? "";
    for (const secret of [key, ...Object.values(secrets)]) {
      expect(secret.length).toBeGreaterThan(10);
      expect(all).not.toContain(secret);
    }
    expect(all).not.toMatch(/ghs_[A-Za-z0-9]+|Bearer |eyJ[A-Za-z0-9_-]{20,}/);
  });

  it("puts no secret into anything that people read", async () => {
    const issues = await world.github.issues();
    const comments = await Promise.all(issues.map(({ number }) => world.github.comments(number)));
    const said = JSON.stringify([
      issues,
      comments,
      await world.github.pullRequests(),
      await world.github.checkRuns(),
      await world.github.files(),
      await world.slack.allMessages(),
    ]);
    expect(said).toContain("before-sigterm");
    for (const secret of Object.values(secrets)) expect(said).not.toContain(secret);
    expect(said).not.toMatch(/ghs_[A-Za-z0-9]+|xoxb-|eyJ[A-Za-z0-9_-]{20,}|BEGIN RSA/);
  });
});
