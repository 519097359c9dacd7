import { createHmac } from "node:crypto";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  createWebhookListener,
  maxPayloadBytes,
  type GitHubDelivery,
} from "../../src/github/webhooks.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";

const secret = "a secret";
const path = "/github/webhooks";
const definitions = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
  .parse(createRequire(import.meta.url)("@octokit/webhooks-examples"));
const opened = JSON.stringify(definitions.find(({ name }) => name === "issues")?.examples[0]);

let server: Server;
let stored: GitHubDelivery[];
let store: (delivery: GitHubDelivery) => Promise<void>;
let log: FakeLogger;

beforeEach(async () => {
  stored = [];
  log = new FakeLogger();
  store = (delivery) => {
    stored.push(delivery);
    return Promise.resolve();
  };
  const onDelivery = (delivery: GitHubDelivery) => store(delivery);
  server = createServer(createWebhookListener({ secret, path, log, onDelivery }));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const sign = (body: string, key = secret): string =>
  `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;

function url(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function send(body: string, headers: Readonly<Record<string, string | undefined>> = {}, to = path) {
  const all = {
    "content-type": "application/json",
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-github-event": "issues",
    "x-hub-signature-256": sign(body),
    ...headers,
  };
  const given = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return fetch(`${url()}${to}`, { method: "POST", headers: given, body });
}

describe("a webhook", () => {
  it("is stored with its id, name and payload before GitHub is told so", async () => {
    const response = await send(opened);
    expect(response.status).toBe(200);
    expect(stored).toEqual([
      { id: "72d3162e-cc78-11e3-81ab-4c9367dc0958", name: "issues", payload: JSON.parse(opened) },
    ]);
  });

  it("is answered only once it is stored", async () => {
    const begun = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    let answered = false;
    store = () => {
      begun.resolve();
      return done.promise;
    };
    const response = send(opened).then((got) => {
      answered = true;
      return got;
    });
    await begun.promise;
    expect(answered).toBe(false);
    done.resolve();
    expect((await response).status).toBe(200);
  });

  it("that could not be stored is told as failed, so that GitHub can deliver it again", async () => {
    store = () => Promise.reject(new Error("the database is away"));
    const response = await send(opened);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("database");
    expect(log.lines).toMatchObject([
      { level: "error", fields: { error: "the database is away" } },
    ]);
  });

  it.each<[string, number, string, Record<string, string | undefined>]>([
    ["signed with another secret", 401, opened, { "x-hub-signature-256": sign(opened, "other") }],
    ["signed for another body", 401, opened, { "x-hub-signature-256": sign("{}") }],
    ["with a signature of another length", 401, opened, { "x-hub-signature-256": "sha256=00" }],
    [
      "with the old SHA-1 signature only",
      401,
      opened,
      { "x-hub-signature-256": undefined, "x-hub-signature": "sha1=00" },
    ],
    ["without a body", 401, "", {}],
    ["that is cut off", 400, opened.slice(0, 100), {}],
    ["that is no object", 400, "[1]", {}],
    ["without its id", 400, opened, { "x-github-delivery": undefined }],
    ["without its event", 400, opened, { "x-github-event": undefined }],
    [
      "sent as a form",
      415,
      `payload=${opened}`,
      { "content-type": "application/x-www-form-urlencoded" },
    ],
  ])("%s is answered %i and not stored", async (_name, status, body, headers) => {
    expect((await send(body, headers)).status).toBe(status);
    expect(stored).toEqual([]);
  });

  it("elsewhere is not found, and by GET not allowed", async () => {
    expect((await send(opened, {}, "/elsewhere")).status).toBe(404);
    expect((await fetch(`${url()}${path}`)).status).toBe(405);
    expect(stored).toEqual([]);
  });

  it("of more than 25 MB is refused by what it announces, and by what it sends", async () => {
    const announced = await sendRaw({ "content-length": String(maxPayloadBytes + 1) }, []);
    expect(announced).toBe(413);
    const chunk = Buffer.alloc(1_000_000, "x");
    const sent = await sendRaw(
      { "transfer-encoding": "chunked" },
      Array.from({ length: 26 }, () => chunk),
    );
    expect(sent).toBe(413);
    expect(stored).toEqual([]);
  });

  it("with text that is not ASCII has its signature checked on the bytes", async () => {
    const body = JSON.stringify({ action: "opened", title: "ein Schlüssel für 数据库 🔑" });
    expect((await send(body)).status).toBe(200);
    expect(stored).toMatchObject([{ payload: { title: "ein Schlüssel für 数据库 🔑" } }]);
  });
});

/** Sends a body piece by piece, whatever the headers say of it; resolves to the status. */
function sendRaw(
  headers: Readonly<Record<string, string>>,
  pieces: readonly Buffer[],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers: { "content-type": "application/json", ...headers } };
    const sending = httpRequest(`${url()}${path}`, options, (response) => {
      resolve(response.statusCode ?? 0);
      sending.destroy();
    });
    // The server may hang up while pieces are still on their way: the answer came before that.
    sending.on("error", reject);
    for (const piece of pieces) sending.write(piece);
    sending.flushHeaders();
  });
}
