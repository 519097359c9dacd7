import { describe, expect, it } from "vitest";
import { addressOf, listen, useInstallation, visit, writeKubeConfig } from "./installation.ts";

const installation = useInstallation();

describe("causeway doctor in a healthy installation", () => {
  it("ticks everything off and exits with 0", async () => {
    const { status, text } = await installation().visit();
    const [findings = "", end] = text.split("\n\n");
    expect(findings.split("\n").filter((line) => !line.startsWith("✓ "))).toEqual([]);
    expect(end).toBe("Everything is as it should be.\n");
    expect(status).toBe(0);
  });

  it("tells the areas in the order in which they are set up", async () => {
    const { text } = await installation().visit();
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
    const before = await installation().world.github.branches();
    await installation().world.github.forgetCalls();
    await installation().visit();
    const calls = await installation().world.github.calls();
    expect(calls.filter((call) => !call.startsWith("GET "))).toEqual([]);
    expect(await installation().world.github.branches()).toEqual(before);
    expect((await installation().visit()).of("database")).toContain("will be created");
  });
});

describe("causeway doctor when much is wrong", () => {
  it("names every variable that is missing when nothing is set, and looks at the rest", async () => {
    const { status, text } = await visit({ CAUSEWAY_CLUSTER: "none" }, installation().directory);
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
    const { status, text, of } = await installation().visit({ [variable]: value });
    expect(text).toContain(`✗ settings: ${variable}`);
    expect(of(area)).toContain(expected);
    expect(status).toBe(1);
  });

  it("waits for no service for ever, and lets no dead one hide another", async () => {
    const mute = await listen(() => undefined);
    const server = addressOf(mute);
    const KUBECONFIG = await writeKubeConfig(installation().directory, server);
    const changes = { KUBECONFIG, GITHUB_API_URL: server, SLACK_API_URL: server };
    const { status, of } = await installation().visit(changes, 500);
    mute.closeAllConnections();
    mute.close();
    expect(of("GitHub")).toContain("[github-silent]");
    expect(of("Slack")).toContain("[slack-silent]");
    expect(of("cluster")).toContain("[cluster-silent]");
    for (const area of ["GitHub", "Slack", "cluster"])
      expect(of(area)).toContain("nothing came within 0.5 seconds");
    expect(of("database")).toContain("✓");
    expect(status).toBe(1);
  });

  it("shows no secret, whatever is wrong", async () => {
    const { text } = await installation().visit({
      APP_ID: "999",
      SLACK_BOT_TOKEN: "xoxb-wrong-one",
    });
    for (const name of ["PRIVATE_KEY", "WEBHOOK_SECRET", "SLACK_SIGNING_SECRET"])
      expect(text).not.toContain(installation().environment[name]);
    expect(text).not.toContain("xoxb-wrong-one");
    expect(text).not.toContain("BEGIN RSA");
  });
});
