import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../../demo/walk/stage.ts";
import type { World } from "../../demo/world.ts";
import { percentile } from "./signed-requests.ts";

/** What one request costs, from the form that was submitted to the open pull request with its check. */
export interface RequestFigures {
  /** Calls to GitHub for one manifest pull request, in order. */
  readonly calls: readonly string[];
  /** From submission to check run, without the time that GitHub took: median, in milliseconds. */
  readonly ownMs: number;
  /** The same with GitHub's time. */
  readonly totalMs: number;
}

const rounds = 15;
const quietMs = 700;

/**
 * Asks for databases that wait for an approval, one after the other, of an app that runs in this process: so the time
 * that its HTTP client spends on GitHub can be seen and taken off.
 */
export async function benchRequestPath(world: World): Promise<RequestFigures> {
  const clock = watchGitHub(new URL(world.github.url).port);
  const own: number[] = [];
  const total: number[] = [];
  let calls: readonly string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const name = `path-${round}`;
    await openForm(world);
    await clock.quiet();
    clock.reset();
    const started = performance.now();
    const submitted = world.slack.submitView(world.people.users.octocat, {
      name,
      team: "team-alpha",
      size: "small",
      backup: "No",
    });
    const checked = await clock.until(
      (route) => route === "POST /repos/myorg/platform-config/check-runs",
    );
    await submitted;
    total.push(checked - started);
    own.push(checked - started - clock.githubMs());
    calls = clock.calls();
    await settled(world, name);
  }
  clock.stop();
  return { calls, ownMs: warm(own), totalMs: warm(total) };
}

/** The first rounds warm the caches and the compiler. */
function warm(values: readonly number[]): number {
  return percentile(values.slice(5), 0.5);
}

async function openForm({ slack, people }: World): Promise<void> {
  await slack.slashCommand(people.users.octocat, people.channels["team-alpha"], "new-db");
}

/** Waits until the request asks for its approval, so that rounds do not overlap. */
async function settled(world: World, name: string): Promise<void> {
  await eventually(`${name} waits for approval`, async () =>
    (await world.slack.allMessages()).find(
      ({ threadTs, versions }) =>
        threadTs !== undefined && (versions.at(-1)?.text ?? "").includes(name),
    ),
  );
}

interface Call {
  readonly route: string;
  readonly startedAt: number;
  endedAt: number | undefined;
}

/** Sees each HTTP call of this process to GitHub's port, through undici's diagnostics. */
function watchGitHub(port: string) {
  let calls: Call[] = [];
  const byRequest = new WeakMap<object, Call>();
  let waiting:
    | { readonly wanted: (route: string) => boolean; readonly found: (at: number) => void }
    | undefined;
  interface Message {
    readonly request: { readonly origin?: string; readonly method: string; readonly path: string };
  }
  const created = (message: unknown): void => {
    const { request } = message as Message;
    if (!String(request.origin).endsWith(`:${port}`) || request.path.startsWith("/_control"))
      return;
    const call = {
      route: `${request.method} ${request.path}`,
      startedAt: performance.now(),
      endedAt: undefined,
    };
    calls.push(call);
    byRequest.set(request, call);
  };
  const ended = (message: unknown): void => {
    const call = byRequest.get((message as Message).request);
    if (call === undefined) return;
    call.endedAt = performance.now();
    if (waiting?.wanted(call.route) === true) waiting.found(call.endedAt);
  };
  subscribe("undici:request:create", created);
  subscribe("undici:request:trailers", ended);
  return {
    reset: () => {
      calls = [];
    },
    until: (wanted: (route: string) => boolean) =>
      new Promise<number>((resolve) => {
        waiting = { wanted, found: resolve };
      }),
    githubMs: () =>
      calls.reduce((sum, { startedAt, endedAt }) => sum + ((endedAt ?? startedAt) - startedAt), 0),
    calls: () => calls.map(({ route }) => route),
    /** Resolves when GitHub was left alone for a while: what an earlier round set off is over. */
    quiet: async () => {
      for (let before = -1; before !== calls.length;) {
        before = calls.length;
        await pause(quietMs);
      }
    },
    stop: () => {
      unsubscribe("undici:request:create", created);
      unsubscribe("undici:request:trailers", ended);
    },
  };
}
