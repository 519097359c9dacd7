import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { InboundEvent } from "../../src/domain/event.ts";
import type { Logger } from "../../src/domain/ports/logger.ts";
import { openStore } from "../../src/store/open-store.ts";
import { hasPostgres, startPostgres } from "../../test/store/postgres.ts";

/** How fast events become durable. Times are in milliseconds, from the call to the promise's end. */
export interface InboxFigures {
  readonly acceptPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const callers = 32;
const eventsPerCaller = 250;
const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => console.error(message, fields),
  error: (fields, message) => console.error(message, fields),
  child: () => quiet,
};

/**
 * Measures `accept` with 32 concurrent callers, while the workers handle what comes in, as they do in a real
 * installation. Payloads have about 8 kB, like a webhook.
 */
export async function benchInbox(
  options: { readonly databaseUrl?: string; readonly handling?: boolean } = {},
): Promise<InboxFigures> {
  const directory = await mkdtemp(join(tmpdir(), "causeway-bench-"));
  const url = options.databaseUrl;
  const store = await openStore({
    dataDirectory: directory,
    log: quiet,
    ...(url === undefined ? {} : { databaseUrl: url }),
  });
  try {
    if (options.handling !== false) {
      await store.inbox.start({
        handle: () => Promise.resolve(),
        onPutAside: () => Promise.resolve(),
      });
    }
    const run = `bench-${Date.now()}`;
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => store.inbox.accept(event(run, "warm", n))),
    );
    const times: number[] = [];
    const started = performance.now();
    await Promise.all(
      Array.from({ length: callers }, async (_, caller) => {
        for (let n = 0; n < eventsPerCaller; n += 1) {
          const before = performance.now();
          await store.inbox.accept(event(run, String(caller), n));
          times.push(performance.now() - before);
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const sorted = times.toSorted((a, b) => a - b);
    return {
      acceptPerSecond: Math.round(times.length / seconds),
      p50Ms: percentile(sorted, 0.5),
      p99Ms: percentile(sorted, 0.99),
    };
  } finally {
    await store.inbox.stop(10_000);
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

const filling = Array.from({ length: 100 }, (_, n) => ({ id: n, text: "x".repeat(60) }));

function event(run: string, caller: string, n: number): InboundEvent {
  return {
    id: `${run}:${caller}:${n}`,
    key: `pull/${caller}/${n % 20}`,
    name: "bench",
    payload: { number: n, filling },
    receivedAt: new Date().toISOString(),
  };
}

function percentile(sorted: readonly number[], part: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return Math.round(value * 10) / 10;
}

function print(name: string, figures: InboxFigures): void {
  const { acceptPerSecond, p50Ms, p99Ms } = figures;
  console.log(`${name}: ${acceptPerSecond} durable events/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms`);
}

async function main(): Promise<void> {
  print("PGlite, handling", await benchInbox());
  print("PGlite, accepting only", await benchInbox({ handling: false }));
  if (!hasPostgres) {
    console.log("PostgreSQL: not measured, its programs are not installed");
    return;
  }
  const server = await startPostgres();
  try {
    print(
      "PostgreSQL, handling",
      await benchInbox({ databaseUrl: await server.createDatabase("one") }),
    );
    const second = await server.createDatabase("two");
    print("PostgreSQL, accepting only", await benchInbox({ databaseUrl: second, handling: false }));
  } finally {
    await server.remove();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
