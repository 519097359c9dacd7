import type { RequestListener } from "node:http";
import { setTimeout } from "node:timers/promises";
import { HTTPReceiver, SocketModeReceiver, type Receiver } from "@slack/bolt";
import type { Logger } from "../domain/ports/logger.ts";
import { boltLogger } from "./bolt-logger.ts";
import { withinDeadline } from "./deadline.ts";
import { stayConnected, type Connection } from "./stay-connected.ts";

/**
 * What an installation gives: with a signing secret, Slack calls our URL and signs what it sends; with an app-level
 * token, we hold a WebSocket open (Socket Mode). All three texts are secrets. `apiUrl` is https://slack.com/api/ unless
 * given: another address is for tests and the demo.
 */
export type SlackSettings =
  | { readonly botToken: string; readonly signingSecret: string; readonly apiUrl?: string }
  | { readonly botToken: string; readonly appToken: string; readonly apiUrl?: string };

/** The path that Slack sends commands and submissions to; slack-manifest.yaml says the same. */
export const slackEventsPath = "/slack/events";

/** Commands and forms are small; what is larger is not from Slack. */
const bodyLimitBytes = 1_500_000;

/** How Slack's events reach Bolt. */
export interface Transport {
  readonly receiver: Receiver;
  /** What to mount at {@link slackEventsPath}; undefined with Socket Mode. */
  readonly requestListener: RequestListener | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createTransport(settings: SlackSettings, log: Logger): Transport {
  return "appToken" in settings
    ? socketTransport(settings.appToken, log)
    : httpTransport(settings.signingSecret, log);
}

const disconnectWithinMs = 2_000;

/** Slack may be away when this starts: it is tried again, and the rest goes on meanwhile. */
function socketTransport(appToken: string, log: Logger): Transport {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    autoReconnectEnabled: false,
  });
  const connection: Connection = {
    open: () => receiver.start(),
    close: () => receiver.stop(),
    onLost: (listener) => receiver.client.on("disconnected", listener),
  };
  const standing = stayConnected(connection, log, pauseFor);
  return {
    receiver,
    requestListener: undefined,
    start: () => {
      standing.start();
      return Promise.resolve();
    },
    stop: async () => {
      await withinDeadline(standing.stop(), disconnectWithinMs);
    },
  };
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}

function httpTransport(signingSecret: string, log: Logger): Transport {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger: boltLogger(log),
    endpoints: slackEventsPath,
    bodyLimit: bodyLimitBytes,
  });
  return {
    receiver,
    requestListener: (request, response) => {
      try {
        receiver.requestListener(request, response);
      } catch {
        // Bolt throws for every path and method but its own.
        response.writeHead(404).end();
      }
    },
    start: doNothing,
    stop: doNothing,
  };
}

/** Over HTTP, the server that the listener is mounted on starts and stops. */
function doNothing(): Promise<void> {
  return Promise.resolve();
}
