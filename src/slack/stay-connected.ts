import { errorMessage } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";

/** A connection that can be opened again after it was lost. */
export interface Connection {
  /** Resolves when it is open. */
  open(): Promise<unknown>;
  close(): Promise<unknown>;
  /** Calls the listener each time that an open connection is lost or closed. */
  onLost(listener: () => void): void;
}

/** Keeps a connection open until it is stopped. */
export interface StandingConnection {
  /** Begins, and does not wait: whoever starts this has other work. */
  start(): void;
  stop(): Promise<void>;
}

/** Pauses between two tries, in milliseconds: each is twice the one before. */
const pauses = { first: 1_000, longest: 60_000 } as const;

/**
 * Opens a connection again whenever it is lost, with growing pauses. Nothing that fails here is thrown: Slack's own
 * client leaves a failure to reconnect unhandled, which would end the process.
 * `wait` resolves after so many milliseconds, or as soon as it is told to stop.
 */
export function stayConnected(
  connection: Connection,
  log: Logger,
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): StandingConnection {
  const stopping = new AbortController();
  let lost = Promise.withResolvers<void>();
  connection.onLost(() => lost.resolve());
  const holdOnce = async (): Promise<boolean> => {
    lost = Promise.withResolvers<void>();
    try {
      await connection.open();
      log.info({}, "connected to Slack through Socket Mode");
      await lost.promise;
      return true;
    } catch (error) {
      const message =
        "can't connect to Slack: check SLACK_APP_TOKEN, its scope connections:write, and that Socket Mode is enabled";
      log.error({ error: errorMessage(error) }, message);
      return false;
    }
  };
  const hold = async (): Promise<void> => {
    for (let pause: number = pauses.first; !stopping.signal.aborted;) {
      const held = await holdOnce();
      if (stopping.signal.aborted) return;
      pause = held ? pauses.first : Math.min(pause * 2, pauses.longest);
      await wait(pause, stopping.signal);
    }
  };
  return {
    start: () => void hold(),
    stop: async () => {
      stopping.abort();
      await connection.close();
    },
  };
}
