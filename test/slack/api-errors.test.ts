import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { describe, expect, it } from "vitest";
import { RateLimitedError, TerminalError } from "../../src/domain/errors.ts";
import { SlackRefusalError, translateSlackError } from "../../src/slack/api-errors.ts";

function platformError(error: string, more: object = {}): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error, ...more });
}

describe("a person must mend it", () => {
  it.each([
    ["invalid_auth", "SLACK_BOT_TOKEN"],
    ["token_revoked", "SLACK_BOT_TOKEN"],
    ["account_inactive", "Install it again"],
    ["messages_tab_disabled", "Messages Tab"],
  ])("%s", (code, help) => {
    const translated = translateSlackError(platformError(code), "chat.postMessage");
    expect(translated).toBeInstanceOf(TerminalError);
    expect(translated.message).toContain(help);
  });

  it("missing_scope names the scope that Slack names, else those of the method", () => {
    const named = translateSlackError(
      platformError("missing_scope", { needed: "im:write" }),
      "conversations.open",
    );
    expect(named).toBeInstanceOf(TerminalError);
    expect(named.message).toContain("lacks the scope im:write for conversations.open");
    const unnamed = translateSlackError(platformError("missing_scope"), "chat.update");
    expect(unnamed.message).toContain("chat:write");
  });

  it.each([
    "invalid_blocks",
    "invalid_arguments",
    "msg_too_long",
    "view_too_large",
    "invalid_metadata_format",
  ])("%s is our own defect: trying again sends the same", (code) => {
    const details = {
      response_metadata: { messages: ["[ERROR] must be less than 25 characters"] },
    };
    const translated = translateSlackError(platformError(code, details), "views.open");
    expect(translated).toBeInstanceOf(TerminalError);
    expect(translated.message).toContain("must be less than 25 characters");
  });
});

describe("try again", () => {
  it.each([
    [new WebAPIRateLimitedError(42), 42],
    [platformError("ratelimited"), 30],
    [platformError("rate_limited"), 30],
  ])("not before Slack says: %s", (error, seconds) => {
    const translated = translateSlackError(error, "chat.update");
    expect(translated).toBeInstanceOf(RateLimitedError);
    expect(translated).toMatchObject({ retryAfterSeconds: seconds });
  });

  it.each([
    [new WebAPIHTTPError(503, "Service Unavailable", {}), "HTTP 503"],
    [new WebAPIRequestError(new Error("socket hang up")), "did not answer chat.update"],
    ["odd", "did not answer chat.update: odd"],
  ])("later: %s", (error, words) => {
    const translated = translateSlackError(error, "chat.update");
    expect(translated).not.toBeInstanceOf(TerminalError);
    expect(translated.message).toContain(words);
  });
});

it("keeps a code that a caller can act on", () => {
  const translated = translateSlackError(platformError("channel_not_found"), "chat.postMessage");
  expect(translated).toBeInstanceOf(SlackRefusalError);
  expect(translated).toMatchObject({ code: "channel_not_found" });
});
