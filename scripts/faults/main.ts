import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "../../test/store/postgres.ts";
import { runCycles, type FaultResult } from "./run-cycles.ts";

const { values } = parseArgs({
  options: {
    cycles: { type: "string", default: "200" },
    database: { type: "string", default: "both" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

process.exitCode = await main(Number(values.cycles), values.database, Number(values.seed));

/** Exit status 0: nothing was lost and nothing doubled. 1: something was. 2: the arguments are not understood. */
async function main(cycles: number, database: string, seed: number): Promise<number> {
  if (
    !Number.isInteger(cycles) ||
    cycles < 1 ||
    !["embedded", "postgres", "both"].includes(database)
  ) {
    process.stderr.write(
      "faults: --cycles takes a whole number from 1, --database embedded, postgres or both\n",
    );
    return 2;
  }
  say(`seed ${seed}`);
  const results: boolean[] = [];
  if (database !== "postgres") results.push(await run("embedded", undefined));
  if (database !== "embedded") results.push(await onPostgres());
  return results.every(Boolean) ? 0 : 1;

  async function onPostgres(): Promise<boolean> {
    const server = await startPostgres();
    if (server === undefined) {
      say(
        "postgres: skipped, because no PostgreSQL binaries were found (Debian's package: postgresql)",
      );
      return database === "both";
    }
    try {
      return await run("postgres", server.url);
    } finally {
      await server.stop();
    }
  }

  async function run(name: string, databaseUrl: string | undefined): Promise<boolean> {
    const directory = await mkdtemp(join(tmpdir(), `causeway-faults-${name}-`));
    const random = seededRandom(seed);
    const result = await runCycles({ cycles, directory, databaseUrl, random, say });
    report(name, result);
    // A run in which nothing was acknowledged proves nothing.
    const clean =
      result.lost.length === 0 && result.doubled.length === 0 && result.acknowledged > 0;
    if (clean) await rm(directory, { recursive: true, force: true });
    return clean;
  }
}

function report(name: string, { cycles, acknowledged, lost, doubled, logFile }: FaultResult): void {
  say(
    `${name}: cycles ${cycles}, acknowledged ${acknowledged}, lost ${lost.length}, doubled ${doubled.length}`,
  );
  for (const traces of [...lost, ...doubled].slice(0, 20)) say(`  ${JSON.stringify(traces)}`);
  if (lost.length + doubled.length > 0 || acknowledged === 0) say(`  the app's log: ${logFile}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** mulberry32: the same seed kills at the same moments after each start. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
