import { appendFileSync } from "node:fs";
import { errorMessage, TerminalError } from "../../src/domain/errors.ts";
import { openStore } from "../../src/store/open-store.ts";
import { silent } from "./silent-log.ts";
import { event } from "./events.ts";

/**
 * A process that takes and handles events until it is killed. Arguments: the place of the database as JSON, a file
 * for what was acknowledged, a file for what was handled, a name for this run, and what to do.
 * `work`: go on for ever. `tell`: put one event aside and die in the midst of telling it.
 */
const [place = "{}", acknowledged = "", handled = "", run = "", mode = "work"] =
  process.argv.slice(2);

async function main(): Promise<void> {
  const store = await openStore({ ...JSON.parse(place), log: silent, pollMs: 20 });
  await store.inbox.start({
    handle: (given) => {
      if (mode === "tell") throw new TerminalError("broken");
      appendFileSync(handled, `${given.key} ${given.id}\n`);
      return Promise.resolve();
    },
    onPutAside: () => {
      process.kill(process.pid, "SIGKILL");
      return new Promise(() => undefined);
    },
  });
  process.stdout.write("ready\n");
  if (mode === "tell") {
    // Both at once: it dies as soon as it is told of the first.
    await Promise.all(["bad", "next"].map((id) => store.inbox.accept(event(id, "key"))));
    return;
  }
  await Promise.all(
    ["red", "green", "blue", "grey"].map(async (key) => {
      for (let n = 0; ; n += 1) {
        const id = `${run}-${key}-${n}`;
        await store.inbox.accept(event(id, key));
        appendFileSync(acknowledged, `${key} ${id}\n`);
      }
    }),
  );
}

main().catch((error: unknown) => {
  process.stdout.write(`failed: ${errorMessage(error)}\n`);
  process.exitCode = 1;
});
