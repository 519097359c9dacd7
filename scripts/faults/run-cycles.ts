import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startWorld, type World } from "../../demo/world.ts";
import { startAppProcess } from "./app-process.ts";
import { audit, isDoubled, isLost, isSettled, type Traces } from "./audit.ts";
import { keepAsking, type Asked } from "./traffic.ts";

export interface CycleOptions {
  readonly cycles: number;
  /** Where the data and the log go. */
  readonly directory: string;
  /** PostgreSQL; undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** A number from 0 up to 1, as Math.random gives. */
  readonly random: () => number;
  readonly say: (line: string) => void;
}

export interface FaultResult {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly lost: readonly Traces[];
  readonly doubled: readonly Traces[];
  readonly logFile: string;
}

/** One life in five ends while the app still starts; the others at most this long after it was ready. */
const shareKilledAtStart = 0.2;
const workingLifeMs = 3_000;
/** How long a start may take before the run gives up. */
const startMs = 120_000;
/** How long the last start may go without getting anything ready before the rest counts as lost. */
const patienceMs = 120_000;

/**
 * Kills the real app with SIGKILL at random moments while people ask for databases, starts it again on the same data,
 * and at the end counts what GitHub and Slack hold of each request.
 */
export async function runCycles(options: CycleOptions): Promise<FaultResult> {
  const world = await startWorld({ stepMs: 15, settleSeconds: 0, logLevel: "info" });
  const logFile = join(options.directory, "app.log");
  try {
    const environment = environmentOf(world, options);
    const asked: Asked[] = [];
    for (let cycle = 1; cycle <= options.cycles; cycle += 1) {
      asked.push(
        ...(await oneLife(world, environment, { cycle, random: options.random, logFile })),
      );
      if (cycle % 10 === 0)
        options.say(`  cycle ${cycle}: ${asked.filter(isAcknowledged).length} acknowledged`);
    }
    const traces = await settle(world, environment, { asked, logFile });
    return {
      cycles: options.cycles,
      acknowledged: asked.filter(isAcknowledged).length,
      lost: traces.filter(isLost),
      doubled: traces.filter(isDoubled),
      logFile,
    };
  } finally {
    await world.stop();
  }
}

function environmentOf(
  world: World,
  { directory, databaseUrl }: CycleOptions,
): Record<string, string> {
  const environment = {
    ...world.environment(join(directory, "data")),
    CAUSEWAY_SWEEP_SECONDS: "10",
  };
  return databaseUrl === undefined ? environment : { ...environment, DATABASE_URL: databaseUrl };
}

function isAcknowledged({ acknowledged }: Asked): boolean {
  return acknowledged;
}

interface Life {
  readonly cycle: number;
  readonly random: () => number;
  readonly logFile: string;
}

async function oneLife(
  world: World,
  environment: Record<string, string>,
  { cycle, random, logFile }: Life,
): Promise<readonly Asked[]> {
  const diesAtStart = random() < shareKilledAtStart;
  const moment = random();
  const app = startAppProcess(environment, logFile);
  if (diesAtStart) {
    await pause(moment * workingLifeMs);
    await app.kill();
    return [];
  }
  if (!(await app.ready(AbortSignal.timeout(startMs)))) {
    throw new Error(`The app did not get ready in life ${cycle}; its log: ${logFile}`);
  }
  const death = AbortSignal.timeout(Math.round(moment * workingLifeMs));
  const asking = keepAsking(world, `f${cycle}`, death);
  await ended(death);
  await app.kill();
  return asking;
}

async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener("abort", resolve);
  });
}

/** One last start, left alone until everything that was acknowledged is ready, or nothing gets ready any more. */
async function settle(
  world: World,
  environment: Record<string, string>,
  { asked, logFile }: { readonly asked: readonly Asked[]; readonly logFile: string },
): Promise<readonly Traces[]> {
  const app = startAppProcess(environment, logFile);
  let open = asked.filter(isAcknowledged);
  let lastProgress = Date.now();
  while (open.length > 0 && Date.now() - lastProgress < patienceMs) {
    await pause(3_000);
    const still = (await audit(world, open)).filter((traces) => !isSettled(traces));
    if (still.length < open.length) lastProgress = Date.now();
    open = still.map((traces) => traces.asked);
  }
  // Time for anything that would come twice to come.
  await pause(5_000);
  const traces = await audit(world, asked);
  await app.stop();
  return traces;
}
