import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { startApp, type App, type Waits } from "../../src/app.ts";
import { readSettings } from "../../src/config/environment.ts";
import type { Settings } from "../../src/config/settings.ts";
import { createLogger } from "../../src/log.ts";
import type { SeenMessage, SubmitOutcome } from "../../demo/emulated-slack/protocol.ts";
import type { SeenPullRequest } from "../../demo/emulated-github/protocol.ts";
import { renderBlocks, type Names } from "../../demo/print-slack.ts";
import { eventually } from "../../demo/walk/stage.ts";
import { startWorld, type People, type World } from "../../demo/world.ts";

/** A whole path through the real app takes seconds, and minutes when both cores are busy. */
export const wholePath = { timeout: 120_000 } as const;

/** The real app in an emulated world, and what people do and see there. */
export interface RunningWorld {
  readonly world: World;
  readonly github: World["github"];
  readonly slack: World["slack"];
  readonly cluster: World["cluster"];
  readonly names: Names;
  /** Every line that the app logged, of all its lives. */
  readonly logLines: readonly string[];
  /** `http://127.0.0.1:…` of the app. */
  readonly appUrl: string;
  app(): App;
  stopApp(): Promise<void>;
  /** The app again, on the same data. */
  startApp(): Promise<void>;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly logLevel?: string;
  /** Environment variables beside the world's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Another kubeconfig than the world's own. */
  readonly kubeConfig?: (world: World) => Promise<string>;
  /** What the world sees before the app starts. */
  readonly before?: (world: World) => Promise<void>;
  /** How often an event is tried before it is put aside; 8 when not given. */
  readonly maxAttempts?: number;
  /** How often what events did not bring is looked for; 300 when not given. */
  readonly sweepSeconds?: number;
}

/** Starts a world and the app in it, on a fresh data directory. */
export async function startRunningWorld(options: RunOptions = {}): Promise<RunningWorld> {
  const directory = await mkdtemp(join(tmpdir(), "causeway-e2e-"));
  const logLevel = options.logLevel ?? "info";
  const world = await startWorld({ stepMs: 20, settleSeconds: 0, logLevel });
  const environment = {
    ...world.environment(join(directory, "data")),
    ...options.environment,
  };
  process.env["KUBECONFIG"] = environment["KUBECONFIG"];
  if (options.kubeConfig !== undefined) {
    process.env["KUBECONFIG"] = join(directory, "kubeconfig");
    await writeFile(process.env["KUBECONFIG"], await options.kubeConfig(world));
  }
  const logLines: string[] = [];
  const log = createLogger(logLevel, { write: (line: string) => void logLines.push(line) });
  const settings = settingsOf(environment, options);
  const start = (): Promise<App> => startApp(settings, log, waitsOf(options));
  await options.before?.(world);
  let app: App | undefined = await start();
  const stopApp = async (): Promise<void> => {
    await app?.stop();
    app = undefined;
  };
  const { github, slack, cluster, appPort } = world;
  return {
    world,
    github,
    slack,
    cluster,
    names: await slack.directory(),
    logLines,
    appUrl: `http://127.0.0.1:${appPort}`,
    app: () => {
      if (app === undefined) throw new Error("The app is stopped.");
      return app;
    },
    stopApp,
    startApp: async () => {
      app = await start();
    },
    stop: async () => {
      await stopApp();
      await world.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Retries that come soon: what matters is how often, and what follows. */
function waitsOf({ maxAttempts }: RunOptions): Waits {
  const soon = { firstDelaySeconds: 0.1, maxDelaySeconds: 1 };
  const retry = maxAttempts === undefined ? soon : { ...soon, maxAttempts };
  return { store: { pollMs: 50, retry }, cluster: { retryMs: [50, 500], refusedMs: 500 } };
}

function settingsOf(
  environment: Readonly<Record<string, string>>,
  { sweepSeconds }: RunOptions,
): Settings {
  const read = readSettings(environment);
  if (read.kind === "ok") {
    const { settings } = read;
    const timing = { ...settings.timing, ...(sweepSeconds === undefined ? {} : { sweepSeconds }) };
    return { ...settings, timing };
  }
  throw new Error(read.problems.map(({ message }) => message).join("\n"));
}

/** One world for a single test; it ends with the test. */
export async function worldOfThisTest(options: RunOptions = {}): Promise<RunningWorld> {
  const running = await startRunningWorld(options);
  onTestFinished(() => running.stop());
  return running;
}

export interface Asked {
  readonly name: string;
  readonly team?: string;
  readonly size?: string;
  readonly backup?: string;
}

/** Someone types `/platform new-db`, fills in the form and submits it. Resolves to what the form says then. */
export async function askInSlack(
  { world, slack }: Pick<RunningWorld, "world" | "slack">,
  who: keyof People["users"],
  { name, team = "my-team", size = "small", backup = "No" }: Asked,
): Promise<SubmitOutcome> {
  const user = world.people.users[who];
  const before = (await slack.openedView(user))?.id;
  await eventually("a form that opens", async () => {
    await slack.slashCommand(user, channelOf(world, team), "new-db");
    const opened = await slack.openedView(user);
    return opened?.id === before ? undefined : opened;
  });
  return slack.submitView(user, { name, team, size, backup });
}

function channelOf({ people }: World, team: string): string {
  return people.channels[team === "team-alpha" ? "team-alpha" : "my-team"];
}

/** The text of an issue that GitHub makes of the form for a database. */
export function formBody({ name, team = "my-team", size = "small", backup = "no" }: Asked): string {
  const answers = {
    "What you ask for": "new-db",
    Name: name,
    Team: team,
    Size: size,
    Backup: backup,
  };
  return Object.entries(answers)
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");
}

/** Someone sends in the issue form. Resolves to the issue's number. */
export function askByIssue(
  { github }: Pick<RunningWorld, "github">,
  login: string,
  asked: Asked,
): Promise<number> {
  return github.openIssue(login, { title: `new-db: ${asked.name}`, body: formBody(asked) });
}

/** Waits for the pull request of a request, by the name that was asked for. */
export function pullRequestOf({ github }: RunningWorld, name: string): Promise<SeenPullRequest> {
  return eventually(`a pull request for ${name}`, async () =>
    (await github.pullRequests()).find(({ title }) => title.startsWith(`Database ${name} for `)),
  );
}

const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), z.string()),
});

/** What /readyz answers. */
export async function readiness({ appUrl }: RunningWorld) {
  const response = await fetch(`${appUrl}/readyz`);
  return { status: response.status, ...readinessSchema.parse(await response.json()) };
}

/** A message's newest version as people read it. */
export function textOf(message: SeenMessage, names: Names): string {
  const newest = message.versions.at(-1);
  return newest === undefined ? "" : renderBlocks(newest.blocks, newest.text, names);
}

/** What Slack shows of a request now: its message, and each reply; empty while there is nothing. */
export async function slackThread(
  { slack, names }: RunningWorld,
  name: string,
): Promise<{ readonly message: string; readonly replies: readonly string[] }> {
  const all = (await slack.allMessages()).filter(({ deleted }) => !deleted);
  const top = all.find(
    (message) => message.threadTs === undefined && textOf(message, names).includes(`“${name}”`),
  );
  if (top === undefined) return { message: "", replies: [] };
  const replies = all.filter(
    ({ threadTs, channel }) => threadTs === top.ts && channel === top.channel,
  );
  return { message: textOf(top, names), replies: replies.map((each) => textOf(each, names)) };
}

/** Waits until the one message of a request says something, and resolves to its text. */
export function messageSays(running: RunningWorld, name: string, words: string): Promise<string> {
  return eventually(`a message about ${name} that says “${words}”`, async () => {
    const { message } = await slackThread(running, name);
    return message.includes(words) ? message : undefined;
  });
}

/** Waits for a reply in a request's thread that says something, and resolves to its text. */
export function replySays(running: RunningWorld, name: string, words: string): Promise<string> {
  return eventually(`a reply about ${name} that says “${words}”`, async () =>
    (await slackThread(running, name)).replies.find((reply) => reply.includes(words)),
  );
}

/** Waits for a comment on an issue that says something, and resolves to its text. */
export function commentSays(
  { github }: RunningWorld,
  number: number,
  words: string,
): Promise<string> {
  return eventually(`a comment on #${number} that says “${words}”`, async () =>
    (await github.comments(number)).map(({ body }) => body).find((body) => body.includes(words)),
  );
}

/** Waits until an issue is closed, and resolves to the reason that it was closed for. */
export function closedFor(
  { github }: Pick<RunningWorld, "github">,
  number: number,
): Promise<string> {
  return eventually(`issue #${number} is closed`, async () => {
    const issue = (await github.issues()).find((each) => each.number === number);
    return issue?.state === "closed" ? (issue.stateReason ?? "none") : undefined;
  });
}
