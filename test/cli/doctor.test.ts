import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPglite } from "../../src/store/pglite-database.ts";
import {
  addressOf,
  appManifest,
  deadAddress,
  delivery,
  listen,
  startInstallation,
  visit,
  writeKubeConfig,
  type Installation,
} from "./installation.ts";
import { join } from "node:path";

let installation: Installation;

beforeAll(async () => {
  installation = await startInstallation();
});

afterEach(() => installation.heal());
afterAll(() => installation.stop());

const installationPath = "/repos/myorg/platform-config/installation";
const repositoryPath = "/repos/myorg/platform-config";

describe("causeway doctor in a healthy installation", () => {
  it("ticks everything off and exits with 0", async () => {
    const { status, text } = await installation.visit();
    const [findings = "", end] = text.split("\n\n");
    expect(findings.split("\n").filter((line) => !line.startsWith("✓ "))).toEqual([]);
    expect(end).toBe("Everything is as it should be.\n");
    expect(status).toBe(0);
  });

  it("tells the areas in the order in which they are set up", async () => {
    const { text } = await installation.visit();
    const areas = [...text.matchAll(/^✓ (\w+):/gm)].map(([, area]) => area);
    expect([...new Set(areas)]).toEqual([
      "settings",
      "GitHub",
      "Slack",
      "database",
      "configuration",
      "cluster",
    ]);
  });

  it("makes nothing and writes nothing", async () => {
    const before = await installation.world.github.branches();
    await installation.world.github.forgetCalls();
    await installation.visit();
    const calls = await installation.world.github.calls();
    expect(calls.filter((call) => !call.startsWith("GET "))).toEqual([]);
    expect(await installation.world.github.branches()).toEqual(before);
    expect((await installation.visit()).of("database")).toContain("will be created");
  });
});

describe("causeway doctor and GitHub", () => {
  it("knows a key that is not the App's", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const { status, of } = await installation.visit({ PRIVATE_KEY: pem });
    expect(of("GitHub")).toMatch(/^✗ GitHub: GitHub does not accept the App's key .*\[github-cred/);
    expect(of("GitHub")).toContain("→ Open the App's settings page");
    expect(of("Slack")).toContain("✓");
    expect(of("cluster")).toContain("✓");
    expect(of("configuration")).toContain("not checked");
    expect(status).toBe(1);
  });

  it("knows an App that another id belongs to", async () => {
    const { of } = await installation.visit({ APP_ID: "999" });
    expect(of("GitHub")).toContain("[github-credentials]");
  });

  it("names the permission that the App lacks, and where it is set", async () => {
    const { checks: _checks, ...permissions } = appManifest.default_permissions;
    for (const path of ["/app", installationPath])
      installation.answerOf(path, (answer) => ({
        ...answer,
        permissions,
        events: appManifest.default_events,
      }));
    const { status, of } = await installation.visit();
    expect(of("GitHub")).toContain(
      "✗ GitHub: The App lacks checks: write. [github-permission-missing]",
    );
    expect(of("GitHub")).toContain('under "Permissions & events", set Checks to Read and write');
    expect(status).toBe(1);
  });

  it("names the event that is asked for and not accepted, and who can accept it", async () => {
    const events = appManifest.default_events.filter((event) => event !== "check_run");
    const { default_permissions: permissions } = appManifest;
    installation.answerOf(installationPath, (answer) => ({ ...answer, permissions, events }));
    const { status, of } = await installation.visit();
    expect(of("GitHub")).toContain("subscribes to check_run, but the installation does not");
    expect(of("GitHub")).toContain("/settings/installations/");
    expect(status).toBe(1);
  });

  it("knows an App that is not installed on the repository, and gives the page to install it", async () => {
    const { status, of } = await installation.visit({
      CAUSEWAY_CONFIG_REPOSITORY: "myorg/elsewhere",
    });
    expect(of("GitHub")).toContain("The App is not installed on myorg/elsewhere");
    expect(of("GitHub")).toContain("https://github.com/apps/causeway/installations/new");
    expect(status).toBe(1);
  });

  it("knows a suspended installation", async () => {
    installation.answerOf(installationPath, (answer) => ({
      ...answer,
      suspended_at: "2026-11-01T00:00:00Z",
    }));
    const { of } = await installation.visit();
    expect(of("GitHub")).toContain("[github-suspended]");
  });

  it.each([
    ["squash merging off", { allow_squash_merge: false }, "github-squash", 1],
    ["an archived repository", { archived: true }, "github-archived", 1],
    ["issues off", { has_issues: false }, "github-issues", 0],
  ])("knows %s, and gives the repository's settings", async (_what, fields, id, expected) => {
    installation.answerOf(repositoryPath, (answer) => ({ ...answer, ...fields }));
    const { status, of } = await installation.visit();
    expect(of("GitHub")).toContain(`[${id}]`);
    expect(of("GitHub")).toContain("https://github.com/myorg/platform-config/settings");
    expect(status).toBe(expected);
  });

  it.each([
    [401, "github-webhook-secret", "WEBHOOK_SECRET"],
    [502, "github-webhook-address", "https://<your host>/api/github/webhooks"],
    [404, "github-webhook-refused", "must end in /api/github/webhooks"],
  ])("says what webhooks that end with %i mean", async (status_code, id, mend) => {
    installation.answerOf("/app/hook/deliveries", () => [delivery({ status_code })]);
    const { status, of } = await installation.visit();
    expect(of("GitHub")).toContain(`[${id}]`);
    expect(of("GitHub")).toContain(mend);
    expect(status).toBe(1);
  });

  it("says that no webhook came yet, without failing", async () => {
    installation.answerOf("/app/hook/deliveries", () => []);
    const { status, of } = await installation.visit();
    expect(of("GitHub")).toContain("! GitHub: GitHub has sent no webhook");
    expect(status).toBe(0);
  });

  it("reads the deliveries that GitHub really made, whose ids no number holds", async () => {
    const { github } = installation.world;
    await github.setWebhookUrl(await deadAddress());
    await github.openIssue("octocat", { title: "A question", body: "Hello" });
    const direct = { GITHUB_API_URL: github.url };
    await expect
      .poll(async () => (await installation.visit(direct)).of("GitHub"))
      .toContain("[github-webhook-address]");
  });

  it("says when what answers is not GitHub", async () => {
    const page = await listen((_request, response) => response.end("<html>Welcome</html>"));
    const { of } = await installation.visit({ GITHUB_API_URL: addressOf(page) });
    page.close();
    expect(of("GitHub")).toContain("does not speak GitHub's API");
    expect(of("GitHub")).toContain("GITHUB_API_URL");
  });
});

describe("causeway doctor and Slack", () => {
  it("knows a token that Slack does not know", async () => {
    const { status, text, of } = await installation.visit({
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
    const { status, of } = await installation.visit({ SLACK_API_URL: `${addressOf(slack)}/api` });
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
    const { of } = await installation.visit({
      SLACK_API_URL: `${addressOf(slack)}/api`,
      SLACK_APP_TOKEN: "xapp-1-A0-0-0123456789abcdef",
    });
    slack.close();
    expect(of("Slack")).toContain(expected);
  });

  it("takes it as it is that Slack is not used", async () => {
    const { status, of } = await installation.visit({
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

describe("causeway doctor and the database", () => {
  it("leaves an embedded database that is in use alone, and opens one that is not", async () => {
    const directory = join(installation.directory, "held");
    const changes = { CAUSEWAY_DATA_DIR: "held" };
    const database = await openPglite(directory);
    const held = await installation.visit(changes);
    await database.close();
    expect(held.of("database")).toContain("! database: The embedded database in");
    expect(held.of("database")).toContain("[database-in-use]");
    expect(held.status).toBe(0);
    const free = await installation.visit(changes);
    expect(free.of("database")).toContain(
      `✓ database: The embedded database in ${directory} opens`,
    );
  });

  it("says that PostgreSQL is not there, without the password", async () => {
    const { port } = new URL(await deadAddress());
    const { status, text, of } = await installation.visit({
      DATABASE_URL: `postgres://causeway:tr0ub4dor%263@127.0.0.1:${port}/causeway`,
    });
    expect(of("database")).toContain("[database-silent]");
    expect(of("database")).toContain("DATABASE_URL");
    expect(text).not.toContain("tr0ub4dor");
    expect(status).toBe(1);
  });
});

describe("causeway doctor and the configuration", () => {
  it("tells each mistake in platform.yaml with its line, and goes on with the cluster", async () => {
    const { github } = installation.world;
    const text = (await github.files())["platform.yaml"] ?? "";
    await github.pushFiles("mona", {
      "platform.yaml": text.replace("approvals: 1", "approvals: x"),
    });
    const { status, of } = await installation.visit();
    await github.pushFiles("mona", { "platform.yaml": text });
    expect(of("configuration")).toMatch(/✗ configuration: platform\.yaml:8:16: .*approvals/);
    expect(of("cluster")).toContain("✓");
    expect(status).toBe(1);
  });

  it("tells a broken offering with its line, and forms that are out of date", async () => {
    const { github } = installation.world;
    await github.pushFiles("mona", {
      "compositions/cache.yaml":
        "apiVersion: apiextensions.crossplane.io/v1\nkind: CompositeResourceDefinition\nmetadata:\n  name: caches.platform.example.com\nspec: {}\n",
      ".github/ISSUE_TEMPLATE/new-db.yml": "# Written by Causeway from an older file.\nname: Old\n",
    });
    const { status, of } = await installation.visit();
    await github.deleteFiles("mona", ["compositions/cache.yaml"]);
    expect(of("configuration")).toMatch(/✗ configuration: compositions\/cache\.yaml:\d+:\d+: /);
    expect(of("configuration")).toContain(
      "! configuration: These issue forms are missing or out of",
    );
    expect(of("configuration")).toContain(".github/ISSUE_TEMPLATE/new-db.yml");
    expect(status).toBe(1);
  });
});

describe("causeway doctor and the cluster", () => {
  it("gives the RBAC rule for a kind that is forbidden", async () => {
    const { cluster } = installation.world;
    cluster.forbid("applications.argoproj.io");
    const { status, of } = await installation.visit();
    cluster.permit("applications.argoproj.io");
    expect(of("cluster")).toContain(
      "✗ cluster: The cluster forbids to list applications.argoproj.io",
    );
    expect(of("cluster")).toContain("kubectl apply -f deploy/rbac.yaml");
    expect(of("cluster")).toContain(
      '{apiGroups: ["argoproj.io"], resources: [applications], verbs: [get, list, watch]}',
    );
    expect(of("cluster")).toContain("✓ cluster:");
    expect(status).toBe(1);
  });

  it("tells once that the cluster is away, and where it should be", async () => {
    const server = await deadAddress();
    const KUBECONFIG = await writeKubeConfig(installation.directory, server);
    const { status, text, of } = await installation.visit({ KUBECONFIG });
    expect(of("cluster").match(/✗/g)).toHaveLength(1);
    expect(of("cluster")).toContain(`did not answer at ${server} (context other)`);
    expect(text).not.toContain("a-token-of-the-cluster");
    expect(status).toBe(1);
  });

  it("knows a kubeconfig that is not there", async () => {
    const { status, of } = await installation.visit({ KUBECONFIG: "no-such-file" });
    expect(of("cluster")).toContain("[cluster-kubeconfig]");
    expect(of("cluster")).toContain("no-such-file");
    expect(status).toBe(1);
  });

  it("takes it as it is that no cluster is wanted", async () => {
    const { status, of } = await installation.visit({ CAUSEWAY_CLUSTER: "none" });
    expect(of("cluster")).toContain("✓ cluster: No cluster is connected");
    expect(status).toBe(0);
  });
});

describe("causeway doctor when much is wrong", () => {
  it("names every variable that is missing when nothing is set, and looks at the rest", async () => {
    const { status, text } = await visit({ CAUSEWAY_CLUSTER: "none" }, installation.directory);
    for (const name of ["CAUSEWAY_CONFIG_REPOSITORY", "APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"])
      expect(text).toContain(`✗ settings: ${name} is not set`);
    expect(text).toContain("! GitHub: GitHub was not checked");
    expect(text).toContain("✓ database: The embedded database will be created");
    expect(text).toContain("4 things to mend. 2 warnings to look at.");
    expect(status).toBe(1);
  });

  it.each([
    ["WEBHOOK_SECRET", "short", "GitHub", "✓ GitHub: The App is installed"],
    ["CAUSEWAY_CONFIG_REPOSITORY", "platform-config", "GitHub", "✓ GitHub: The App's key is"],
    ["SLACK_SIGNING_SECRET", undefined, "Slack", "✓ Slack: The bot token is accepted"],
    ["SLACK_BOT_TOKEN", "xoxp-1234567890", "Slack", "! Slack: Slack was not checked"],
    ["PRIVATE_KEY", "no key at all", "GitHub", "! GitHub: GitHub was not checked"],
    ["DATABASE_URL", "mysql://root@db/causeway", "database", "! database: The database was not"],
    ["CAUSEWAY_SWEEP_SECONDS", "often", "database", "✓ database"],
  ])("goes on when %s is %s", async (variable, value, area, expected) => {
    const { status, text, of } = await installation.visit({ [variable]: value });
    expect(text).toContain(`✗ settings: ${variable}`);
    expect(of(area)).toContain(expected);
    expect(status).toBe(1);
  });

  it("waits for no service for ever, and lets no dead one hide another", async () => {
    const mute = await listen(() => undefined);
    const server = addressOf(mute);
    const KUBECONFIG = await writeKubeConfig(installation.directory, server);
    const changes = { KUBECONFIG, GITHUB_API_URL: server, SLACK_API_URL: server };
    const { status, of } = await installation.visit(changes, 500);
    mute.closeAllConnections();
    mute.close();
    expect(of("GitHub")).toContain("[github-silent]");
    expect(of("Slack")).toContain("[slack-silent]");
    expect(of("cluster")).toContain("[cluster-silent]");
    expect(of("database")).toContain("✓");
    expect(status).toBe(1);
  });

  it("shows no secret, whatever is wrong", async () => {
    const { text } = await installation.visit({ APP_ID: "999", SLACK_BOT_TOKEN: "xoxb-wrong-one" });
    for (const name of ["PRIVATE_KEY", "WEBHOOK_SECRET", "SLACK_SIGNING_SECRET"])
      expect(text).not.toContain(installation.environment[name]);
    expect(text).not.toContain("xoxb-wrong-one");
    expect(text).not.toContain("BEGIN RSA");
  });
});
