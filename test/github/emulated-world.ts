import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach } from "vitest";
import {
  startEmulatedGitHub,
  type EmulatedGitHubOptions,
  type RunningGitHub,
} from "../../demo/emulated-github/server.ts";
import type { PullRequestPlan } from "../../src/domain/plan.ts";
import type { RepositoryHost } from "../../src/domain/ports/repository-host.ts";
import type { Logger } from "../../src/domain/ports/logger.ts";
import {
  createRepositoryHost,
  type RepositoryHostOptions,
} from "../../src/github/repository-host.ts";

export const repository = { owner: "myorg", name: "platform-config" } as const;

export const silentLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const privateKey = key.export({ type: "pkcs1", format: "pem" }).toString();

export const webhookSecret = "a secret of the tests";

/** No waiting in tests: GitHub Enterprise Server without limits. */
export const noLimits = { concurrent: 50, writesPerMinute: 100_000, contentPerMinute: 100_000 };

export const firstFiles = {
  "platform.yaml": "kind: Platform\n",
  "claims/my-team/old.yaml": "kind: Database\nmetadata:\n  name: old\n",
};

/** An emulated GitHub with one configuration repository and three people. */
export function startGitHub(options: Partial<EmulatedGitHubOptions> = {}) {
  return startEmulatedGitHub({
    owner: repository.owner,
    repository: repository.name,
    files: firstFiles,
    users: ["octocat", "hubot", "mona", "stranger"],
    teams: { "my-team": ["octocat", "hubot"], "platform-team": ["mona"] },
    app: { id: 4711, privateKey, webhookSecret, webhookUrl: "http://127.0.0.1:9/" },
    ...options,
  });
}

export function hostFor(apiUrl: string, options: Partial<RepositoryHostOptions> = {}) {
  return createRepositoryHost({
    appId: 4711,
    privateKey,
    apiUrl,
    log: silentLog,
    configRepository: repository,
    limits: noLimits,
    ...options,
  });
}

/** What a request for a database writes. */
export function databasePlan(id: string, edits: Partial<PullRequestPlan> = {}): PullRequestPlan {
  return {
    branch: `causeway/${id}`,
    title: `Add the database ${id}`,
    body: `A database.\n\n<!-- causeway:request=${id} -->`,
    commitMessage: `Add the database ${id}\n\nCauseway-Request: ${id}`,
    files: [
      { path: `claims/my-team/${id}.yaml`, content: `kind: Database\nmetadata:\n  name: ${id}\n` },
    ],
    ...edits,
  };
}

/** One emulated GitHub for a file of tests, and for each test an adapter that knows nothing yet. */
export function useGitHub(options: Partial<EmulatedGitHubOptions> = {}) {
  let github: RunningGitHub | undefined;
  let host: RepositoryHost | undefined;
  beforeAll(async () => {
    github = await startGitHub(options);
  });
  beforeEach(async () => {
    await github?.clearFaults();
    host = github === undefined ? undefined : hostFor(github.url);
  });
  afterAll(() => github?.close());
  return { github: () => started(github), host: () => started(host) };
}

function started<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("Only tests and their hooks may ask for this.");
  return thing;
}
