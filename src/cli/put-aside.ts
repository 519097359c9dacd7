import { parseArgs } from "node:util";
import { readSettings } from "../config/environment.ts";
import { errorMessage } from "../domain/errors.ts";
import type { FailedEvent } from "../domain/event.ts";
import type { Inbox } from "../domain/ports/inbox.ts";
import { createLogger } from "../log.ts";
import { openStore } from "../store/open-store.ts";
import type { CommandIo } from "./assess.ts";

const usage = `Usage: causeway put-aside                 lists the events that failed for good, newest first
       causeway put-aside --retry ID…     puts these back: they are handled again, each after the others of its key
       causeway put-aside --retry-all     puts all of them back`;

/** How many are listed: more than anyone reads at once. */
const listed = 100;

interface Asked {
  readonly retry: readonly string[];
  readonly all: boolean;
}

/**
 * Lists what was put aside, and puts it back. Works on the database that the settings name: beside a running Causeway
 * with PostgreSQL; the embedded database belongs to one process, so there Causeway is stopped first.
 * Resolves to the exit status: 0; 1 when an event is not there; 2 for arguments or settings that can't be used.
 */
export async function runPutAside(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  io: CommandIo,
): Promise<number> {
  const asked = parse(args);
  if (asked === undefined) {
    io.stderr.write(`${usage}\n`);
    return 2;
  }
  const read = readSettings(environment);
  if (read.kind === "broken") {
    for (const { variable, message } of read.problems) io.stderr.write(`${variable}: ${message}\n`);
    return 2;
  }
  const store = await openStore({ ...read.settings.store, log: createLogger("error") });
  try {
    if (!asked.all && asked.retry.length === 0) return await list(store.inbox, io);
    const ids = asked.all
      ? (await store.inbox.listPutAside(listed)).map(({ event }) => event.id)
      : asked.retry;
    return await putBack(store.inbox, ids, io);
  } finally {
    await store.close();
  }
}

function parse(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        retry: { type: "boolean", default: false },
        "retry-all": { type: "boolean", default: false },
      },
    });
    const fits = values.retry
      ? positionals.length > 0 && !values["retry-all"]
      : positionals.length === 0;
    return fits ? { retry: positionals, all: values["retry-all"] } : undefined;
  } catch {
    return undefined;
  }
}

async function list(inbox: Inbox, io: CommandIo): Promise<number> {
  const events = await inbox.listPutAside(listed);
  if (events.length === 0) io.stdout.write("Nothing was put aside.\n");
  for (const failed of events) io.stdout.write(describe(failed));
  return 0;
}

function describe({ event, attempts, error, failedAt }: FailedEvent): string {
  const tries = attempts === 1 ? "1 try" : `${attempts} tries`;
  return `${event.id}\n  ${event.name} of ${event.key}, put aside at ${failedAt} after ${tries}\n  ${error}\n`;
}

async function putBack(inbox: Inbox, ids: readonly string[], io: CommandIo): Promise<number> {
  let missing = 0;
  for (const id of ids) {
    const found = await inbox.retry(id).catch((error: unknown) => errorMessage(error));
    if (found === true) io.stdout.write(`${id}: put back\n`);
    else {
      missing += 1;
      io.stderr.write(`${id}: ${found === false ? "no event of this id was put aside" : found}\n`);
    }
  }
  return missing === 0 ? 0 : 1;
}
