import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  addressOf,
  appManifest,
  deadAddress,
  delivery,
  listen,
  useInstallation,
} from "./installation.ts";

const installation = useInstallation();
const installationPath = "/repos/myorg/platform-config/installation";
const repositoryPath = "/repos/myorg/platform-config";

describe("causeway doctor and GitHub", () => {
  it("knows a key that is not the App's", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const { status, of } = await installation().visit({ PRIVATE_KEY: pem });
    expect(of("GitHub")).toMatch(/^✗ GitHub: GitHub does not accept the App's key .*\[github-cred/);
    expect(of("GitHub")).toContain("→ Open the App's settings page");
    expect(of("Slack")).toContain("✓");
    expect(of("cluster")).toContain("✓");
    expect(of("configuration")).toContain("not checked");
    expect(status).toBe(1);
  });

  it("knows an App that another id belongs to", async () => {
    const { of } = await installation().visit({ APP_ID: "999" });
    expect(of("GitHub")).toContain("[github-credentials]");
  });

  it("names the permission that the App lacks, and where it is set", async () => {
    const { checks: _checks, ...permissions } = appManifest.default_permissions;
    for (const path of ["/app", installationPath])
      installation().answerOf(path, (answer) => ({
        ...answer,
        permissions,
        events: appManifest.default_events,
      }));
    const { status, of } = await installation().visit();
    expect(of("GitHub")).toContain(
      "✗ GitHub: The App lacks checks: write. [github-permission-missing]",
    );
    expect(of("GitHub")).toContain('under "Permissions & events", set Checks to Read and write');
    expect(status).toBe(1);
  });

  it("names the event that is asked for and not accepted, and who can accept it", async () => {
    const events = appManifest.default_events.filter((event) => event !== "check_run");
    const { default_permissions: permissions } = appManifest;
    installation().answerOf(installationPath, (answer) => ({ ...answer, permissions, events }));
    const { status, of } = await installation().visit();
    expect(of("GitHub")).toContain("subscribes to check_run, but the installation does not");
    expect(of("GitHub")).toContain("/settings/installations/");
    expect(status).toBe(1);
  });

  it("knows an App that is not installed on the repository, and gives the page to install it", async () => {
    const { status, of } = await installation().visit({
      CAUSEWAY_CONFIG_REPOSITORY: "myorg/elsewhere",
    });
    expect(of("GitHub")).toContain("The App is not installed on myorg/elsewhere");
    expect(of("GitHub")).toContain("https://github.com/apps/causeway/installations/new");
    expect(status).toBe(1);
  });

  it("knows a suspended installation", async () => {
    installation().answerOf(installationPath, (answer) => ({
      ...answer,
      suspended_at: "2026-11-01T00:00:00Z",
    }));
    const { of } = await installation().visit();
    expect(of("GitHub")).toContain("[github-suspended]");
  });

  it.each([
    ["squash merging off", { allow_squash_merge: false }, "github-squash", 1],
    ["an archived repository", { archived: true }, "github-archived", 1],
    ["issues off", { has_issues: false }, "github-issues", 0],
  ])("knows %s, and gives the repository's settings", async (_what, fields, id, expected) => {
    installation().answerOf(repositoryPath, (answer) => ({ ...answer, ...fields }));
    const { status, of } = await installation().visit();
    expect(of("GitHub")).toContain(`[${id}]`);
    expect(of("GitHub")).toContain("https://github.com/myorg/platform-config/settings");
    expect(status).toBe(expected);
  });

  it.each([
    [401, "github-webhook-secret", "WEBHOOK_SECRET"],
    [502, "github-webhook-address", "https://<your host>/api/github/webhooks"],
    [404, "github-webhook-refused", "must end in /api/github/webhooks"],
  ])("says what webhooks that end with %i mean", async (status_code, id, mend) => {
    installation().answerOf("/app/hook/deliveries", () => [delivery({ status_code })]);
    const { status, of } = await installation().visit();
    expect(of("GitHub")).toContain(`[${id}]`);
    expect(of("GitHub")).toContain(mend);
    expect(status).toBe(1);
  });

  it("says that no webhook came yet, without failing", async () => {
    installation().answerOf("/app/hook/deliveries", () => []);
    const { status, of } = await installation().visit();
    expect(of("GitHub")).toContain("! GitHub: GitHub has sent no webhook");
    expect(status).toBe(0);
  });

  it("reads the deliveries that GitHub really made, whose ids no number holds", async () => {
    const { github } = installation().world;
    await github.setWebhookUrl(await deadAddress());
    await github.openIssue("octocat", { title: "A question", body: "Hello" });
    const direct = { GITHUB_API_URL: github.url };
    await expect
      .poll(async () => (await installation().visit(direct)).of("GitHub"))
      .toContain("[github-webhook-address]");
  });

  it("says when what answers is not GitHub", async () => {
    const page = await listen((_request, response) => response.end("<html>Welcome</html>"));
    const { of } = await installation().visit({ GITHUB_API_URL: addressOf(page) });
    page.close();
    expect(of("GitHub")).toContain("does not speak GitHub's API");
    expect(of("GitHub")).toContain("GITHUB_API_URL");
  });
});
