import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** `causeway serve` in a process of its own, to be killed. */
export interface AppProcess {
  /** Resolves to true when /readyz says so, to false when the process ended before or `signal` fired. */
  ready(signal: AbortSignal): Promise<boolean>;
  kill(): Promise<void>;
  /** Resolves to the exit status of a process that ends by itself; null when a signal ended it. */
  ended(): Promise<number | null>;
  stop(): Promise<number | null>;
}

/** Starts it with just these environment variables; what it logs goes to a file. */
export function startAppProcess(
  environment: Readonly<Record<string, string>>,
  logFile: string,
): AppProcess {
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, [main, "serve"], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", log, log],
  });
  const exited = once(child, "exit");
  return {
    ready: (signal) => ready(child, `http://127.0.0.1:${environment["PORT"] ?? ""}/readyz`, signal),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    ended: async () => {
      await exited;
      return child.exitCode;
    },
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
      return child.exitCode;
    },
  };
}

async function ready(child: ChildProcess, url: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok === true) return true;
    await pause(30);
  }
  return false;
}
