import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../demo/walk/stage.ts";
import { startWorld, type World } from "../../demo/world.ts";
import { startApp } from "../../src/app.ts";
import { readSettings } from "../../src/config/environment.ts";
import { createLogger } from "../../src/log.ts";
import { hasPostgres, startPostgres } from "../../test/store/postgres.ts";
import { startAppProcess } from "../faults/app-process.ts";
import { benchSubmissions, benchWebhooks, type AcknowledgeFigures } from "./acknowledge.ts";
import { benchGuardrails } from "./guardrails.ts";
import { benchInbox } from "./inbox.ts";
import { benchPullRequest } from "./pull-request.ts";
import { benchRequestPath } from "./request-path.ts";

/** The bars of docs/bench.md. A figure that misses its bar is marked; the exit status stays 0: machines differ. */
const bars = {
  slackP99Ms: 100,
  webhooksPerSecond: { embedded: 500, postgres: 1_500 },
  calls: 6,
  ownMs: 150,
  guardrailsMs: 2_000,
} as const;

const guardrails = await benchGuardrails();
line(
  "guardrails, 1,000 manifests, cold",
  `${guardrails.coldMs.toFixed(0)} ms`,
  guardrails.coldMs < bars.guardrailsMs,
);
const pull = await benchPullRequest();
line(
  "guardrails, a pull request of 300 files, in the application",
  `${pull.coldMs} ms cold, ${pull.warmMs} ms warm, ${pull.memoryMb} MB more`,
  pull.coldMs < bars.guardrailsMs,
);
await benchDatabase("embedded", () => Promise.resolve(undefined));
if (hasPostgres) {
  const server = await startPostgres();
  try {
    await benchDatabase("postgres", (name) => server.createDatabase(name));
  } finally {
    await server.remove();
  }
} else {
  line("postgres", "skipped: no PostgreSQL binaries were found", false);
}

/** Each measurement has a database of its own, so that none works off another's backlog. */
type NewDatabase = (name: string) => Promise<string | undefined>;

async function benchDatabase(
  name: "embedded" | "postgres",
  newDatabase: NewDatabase,
): Promise<void> {
  const bar = bars.webhooksPerSecond[name];
  const inboxUrl = await newDatabase("inbox");
  const inbox = await benchInbox(inboxUrl === undefined ? {} : { databaseUrl: inboxUrl });
  line(
    `${name}: durable events, 32 callers`,
    `${inbox.acceptPerSecond.toFixed(0)} a second, p50 ${ms(inbox.p50Ms)}, p99 ${ms(inbox.p99Ms)}`,
    inbox.acceptPerSecond >= bar,
  );
  const slack = await withApp(await newDatabase("submissions"), benchSubmissions);
  line(
    `${name}: Slack, submitted to acknowledged, ${slack.perSecond} a second`,
    `p50 ${ms(slack.p50Ms)}, p99 ${ms(slack.p99Ms)}`,
    slack.p99Ms < bars.slackP99Ms,
  );
  const webhook = await withApp(await newDatabase("webhooks"), benchWebhooks);
  line(
    `${name}: webhook, sent to acknowledged, 32 callers`,
    `${webhook.perSecond.toFixed(0)} a second, p50 ${ms(webhook.p50Ms)}, p99 ${ms(webhook.p99Ms)}`,
    webhook.perSecond >= bar,
  );
  await inWorld(await newDatabase("path"), async (world, environment) => {
    const read = readSettings(environment);
    if (read.kind === "broken") throw new Error(JSON.stringify(read.problems));
    process.env["KUBECONFIG"] = environment["KUBECONFIG"];
    const app = await startApp(read.settings, createLogger("error"));
    await eventually("the configuration is read", () => app.desk.offered());
    const path = await benchRequestPath(world);
    await app.stop();
    line(
      `${name}: GitHub calls for one request`,
      `${path.calls.length}`,
      path.calls.length <= bars.calls,
    );
    for (const call of path.calls) process.stdout.write(`      ${call}\n`);
    line(
      `${name}: submitted to pull request with its check, GitHub's time taken off`,
      `median ${ms(path.ownMs)} (with it ${ms(path.totalMs)})`,
      path.ownMs < bars.ownMs,
    );
  });
}

/** Measures an app that runs in a process of its own. */
async function withApp(
  databaseUrl: string | undefined,
  measure: (world: World) => Promise<AcknowledgeFigures>,
): Promise<AcknowledgeFigures> {
  let figures: AcknowledgeFigures | undefined;
  await inWorld(databaseUrl, async (world, environment, directory) => {
    const app = startAppProcess(environment, join(directory, "app.log"));
    if (!(await app.ready(AbortSignal.timeout(60_000))))
      throw new Error("The app did not get ready.");
    figures = await measure(world);
    await app.kill();
  });
  if (figures === undefined) throw new Error("Nothing was measured.");
  return figures;
}

async function inWorld(
  databaseUrl: string | undefined,
  work: (world: World, environment: Record<string, string>, directory: string) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "causeway-bench-"));
  const world = await startWorld({ stepMs: 50, settleSeconds: 0, logLevel: "error" });
  const environment = world.environment(join(directory, "data"));
  try {
    await work(
      world,
      databaseUrl === undefined ? environment : { ...environment, DATABASE_URL: databaseUrl },
      directory,
    );
  } finally {
    await world.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function line(what: string, figure: string, good: boolean): void {
  process.stdout.write(`${good ? "✓" : "✗"} ${what}: ${figure}\n`);
}
