import { describe, expect, it } from "vitest";
import { addressOf, listen, useInstallation } from "./installation.ts";

const installation = useInstallation();

describe("causeway doctor and Slack", () => {
  it("knows a token that Slack does not know", async () => {
    const { status, text, of } = await installation().visit({
      SLACK_BOT_TOKEN: "xoxb-of-another-workspace",
    });
    expect(of("Slack")).toContain("✗ Slack: Slack does not accept SLACK_BOT_TOKEN (invalid_auth).");
    expect(of("Slack")).toContain("OAuth & Permissions");
    expect(text).not.toContain("of-another-workspace");
    expect(status).toBe(1);
  });

  it("names missing and superfluous scopes", async () => {
    const scopes =
      "channels:history,commands,groups:history,im:history,im:write,mpim:history,files:read";
    const slack = await slackThatAnswers({ "auth.test": { team: "T", user: "bot" } }, scopes);
    const { status, of } = await installation().visit({ SLACK_API_URL: `${addressOf(slack)}/api` });
    slack.close();
    expect(of("Slack")).toContain("✗ Slack: The bot token lacks chat:write.");
    expect(of("Slack")).toContain("Reinstall to Workspace");
    expect(of("Slack")).toContain("! Slack: The bot token may do more than is used: files:read.");
    expect(status).toBe(1);
  });

  it.each([
    [{}, "✓ Slack: The app-level token is accepted"],
    [{ ok: false, error: "missing_scope" }, "[slack-socket-scope]"],
    [{ ok: false, error: "invalid_auth" }, "[slack-socket-token]"],
  ])("says of an app-level token that is answered with %j: %s", async (answer, expected) => {
    const slack = await slackThatAnswers({
      "auth.test": { team: "T", user: "bot" },
      "apps.connections.open": answer,
    });
    const { of } = await installation().visit({
      SLACK_API_URL: `${addressOf(slack)}/api`,
      SLACK_APP_TOKEN: "xapp-1-A0-0-0123456789abcdef",
    });
    slack.close();
    expect(of("Slack")).toContain(expected);
  });

  it("takes it as it is that Slack is not used", async () => {
    const { status, of } = await installation().visit({
      SLACK_BOT_TOKEN: undefined,
      SLACK_SIGNING_SECRET: undefined,
    });
    expect(of("Slack")).toContain("✓ Slack: Slack is not set up");
    expect(status).toBe(0);
  });
});

/** A Slack that answers each method as given. */
function slackThatAnswers(answers: Readonly<Record<string, object>>, scopes = "commands") {
  return listen((request, response) => {
    const method = (request.url ?? "").replace("/api/", "");
    response.writeHead(200, { "content-type": "application/json", "x-oauth-scopes": scopes });
    response.end(JSON.stringify({ ok: true, ...answers[method] }));
  });
}
