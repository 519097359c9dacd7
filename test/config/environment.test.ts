import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Environment } from "../../src/config/environment-reader.ts";
import { readSettings } from "../../src/config/environment.ts";
import type { Settings } from "../../src/config/settings.ts";
import { listVariables } from "../../src/config/variables.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const pem = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const publicPem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

const least: Environment = {
  CAUSEWAY_CONFIG_REPOSITORY: "myorg/platform-config",
  APP_ID: "123456",
  PRIVATE_KEY: pem,
  WEBHOOK_SECRET: "0123456789abcdef",
};
const slack: Environment = {
  SLACK_BOT_TOKEN: "xoxb-1-abc",
  SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99yyyzzz85a5",
};

function settingsOf(environment: Environment, files: Environment = {}): Settings {
  const read = readSettings(environment, (path) => {
    const content = files[path];
    if (content === undefined) throw new Error(`ENOENT: ${path}`);
    return content;
  });
  if (read.kind === "broken") throw new Error(read.problems.map((p) => p.message).join("\n"));
  return read.settings;
}

function problemsOf(environment: Environment): readonly string[] {
  const read = readSettings(environment, () => {
    throw new Error("ENOENT");
  });
  return read.kind === "broken"
    ? read.problems.map(({ variable, message }) => `${variable}: ${message}`)
    : [];
}

describe("signing in for /platform link", () => {
  const signIn = { GITHUB_CLIENT_ID: "Iv23liAbCdEfGhIjKlMn", GITHUB_CLIENT_SECRET: "s".repeat(40) };

  it("needs client id and secret together, and lets a link last 90 days", () => {
    expect(settingsOf({ ...least, ...signIn }).github.signIn).toEqual({
      clientId: signIn.GITHUB_CLIENT_ID,
      clientSecret: signIn.GITHUB_CLIENT_SECRET,
      linkDays: 90,
    });
    expect(settingsOf(least).github.signIn).toBeUndefined();
  });

  it.each<[what: string, changes: Environment, problem: RegExp]>([
    [
      "the id alone",
      { GITHUB_CLIENT_ID: signIn.GITHUB_CLIENT_ID },
      /^GITHUB_CLIENT_SECRET: GITHUB_CLIENT_SECRET is not set, but GITHUB_CLIENT_ID is/,
    ],
    [
      "the secret alone",
      { GITHUB_CLIENT_SECRET: signIn.GITHUB_CLIENT_SECRET },
      /^GITHUB_CLIENT_ID: GITHUB_CLIENT_ID is not set, but GITHUB_CLIENT_SECRET is/,
    ],
    ["no whole days", { CAUSEWAY_LINK_DAYS: "0" }, /CAUSEWAY_LINK_DAYS must be .* from 1 to 365/],
  ])("says what is wrong with %s", (_what, changes, problem) => {
    expect(problemsOf({ ...least, ...changes })).toEqual([expect.stringMatching(problem)]);
  });

  it("matches SAML addresses only where that is wanted, and Slack is there", () => {
    const wanted = { CAUSEWAY_MATCH_SAML_EMAILS: "true" };
    expect(settingsOf(least).matchSamlEmails).toBe(false);
    expect(settingsOf({ ...least, ...slack, ...wanted }).matchSamlEmails).toBe(true);
    expect(problemsOf({ ...least, ...wanted }).join()).toMatch(/Slack is not set up/);
    expect(problemsOf({ ...least, CAUSEWAY_MATCH_SAML_EMAILS: "yes" }).join()).toMatch(
      /must be true or false/,
    );
  });

  it("never shows a secret that is wrong", () => {
    const problems = problemsOf({ ...least, ...signIn, GITHUB_CLIENT_SECRET: "tooshort-hunter2" });
    expect(problems.join()).toContain("GITHUB_CLIENT_SECRET must be");
    expect(problems.join()).not.toContain("hunter2");
  });
});

describe("settings", () => {
  it("have a default for everything but four variables", () => {
    const settings = settingsOf(least);
    expect(settings).toMatchObject({
      server: { port: 3_000, host: "0.0.0.0", logLevel: "info" },
      configurationRepository: { owner: "myorg", name: "platform-config" },
      repositoryUrl: "https://github.com/myorg/platform-config",
      github: { appId: 123_456, apiUrl: "https://api.github.com", webUrl: "https://github.com" },
      store: { dataDirectory: ".causeway" },
      cluster: { kind: "default" },
      timing: { settleSeconds: 30, deadlineSeconds: 3_600, sweepSeconds: 300, shutdownSeconds: 20 },
    });
    expect(settings.slack).toBeUndefined();
    expect(settings.store.databaseUrl).toBeUndefined();
  });

  it.each([
    ["management", [{ name: "management", context: "management" }]],
    [
      "in-cluster, eu=arn:aws:eks:eu-1:1:cluster/eu",
      [
        { name: "in-cluster", context: "in-cluster" },
        { name: "eu", context: "arn:aws:eks:eu-1:1:cluster/eu" },
      ],
    ],
    ["gke_a_b_c", [{ name: "gke_a_b_c", context: "gke_a_b_c" }]],
  ])("read several clusters from %s", (text, contexts) => {
    expect(settingsOf({ ...least, CAUSEWAY_CLUSTERS: text }).cluster).toEqual({
      kind: "default",
      contexts,
    });
  });

  it("take what is set", () => {
    const settings = settingsOf({
      ...least,
      PORT: " 8080 ",
      HOST: "127.0.0.1",
      LOG_LEVEL: "WARN",
      DATABASE_URL: "postgresql://u:p@db/causeway",
      CAUSEWAY_CLUSTER: "none",
      CAUSEWAY_SETTLE_SECONDS: "0",
      CAUSEWAY_DATA_DIR: "",
    });
    expect(settings.server).toEqual({ port: 8_080, host: "127.0.0.1", logLevel: "warn" });
    expect(settings.store).toEqual({
      databaseUrl: "postgresql://u:p@db/causeway",
      dataDirectory: ".causeway",
    });
    expect(settings.cluster).toEqual({ kind: "none" });
    expect(settings.timing.settleSeconds).toBe(0);
  });

  it("know where the pages are, only when it is said", () => {
    const environment = { ...least, CAUSEWAY_PUBLIC_URL: "https://causeway.example.com/" };
    expect(settingsOf(environment).server.publicUrl).toBe("https://causeway.example.com");
    expect(settingsOf(least).server.publicUrl).toBeUndefined();
  });

  it.each([
    ["as PEM", pem],
    ["with \\n for line ends", pem.replaceAll("\n", String.raw`\n`)],
    ["in base64", Buffer.from(pem).toString("base64")],
    ["with CRLF", pem.replaceAll("\n", "\r\n")],
  ])("take the private key %s", (_how, text) => {
    expect(settingsOf({ ...least, PRIVATE_KEY: text }).github.privateKey).toMatch(
      /^-----BEGIN RSA PRIVATE KEY-----\r?\n/,
    );
  });

  it("take the private key from a file", () => {
    const environment = { ...least, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "/keys/app.pem" };
    expect(settingsOf(environment, { "/keys/app.pem": pem }).github.privateKey).toBe(pem.trim());
  });

  it.each([
    ["https://api.github.com/", "https://api.github.com", "https://github.com"],
    [
      "https://ghes.example.com/api/v3",
      "https://ghes.example.com/api/v3",
      "https://ghes.example.com",
    ],
    ["https://api.acme.ghe.com", "https://api.acme.ghe.com", "https://acme.ghe.com"],
    ["http://127.0.0.1:4001", "http://127.0.0.1:4001", "http://127.0.0.1:4001"],
  ])("derive GitHub's pages from %s", (url, apiUrl, webUrl) => {
    expect(settingsOf({ ...least, GITHUB_API_URL: url }).github).toMatchObject({ apiUrl, webUrl });
  });

  it("let the address of GitHub's pages be set", () => {
    const settings = settingsOf({ ...least, CAUSEWAY_GITHUB_WEB_URL: "https://git.example.com/" });
    expect(settings.repositoryUrl).toBe("https://git.example.com/myorg/platform-config");
  });

  it("use Socket Mode when there is an app token", () => {
    expect(settingsOf({ ...least, ...slack }).slack).toEqual({
      botToken: "xoxb-1-abc",
      signingSecret: "8f742231b10e8888abcd99yyyzzz85a5",
      apiUrl: "https://slack.com/api/",
    });
    const socket = settingsOf({ ...least, ...slack, SLACK_APP_TOKEN: "xapp-1-A" }).slack;
    expect(socket).toEqual({
      botToken: "xoxb-1-abc",
      appToken: "xapp-1-A",
      apiUrl: "https://slack.com/api/",
    });
  });
});

describe("what is wrong with the environment", () => {
  it("is told at once, with an example for each", () => {
    const problems = problemsOf({});
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "CAUSEWAY_CONFIG_REPOSITORY",
      "APP_ID",
      "PRIVATE_KEY",
      "WEBHOOK_SECRET",
    ]);
    expect(problems[0]).toContain("such as myorg/platform-config");
  });

  it.each<[name: string, value: string, problem: RegExp]>([
    ["PORT", "99999", /PORT must be a port from 0 to 65535, such as 3000\. It is "99999"/],
    ["PORT", "3000x", /It is "3000x"/],
    ["HOST", "a b", /such as 0\.0\.0\.0/],
    ["CAUSEWAY_PUBLIC_URL", "http://causeway.example.com", /https:\/\/causeway\.example\.com/],
    ["LOG_LEVEL", "loud", /trace, debug, info, warn, error, fatal or silent/],
    ["CAUSEWAY_CONFIG_REPOSITORY", "platform-config", /owner\/name/],
    ["APP_ID", "Iv1.8a61f9b3a7aba766", /the GitHub App's number/],
    ["PRIVATE_KEY", "hello", /neither PEM/],
    ["PRIVATE_KEY", elliptic, /type ec, not RSA/],
    ["PRIVATE_KEY", publicPem, /public key/],
    ["PRIVATE_KEY", pem.slice(0, 400), /can't be read/],
    ["PRIVATE_KEY_PATH", "/nowhere.pem", /both set/],
    ["WEBHOOK_SECRET", "short", /16 or more characters.*5 characters and is not shown/],
    ["GITHUB_API_URL", "http://ghes.example.com/api/v3", /https URL/],
    ["GITHUB_API_URL", "https://user:pass@ghes.example.com", /https URL/],
    ["SLACK_API_URL", "slack.com", /https URL/],
    ["SLACK_BOT_TOKEN", "xapp-1", /starts with xoxb-/],
    ["SLACK_BOT_TOKEN", "xoxb-1", /SLACK_SIGNING_SECRET is not set, but SLACK_BOT_TOKEN is/],
    ["SLACK_SIGNING_SECRET", "8f742231b10e", /SLACK_BOT_TOKEN is not set, but other Slack/],
    ["SLACK_APP_TOKEN", "xapp-1-A", /SLACK_BOT_TOKEN is not set/],
    ["DATABASE_URL", "mysql://db", /PostgreSQL URL/],
    ["CAUSEWAY_CLUSTER", "nope", /default or none/],
    ["CAUSEWAY_CLUSTERS", "management,,eu", /contexts of the kubeconfig/],
    ["CAUSEWAY_CLUSTERS", "eu=a,eu=b", /each once/],
    ["CAUSEWAY_SETTLE_SECONDS", "-1", /from 0 to 3600/],
    ["CAUSEWAY_SETTLE_SECONDS", "1e3", /whole number of seconds/],
    ["CAUSEWAY_SWEEP_SECONDS", "5", /from 10 to 86400/],
    ["CAUSEWAY_SETTLE_SECOND", "5", /There is no variable.*Did you mean CAUSEWAY_SETTLE_SECONDS\?/],
  ])("%s=%s", (name, value, problem) => {
    expect(problemsOf({ ...least, [name]: value }).join("\n")).toMatch(problem);
  });

  it("names a key file that can't be read", () => {
    const environment = { ...least, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "/nowhere.pem" };
    expect(problemsOf(environment)).toEqual([
      expect.stringMatching(/^PRIVATE_KEY_PATH: .*"\/nowhere\.pem", which can't be read/),
    ]);
  });

  it("is not what Kubernetes sets for a Service called causeway", () => {
    const links = {
      CAUSEWAY_SERVICE_HOST: "10.0.0.1",
      CAUSEWAY_SERVICE_PORT: "80",
      CAUSEWAY_PORT: "tcp://10.0.0.1:80",
      CAUSEWAY_PORT_80_TCP_ADDR: "10.0.0.1",
    };
    expect(problemsOf({ ...least, ...links })).toEqual([]);
  });

  it("never shows a secret, whatever it is", () => {
    const secrets = listVariables().filter(({ secret }) => secret);
    expect(secrets.length).toBeGreaterThan(5);
    const value = fc.stringMatching(/^[A-Z]{4}[a-z0-9:/@ -]{12,60}[A-Z]{4}$/);
    fc.assert(
      fc.property(value, (text) => {
        const environment = Object.fromEntries(secrets.map(({ name }) => [name, text]));
        const told = problemsOf(environment).join("\n");
        expect(told).toContain("PRIVATE_KEY");
        expect(told).not.toContain(text);
        expect(told).not.toContain(text.slice(0, 12));
      }),
    );
  });
});
