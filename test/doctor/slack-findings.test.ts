import { describe, expect, it } from "vitest";
import { slackFindings, type SlackFacts } from "../../src/doctor/slack-findings.ts";

const required = ["chat:write", "commands"];
const question = { scopes: required, apiUrl: "https://slack.com/api/" };

function bot(scopes: readonly string[] | undefined): SlackFacts["bot"] {
  return { kind: "answered", value: { team: "Example", user: "causeway", scopes } };
}

function refused(code: string) {
  return { kind: "refused", code, message: code } as const;
}

describe("slackFindings", () => {
  it.each<[string, SlackFacts, readonly string[]]>([
    ["all is well", { bot: bot(required) }, ["ok slack-bot", "ok slack-scopes"]],
    [
      "a scope is missing",
      { bot: bot(["commands"]) },
      ["ok slack-bot", "failure slack-scope-missing"],
    ],
    [
      "there is one too many",
      { bot: bot([...required, "files:read"]) },
      ["ok slack-bot", "warning slack-scope-superfluous"],
    ],
    [
      "one is missing and one too many",
      { bot: bot(["commands", "files:read"]) },
      ["ok slack-bot", "failure slack-scope-missing", "warning slack-scope-superfluous"],
    ],
    ["Slack lists none", { bot: bot(undefined) }, ["ok slack-bot", "warning slack-scopes-unknown"]],
    ["the token was revoked", { bot: refused("token_revoked") }, ["failure slack-token"]],
    ["the app is gone", { bot: refused("account_inactive") }, ["failure slack-token"]],
    ["Slack is in trouble", { bot: refused("HTTP 503") }, ["failure slack-refused"]],
    [
      "Slack is away",
      { bot: { kind: "silent", message: "getaddrinfo ENOTFOUND slack.com" } },
      ["failure slack-silent"],
    ],
    [
      "Slack is away, for both tokens",
      { bot: { kind: "silent", message: "no" }, socket: { kind: "silent", message: "no" } },
      ["failure slack-silent"],
    ],
    [
      "Socket Mode works",
      { bot: bot(required), socket: { kind: "answered", value: true } },
      ["ok slack-bot", "ok slack-scopes", "ok slack-socket"],
    ],
    [
      "the app-level token has no scope",
      { bot: bot(required), socket: refused("missing_scope") },
      ["ok slack-bot", "ok slack-scopes", "failure slack-socket-scope"],
    ],
    [
      "both tokens are wrong",
      { bot: refused("invalid_auth"), socket: refused("invalid_auth") },
      ["failure slack-token", "failure slack-socket-token"],
    ],
  ])("when %s", (_what, facts, expected) => {
    const findings = slackFindings(facts, question);
    expect(findings.map(({ state, id }) => `${state} ${id}`)).toEqual(expected);
    expect(findings.filter(({ state, mend }) => state !== "ok" && !mend)).toEqual([]);
  });

  it("names each scope and says that the app must be installed again", () => {
    const [, finding] = slackFindings({ bot: bot([]) }, question);
    expect(finding?.what).toContain("chat:write, commands");
    expect(finding?.mend).toContain("Reinstall");
  });
});
