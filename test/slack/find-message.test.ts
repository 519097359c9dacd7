import { expect, it } from "vitest";
import { findMarkedMessage } from "../../src/slack/find-message.ts";
import { requestMark } from "../../src/slack/message-mark.ts";
import type { SlackWebApi } from "../../src/slack/web-api.ts";
import { silent } from "./workspace.ts";

const mark = requestMark("r-1");
const since = new Date("2026-03-02T12:00:00Z");

/** An API that answers with these pages and notes what it was asked. */
function pagesOf(...pages: readonly unknown[]): {
  readonly api: SlackWebApi;
  readonly asked: unknown[];
} {
  const asked: unknown[] = [];
  const call: SlackWebApi["call"] = (_method, fields) => {
    asked.push(fields);
    const messages = pages[Math.min(asked.length, pages.length) - 1];
    const more = asked.length < pages.length ? `page-${asked.length + 1}` : "";
    return Promise.resolve({ ok: true, messages, response_metadata: { next_cursor: more } });
  };
  return { api: { call }, asked };
}

const ours = { ts: "3.0", user: "U0BOT", metadata: mark };

async function search(api: SlackWebApi): Promise<string | undefined> {
  const place = { channel: "C1", since };
  return (await findMarkedMessage(api, { place, mark, botUserId: "U0BOT" }, silent))?.id;
}

it("takes only a message of our own with the whole mark", async () => {
  const { api } = pagesOf([
    { ts: "9.0", user: "U1", metadata: mark },
    { ts: "8.0", user: "U0BOT", metadata: requestMark("r-2") },
    {
      ts: "7.0",
      user: "U0BOT",
      metadata: { event_type: "causeway_reply", event_payload: { request_id: "r-1" } },
    },
    { ts: "6.0", user: "U0BOT", metadata: "odd" },
    { ts: "5.0", user: "U0BOT" },
    { ts: "4.0" },
    ours,
  ]);
  expect(await search(api)).toBe("3.0");
});

it("goes from page to page, from a little before the request on, and asks for metadata", async () => {
  const { api, asked } = pagesOf([], [], [ours]);
  expect(await search(api)).toBe("3.0");
  const oldest = String(since.getTime() / 1000 - 300);
  expect(asked).toEqual([
    { channel: "C1", include_all_metadata: true, limit: 200, oldest },
    { channel: "C1", include_all_metadata: true, limit: 200, oldest, cursor: "page-2" },
    { channel: "C1", include_all_metadata: true, limit: 200, oldest, cursor: "page-3" },
  ]);
});

it("ends after a bounded number of pages", async () => {
  const { api, asked } = pagesOf(...Array.from({ length: 100 }, () => []));
  expect(await search(api)).toBeUndefined();
  expect(asked).toHaveLength(15);
});
