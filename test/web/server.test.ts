import { createConnection } from "node:net";
import type { RequestListener, Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import {
  createWebServer,
  listen,
  slackPath,
  stopListening,
  webhookPath,
  type Readiness,
} from "../../src/web/server.ts";

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => stopListening(server)));
});

/** Answers with its name, and with what it was asked for. */
function saying(name: string): RequestListener {
  return (request, response) => response.end(`${name} ${request.method} ${request.url}`);
}

async function serve(
  options: { readonly slack?: boolean; readonly readiness?: () => Promise<Readiness> } = {},
): Promise<string> {
  const ready = { ready: true, checks: { database: "ok" } };
  const server = createWebServer(
    { github: saying("github"), slack: options.slack === false ? undefined : saying("slack") },
    options.readiness ?? (() => Promise.resolve(ready)),
  );
  servers.push(server);
  return `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
}

describe("the one port", () => {
  it.each([
    [webhookPath, `github POST ${webhookPath}`],
    [`${webhookPath}?x=1`, `github POST ${webhookPath}?x=1`],
    [slackPath, `slack POST ${slackPath}`],
  ])("%s goes to its listener, whole", async (path, answer) => {
    const response = await fetch(`${await serve()}${path}`, { method: "POST" });
    expect(await response.text()).toBe(answer);
  });

  it.each([
    "/",
    "/api/github/webhooks/more",
    "/slack/events/",
    "/slack",
    "/metrics",
    "/healthz/more",
    "//healthz",
  ])("%s is not there", async (path) => {
    const response = await fetch(`${await serve()}${path}`);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("github");
  });

  it("Slack's path is not there without Slack or in Socket Mode", async () => {
    const url = await serve({ slack: false });
    expect((await fetch(`${url}${slackPath}`, { method: "POST" })).status).toBe(404);
  });
});

describe("the probes", () => {
  it("/healthz answers as long as the process does, ready or not", async () => {
    const url = await serve({ readiness: () => Promise.resolve({ ready: false, checks: {} }) });
    const response = await fetch(`${url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });

  it.each([
    [true, 200],
    [false, 503],
  ])("/readyz, ready %s: %i, with what is wrong in words", async (ready, status) => {
    const now = { ready, checks: { database: "ok", configuration: "not read yet" } };
    const response = await fetch(
      `${await serve({ readiness: () => Promise.resolve(now) })}/readyz`,
    );
    expect([response.status, await response.json()]).toEqual([status, now]);
  });

  it("/readyz that can't be found out is not ready, without the error's details", async () => {
    const url = await serve({ readiness: () => Promise.reject(new Error("password=hunter2")) });
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("hunter2");
  });

  it("only answers reads", async () => {
    expect((await fetch(`${await serve()}/healthz`, { method: "POST" })).status).toBe(404);
  });
});

describe("starting and stopping", () => {
  it("rejects when the port is taken", async () => {
    const { port } = new URL(await serve());
    const second = createWebServer({ github: saying("x"), slack: undefined }, () =>
      Promise.reject(new Error("never asked")),
    );
    await expect(listen(second, "127.0.0.1", Number(port))).rejects.toThrow(port);
    await stopListening(second);
  });

  it("finishes the answer under way, though an idle connection is open", async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<Readiness>();
    const url = await serve({
      readiness: () => {
        asked.resolve();
        return answer.promise;
      },
    });
    const idle = createConnection(Number(new URL(url).port), "127.0.0.1");
    await new Promise((resolve) => idle.once("connect", resolve));
    const response = fetch(`${url}/readyz`);
    await asked.promise;
    const [server] = servers.splice(0);
    const stopped =
      server === undefined ? Promise.reject(new Error("none")) : stopListening(server);
    answer.resolve({ ready: true, checks: {} });
    expect((await response).status).toBe(200);
    idle.destroy();
    await stopped;
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });
});
