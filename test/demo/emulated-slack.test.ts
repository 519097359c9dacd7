import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connectEmulatedSlack, type EmulatedSlack } from "../../demo/emulated-slack/client.ts";
import { messageProblems, viewProblems } from "../../demo/emulated-slack/block-kit-limits.ts";
import { startEmulatedSlack, type RunningSlack } from "../../demo/emulated-slack/server.ts";

const options = {
  users: ["jane"],
  channels: [{ name: "team-alpha" }, { name: "elsewhere", withoutBot: true }],
  signingSecret: "secret",
  botToken: "xoxb-1",
  scopes: ["chat:write", "channels:history"],
};
let slack: RunningSlack;
let channel: string;
let user: string;
beforeAll(async () => {
  slack = await startEmulatedSlack(options);
  const directory = await slack.directory();
  channel = directory.channels["team-alpha"] ?? "";
  user = directory.users["jane"] ?? "";
});
afterAll(() => slack.close());

async function call(
  method: string,
  fields: Readonly<Record<string, string>>,
  token = "xoxb-1",
): Promise<Record<string, unknown>> {
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(fields),
  });
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

function text(value: string): { readonly type: "plain_text"; readonly text: string } {
  return { type: "plain_text", text: value };
}

describe("refuses what Slack refuses", () => {
  it.each([
    ["a header over 150 characters", [{ type: "header", text: text("x".repeat(151)) }]],
    ["a section over 3,000 characters", [{ type: "section", text: text("x".repeat(3_001)) }]],
    ["a text without a character", [{ type: "section", text: text("") }]],
    ["an unknown block", [{ type: "marquee" }]],
    [
      "an input in a message",
      [{ type: "input", label: text("x"), element: { type: "plain_text_input" } }],
    ],
    ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" }))],
    [
      "a link to a script",
      [
        {
          type: "rich_text",
          elements: [
            { type: "rich_text_section", elements: [{ type: "link", url: "javascript:1" }] },
          ],
        },
      ],
    ],
    [
      "two blocks with one id",
      [
        { type: "divider", block_id: "a" },
        { type: "divider", block_id: "a" },
      ],
    ],
  ])("%s", async (_, blocks) => {
    expect(messageProblems(blocks)).not.toEqual([]);
    const answer = await call("chat.postMessage", {
      channel,
      text: "x",
      blocks: JSON.stringify(blocks),
    });
    expect(answer).toMatchObject({ ok: false, error: "invalid_blocks" });
  });

  it("too much text in one message", async () => {
    const blocks = Array.from({ length: 5 }, () => ({
      type: "section",
      text: text("x".repeat(3_000)),
    }));
    const answer = await call("chat.postMessage", {
      channel,
      text: "x",
      blocks: JSON.stringify(blocks),
    });
    expect(answer).toMatchObject({ ok: false, error: "msg_blocks_too_long" });
  });

  const view = { type: "modal", title: text("Database"), submit: text("Ask"), blocks: [] };
  const options101 = Array.from({ length: 101 }, (_, index) => ({
    text: text(`${index}`),
    value: `${index}`,
  }));
  const select = (changes: object) => ({
    type: "input",
    label: text("Size"),
    element: { type: "static_select", options: options101.slice(0, 2), ...changes },
  });
  it.each([
    ["a title over 24 characters", { ...view, title: text("x".repeat(25)) }],
    ["notes over 3,000 characters", { ...view, private_metadata: "x".repeat(3_001) }],
    ["101 options", { ...view, blocks: [select({ options: options101 })] }],
    [
      "a first choice that is no option",
      { ...view, blocks: [select({ initial_option: { text: text("x"), value: "x" } })] },
    ],
    ["inputs without a button", { ...view, submit: undefined, blocks: [select({})] }],
  ])("a view with %s", (_, candidate) => {
    expect(viewProblems(view)).toEqual([]);
    expect(viewProblems(candidate)).not.toEqual([]);
  });

  it("unknown tokens, channels without the bot, missing scopes, made-up triggers", async () => {
    const elsewhere = (await slack.directory()).channels["elsewhere"] ?? "";
    expect(await call("chat.postMessage", { channel, text: "x" }, "xoxb-2")).toMatchObject({
      error: "invalid_auth",
    });
    expect(await call("chat.postMessage", { channel: elsewhere, text: "x" })).toMatchObject({
      error: "not_in_channel",
    });
    expect(await call("conversations.history", { channel: elsewhere })).toMatchObject({
      error: "not_in_channel",
    });
    expect(await call("conversations.open", { users: user })).toMatchObject({
      error: "missing_scope",
      needed: "im:write",
    });
    const trigger = { trigger_id: "1.2.3", view: JSON.stringify(view) };
    expect(await call("views.open", trigger)).toMatchObject({ error: "invalid_trigger_id" });
  });
});

it("shows what metadata holds only to those who ask for it", async () => {
  const metadata = JSON.stringify({ event_type: "x", event_payload: { id: "the-mark" } });
  await call("chat.postMessage", { channel, text: "marked", metadata });
  expect(JSON.stringify(await call("conversations.history", { channel }))).not.toContain(
    "the-mark",
  );
  const all = await call("conversations.history", { channel, include_all_metadata: "true" });
  expect(JSON.stringify(all)).toContain("the-mark");
});

it("plays the faults that it was told, for that method, so often", async () => {
  await slack.failNext(2, { method: "chat.update", error: "internal_error" });
  expect(await call("chat.postMessage", { channel, text: "x" })).toMatchObject({ ok: true });
  expect(await call("chat.update", { channel, ts: "1", text: "x" })).toMatchObject({
    error: "internal_error",
  });
  expect(await call("chat.update", { channel, ts: "1", text: "x" })).toMatchObject({
    error: "internal_error",
  });
  expect(await call("chat.update", { channel, ts: "1", text: "x" })).toMatchObject({
    error: "message_not_found",
  });
});

it("sends button presses as Slack does", async () => {
  const received = Promise.withResolvers<string>();
  const app = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      response.end();
      received.resolve(body);
    });
  });
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  const address = app.address();
  await slack.setAppUrl(
    `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/slack/events`,
  );
  const button = { type: "button", action_id: "approve", value: "7" };
  const blocks = [{ type: "actions", elements: [{ ...button, text: text("Approve") }] }];
  const posted = await call("chat.postMessage", {
    channel,
    text: "x",
    blocks: JSON.stringify(blocks),
  });
  const { ts } = z.object({ ts: z.string() }).parse(posted);
  await expect(slack.click(user, { channel, ts }, "deny")).rejects.toThrow("no button “deny”");
  const pressed = slack.click(user, { channel, ts }, "approve");
  const payload: unknown = JSON.parse(
    new URLSearchParams(await received.promise).get("payload") ?? "",
  );
  const { response_url: responseUrl } = z.object({ response_url: z.string() }).parse(payload);
  await fetch(responseUrl, {
    method: "POST",
    body: JSON.stringify({ text: "Noted.", blocks: [] }),
  });
  expect(await pressed).toEqual({ kind: "answered", message: { text: "Noted.", blocks: [] } });
  expect(payload).toMatchObject({
    type: "block_actions",
    user: { id: user },
    actions: [{ action_id: "approve", value: "7" }],
  });
  app.close();
});

it("runs in a process of its own and is played from here", async () => {
  const child = spawn(process.execPath, ["demo/emulated-slack/main.ts", JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = createInterface({ input: child.stdout });
    const [line]: unknown[] = await once(lines, "line");
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(String(line)));
    const remote: EmulatedSlack = connectEmulatedSlack(url);
    expect(Object.keys((await remote.directory()).users)).toContain("jane");
    await expect(remote.submitView("U1", {})).rejects.toThrow("U1 has no open form.");
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
});
