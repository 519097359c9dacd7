import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RateLimitedError, TerminalError } from "../../src/domain/errors.ts";
import type { Reply, Report } from "../../src/domain/report.ts";
import type { RequestRecord } from "../../src/domain/request.ts";
import { requiredScopes } from "../../src/slack/scopes.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

function recordIn(channel: string, changes: Partial<RequestRecord> = {}): RequestRecord {
  const { user } = workspace;
  return {
    request: {
      id: "r-4k2jq8d1zx",
      kind: "provision",
      offering: "databases.platform.example.com",
      requester: { githubLogin: "jane", slackUserId: user },
      team: "team-alpha",
      name: "my-app-database",
      values: {},
      askedAt: new Date().toISOString(),
    },
    thread: { surface: "slack", channel, userId: user },
    state: "asked",
    replies: {},
    ...changes,
  };
}

const report: Report = {
  requestId: "r-4k2jq8d1zx",
  title: "Database “my-app-database” for team-alpha",
  requester: { githubLogin: "jane" },
  steps: [{ state: "active", text: "Writing the pull request" }],
  links: [],
};
const later: Report = { ...report, steps: [{ state: "done", text: "Pull request #7" }] };
const ready: Reply = {
  kind: "ready",
  requestId: report.requestId,
  paragraphs: ["It is ready."],
  links: [],
};

describe("the one message", () => {
  it("is posted once and then edited in place", async () => {
    const { app, slack, channel } = workspace;
    const record = recordIn(channel);
    const message = await app.conversation.ensureMessage(record, report, false);
    expect(await app.conversation.ensureMessage({ ...record, message }, later, false)).toEqual(
      message,
    );
    const [seen, ...others] = await slack.messages(channel);
    expect(others).toEqual([]);
    expect(seen?.versions.map(({ text }) => text)).toEqual([
      "Database “my-app-database” for team-alpha: Writing the pull request",
      "Database “my-app-database” for team-alpha: Pull request #7",
    ]);
  });

  it("is adopted after a crash between posting and remembering", async () => {
    const { app, slack, channel } = workspace;
    const posted = await app.conversation.ensureMessage(recordIn(channel), report, false);
    await app.conversation.ensureMessage(
      { ...recordIn(channel), request: { ...recordIn(channel).request, id: "r-another" } },
      report,
      true,
    );
    expect(await app.conversation.ensureMessage(recordIn(channel), later, true)).toEqual(posted);
    expect(await slack.messages(channel)).toHaveLength(2);
  });

  it("is not doubled when only Slack's answer got lost", async () => {
    const { app, slack, channel } = workspace;
    await slack.failNext(1, { method: "chat.postMessage", status: 502, afterEffect: true });
    await expect(app.conversation.ensureMessage(recordIn(channel), report, false)).rejects.toThrow(
      "HTTP 502",
    );
    await app.conversation.ensureMessage(recordIn(channel), report, true);
    expect(await slack.messages(channel)).toHaveLength(1);
  });

  it("is found behind hundreds of other messages", async () => {
    const { app, slack, channel } = workspace;
    const posted = await app.conversation.ensureMessage(recordIn(channel), report, false);
    const form = (text: string) => new URLSearchParams({ channel, text });
    const headers = { authorization: "Bearer xoxb-emulated-bot" };
    for (let count = 0; count < 250; count += 1) {
      await fetch(`${slack.apiUrl}chat.postMessage`, {
        method: "POST",
        headers,
        body: form(`chatter ${count}`),
      });
    }
    expect(await app.conversation.ensureMessage(recordIn(channel), later, true)).toEqual(posted);
  });

  it("is posted anew when a person deleted it, and only once for that", async () => {
    const { app, slack, channel } = workspace;
    const record = recordIn(channel);
    const deleted = await app.conversation.ensureMessage(record, report, false);
    await slack.deleteMessage(channel, deleted.id);
    const anew = await app.conversation.ensureMessage(
      { ...record, message: deleted },
      later,
      false,
    );
    expect(anew.id).not.toBe(deleted.id);
    // The process died before it could remember the new one.
    expect(
      await app.conversation.ensureMessage({ ...record, message: deleted }, later, false),
    ).toEqual(anew);
    expect((await slack.messages(channel)).filter((one) => !one.deleted)).toHaveLength(1);
  });

  it("says once who asked, so that Slack notifies them", async () => {
    const { app, slack, channel, user } = workspace;
    const requester = { githubLogin: "jane", slackUserId: user };
    await app.conversation.ensureMessage(recordIn(channel), { ...report, requester }, false);
    const [seen] = await slack.messages(channel);
    expect(JSON.stringify(seen?.versions[0]?.blocks)).toContain(
      `{"type":"user","user_id":"${user}"}`,
    );
  });
});

describe("replies", () => {
  it("go into the thread and name the person, once for each kind", async () => {
    const { app, slack, channel, user } = workspace;
    const record = recordIn(channel);
    const message = await app.conversation.ensureMessage(record, report, false);
    const sent = await app.conversation.ensureReply(record, message, ready, true);
    expect(await app.conversation.ensureReply(record, message, ready, true)).toEqual(sent);
    expect(
      await app.conversation.ensureReply(
        { ...record, replies: { ready: sent } },
        message,
        ready,
        false,
      ),
    ).toEqual(sent);
    const other = await app.conversation.ensureReply(
      record,
      message,
      { ...ready, kind: "failed:1" },
      true,
    );
    expect(other).not.toEqual(sent);
    const thread = await slack.thread(channel, message.id);
    expect(thread).toHaveLength(2);
    expect(JSON.stringify(thread[0]?.versions[0]?.blocks)).toContain(
      `{"type":"user","user_id":"${user}"}`,
    );
    expect(await slack.messages(channel)).toHaveLength(1);
  });
});

it("does not send a reply twice when only Slack's answer got lost", async () => {
  const { app, slack, channel } = workspace;
  const record = recordIn(channel);
  const message = await app.conversation.ensureMessage(record, report, false);
  await slack.failNext(1, { method: "chat.postMessage", status: 502, afterEffect: true });
  await expect(app.conversation.ensureReply(record, message, ready, true)).rejects.toThrow(
    "HTTP 502",
  );
  await app.conversation.ensureReply(record, message, ready, true);
  expect(await slack.thread(channel, message.id)).toHaveLength(1);
});

it("still tells when the message that it would reply to was deleted", async () => {
  const { app, slack, channel } = workspace;
  const record = recordIn(channel);
  const message = await app.conversation.ensureMessage(record, report, false);
  await slack.deleteMessage(channel, message.id);
  await slack.failNext(1, { method: "conversations.replies", error: "thread_not_found" });
  await slack.failNext(1, { method: "chat.postMessage", error: "thread_not_found" });
  await app.conversation.ensureReply(record, message, ready, true);
  expect((await slack.messages(channel)).filter(({ deleted }) => !deleted)).toHaveLength(1);
});

describe("a channel without the bot", () => {
  it("is told in a direct message that says why, edited and answered there", async () => {
    const { app, slack, directory } = workspace;
    const closed = directory.channels["private-matters"] ?? "";
    const record = recordIn(closed);
    const message = await app.conversation.ensureMessage(record, report, false);
    expect(message.channel).toMatch(/^D/);
    expect(await app.conversation.ensureMessage(record, later, true)).toEqual(message);
    await app.conversation.ensureMessage({ ...record, message }, later, false);
    const sent = await app.conversation.ensureReply(record, message, ready, true);
    expect(await app.conversation.ensureReply(record, message, ready, true)).toEqual(sent);
    const [seen, ...others] = await slack.messages(message.channel);
    expect(others).toEqual([]);
    expect(JSON.stringify(seen?.versions.at(-1)?.blocks)).toContain(
      `{"type":"channel","channel_id":"${closed}"}`,
    );
    expect(await slack.messages(closed)).toEqual([]);
    expect(await slack.thread(message.channel, message.id)).toHaveLength(1);
  });

  it("goes on in a direct message when the bot is removed or the channel archived midway", async () => {
    const { app, slack, channel } = workspace;
    const record = recordIn(channel);
    const message = await app.conversation.ensureMessage(record, report, false);
    await slack.archive(channel);
    const direct = await app.conversation.ensureMessage({ ...record, message }, later, false);
    expect(direct.channel).toMatch(/^D/);
    const sent = await app.conversation.ensureReply(record, message, ready, true);
    expect(sent.channel).toBe(direct.channel);
  });
});

describe("what Slack answers otherwise", () => {
  it("429: try again, not before it says", async () => {
    const { app, slack, channel } = workspace;
    await slack.failNext(1, { method: "chat.postMessage", status: 429, retryAfter: 17 });
    const failing = app.conversation.ensureMessage(recordIn(channel), report, false);
    await expect(failing).rejects.toBeInstanceOf(RateLimitedError);
    await expect(failing).rejects.toMatchObject({ retryAfterSeconds: 17 });
    expect((await slack.calls())["chat.postMessage"]).toBe(1);
  });

  it.each([
    { status: 502 },
    { status: 503 },
    { error: "internal_error" },
    { error: "fatal_error" },
  ])("%j: try again", async (fault) => {
    const { app, slack, channel } = workspace;
    await slack.failNext(1, { method: "chat.postMessage", ...fault });
    const failing = app.conversation.ensureMessage(recordIn(channel), report, false);
    await expect(failing).rejects.toThrow("chat.postMessage");
    await expect(failing).rejects.not.toBeInstanceOf(TerminalError);
  });

  it.each([
    ["invalid_auth", "SLACK_BOT_TOKEN"],
    ["account_inactive", "Install it again"],
    ["restricted_action", "workspace admin"],
  ])("%s: a person must mend it, and is told how", async (error, help) => {
    const { app, slack, channel } = workspace;
    await slack.failNext(1, { method: "chat.postMessage", error });
    const failing = app.conversation.ensureMessage(recordIn(channel), report, false);
    await expect(failing).rejects.toBeInstanceOf(TerminalError);
    await expect(failing).rejects.toThrow(help);
    await expect(failing).rejects.not.toThrow("xoxb-emulated-bot");
  });
});

it("names the scope that an installation lacks", async () => {
  const poor = await openWorkspace({
    scopes: requiredScopes().filter((scope) => scope !== "chat:write"),
  });
  try {
    const failing = poor.app.conversation.ensureMessage(recordIn(poor.channel), report, false);
    await expect(failing).rejects.toBeInstanceOf(TerminalError);
    await expect(failing).rejects.toThrow("lacks the scope chat:write");
  } finally {
    await poor.close();
  }
});

it("tries again when nothing answers at all", async () => {
  await workspace.slack.close();
  const failing = workspace.app.conversation.ensureMessage(
    recordIn(workspace.channel),
    report,
    false,
  );
  await expect(failing).rejects.toThrow("did not answer chat.postMessage");
  await expect(failing).rejects.not.toBeInstanceOf(TerminalError);
  workspace = await openWorkspace();
});
