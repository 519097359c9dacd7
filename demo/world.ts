import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requiredScopes } from "../src/slack/scopes.ts";
import { slackPath, webhookPath } from "../src/web/server.ts";
import { startEmulatedGitHub, type RunningGitHub } from "./emulated-github/server.ts";
import { startEmulatedSlack, type RunningSlack } from "./emulated-slack/server.ts";
import {
  startSimulatedCluster,
  type SimulatedCluster,
} from "./simulated-cluster/start-simulated-cluster.ts";

/** The configuration repository of the demo, as in the seed's own files. */
export const repository = { owner: "myorg", name: "platform-config" } as const;
const repositoryUrl = `https://github.com/${repository.owner}/${repository.name}`;

/** Everything around Causeway, on loopback: what it talks to, and the means to play the people who use it. */
export interface World {
  readonly github: RunningGitHub;
  readonly slack: RunningSlack;
  readonly cluster: SimulatedCluster;
  readonly people: People;
  /** The port that Causeway must listen on: GitHub and Slack send there. */
  readonly appPort: number;
  /** The environment variables with which Causeway lives in this world; its data goes into `dataDirectory`. */
  environment(dataDirectory: string): Record<string, string>;
  stop(): Promise<void>;
}

/** Slack ids of those who play, by their GitHub login, and of the channels where they are. */
export interface People {
  readonly users: {
    readonly octocat: string;
    readonly hubot: string;
    readonly mona: string;
    readonly stranger: string;
  };
  readonly channels: { readonly "my-team": string; readonly "team-alpha": string };
}

export interface WorldOptions {
  /** How long each step of Argo CD and Crossplane takes, in milliseconds. */
  readonly stepMs: number;
  /** How long an Application must be healthy before that is believed, in seconds. */
  readonly settleSeconds: number;
  readonly logLevel: string;
}

/** What the emulated GitHub and Slack sign with: no secrets outside this world. */
export const secrets = {
  webhook: "emulated-webhook-secret",
  slackSigning: "emulated-signing-secret",
  botToken: "xoxb-emulated-causeway",
} as const;

/** Starts GitHub, Slack and a cluster, with the seed's configuration repository and a few people in them. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "causeway-world-"));
  const appPort = await freePort();
  const slack = await startEmulatedSlack({
    users: ["octocat", "hubot", "mona", "stranger"],
    channels: [{ name: "my-team" }, { name: "team-alpha" }],
    signingSecret: secrets.slackSigning,
    botToken: secrets.botToken,
    scopes: requiredScopes(),
    appUrl: `http://127.0.0.1:${appPort}${slackPath}`,
  });
  const people = await peopleOf(slack);
  const privateKey = newPrivateKey();
  const github = await startEmulatedGitHub({
    ...repository,
    repository: repository.name,
    files: await configurationFiles(people),
    users: ["octocat", "hubot", "mona", "stranger"],
    teams: {
      "my-team": ["octocat", "hubot"],
      "team-alpha": ["octocat", "hubot"],
      "platform-team": ["mona"],
    },
    app: {
      id: 4711,
      privateKey,
      webhookSecret: secrets.webhook,
      webhookUrl: `http://127.0.0.1:${appPort}${webhookPath}`,
    },
  });
  const cluster = await startSimulatedCluster({
    readRepository: () => github.snapshot(),
    repositoryUrl,
    stepMs: options.stepMs,
  });
  github.onPush(() => cluster.poke());
  const kubeConfig = join(directory, "kubeconfig");
  await writeFile(kubeConfig, cluster.kubeConfig);
  return {
    github,
    slack,
    cluster,
    people,
    appPort,
    environment: (dataDirectory) => ({
      PORT: String(appPort),
      HOST: "127.0.0.1",
      LOG_LEVEL: options.logLevel,
      CAUSEWAY_CONFIG_REPOSITORY: `${repository.owner}/${repository.name}`,
      CAUSEWAY_DATA_DIR: dataDirectory,
      CAUSEWAY_GITHUB_WEB_URL: "https://github.com",
      CAUSEWAY_SETTLE_SECONDS: String(options.settleSeconds),
      APP_ID: "4711",
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: secrets.webhook,
      GITHUB_API_URL: github.url,
      // The emulated GitHub has no secondary limits, and a fault run asks for more than a company does.
      CAUSEWAY_GITHUB_WRITES_PER_MINUTE: "100000",
      SLACK_BOT_TOKEN: secrets.botToken,
      SLACK_SIGNING_SECRET: secrets.slackSigning,
      SLACK_API_URL: slack.apiUrl,
      KUBECONFIG: kubeConfig,
    }),
    stop: async () => {
      await cluster.stop();
      await github.close();
      await slack.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const configurationRoot = fileURLToPath(new URL("platform-config/", import.meta.url));

/** The files under demo/platform-config, with the Slack ids that this Slack really gave to its people. */
async function configurationFiles({ users }: People): Promise<Record<string, string>> {
  const entries = await readdir(configurationRoot, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(configurationRoot.length)] = await readFile(path, "utf8");
  }
  const platform = files["platform.yaml"] ?? "";
  files["platform.yaml"] = platform
    .replace("U024BE7LH: octocat", `${users.octocat}: octocat`)
    .replace("U0G9QF9C6: hubot", `${users.hubot}: hubot`)
    .replace("U07QCRPA4: mona", `${users.mona}: mona`);
  return files;
}

async function peopleOf(slack: RunningSlack): Promise<People> {
  const { users, channels } = await slack.directory();
  return {
    users: {
      octocat: idOf(users, "octocat"),
      hubot: idOf(users, "hubot"),
      mona: idOf(users, "mona"),
      stranger: idOf(users, "stranger"),
    },
    channels: { "my-team": idOf(channels, "my-team"), "team-alpha": idOf(channels, "team-alpha") },
  };
}

function idOf(names: Readonly<Record<string, string>>, name: string): string {
  const id = names[name];
  if (id === undefined) throw new Error(`The emulated Slack has no ${name}.`);
  return id;
}

function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

/** A port that is free now. Causeway takes it a moment later, and again after each restart. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("No port is free.");
  return address.port;
}
