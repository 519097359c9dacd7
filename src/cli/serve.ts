import { startApp } from "../app.ts";
import { readSettings } from "../config/environment.ts";
import { createLogger } from "../log.ts";

/** Runs Causeway until it is told to stop. Resolves to the exit status: 0 after SIGTERM or SIGINT, 2 for bad settings. */
export async function serve(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const read = readSettings(env);
  if (read.kind === "broken") {
    for (const { variable, message } of read.problems)
      process.stderr.write(`${variable}: ${message}\n`);
    process.stderr.write("\nNothing was started. docs/configuration.md lists every variable.\n");
    return 2;
  }
  const log = createLogger(read.settings.server.logLevel);
  // From here on: a signal that comes while it starts must not end it in the middle of something.
  const stopping = stopSignal();
  const app = await startApp(read.settings, log);
  const signal = await stopping;
  log.info({ signal }, "stopping: finishing what is in hand");
  await app.stop();
  return 0;
}

async function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  });
}
