import type { RequestListener } from "node:http";
import { HTTPReceiver, SocketModeReceiver, type Receiver } from "@slack/bolt";
import { errorMessage, TerminalError } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { boltLogger } from "./bolt-logger.ts";
import { withinDeadline } from "./deadline.ts";

/** With an `appToken` events come through Socket Mode; else over HTTP, signed with `signingSecret`. */
export interface SlackSettings {
  readonly botToken: string;
  readonly signingSecret?: string;
  readonly appToken?: string;
  /** Another address than https://slack.com/api/: for tests and the demo. */
  readonly apiUrl?: string;
}

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

/** Throws a TerminalError when neither secret is given. */
export function createTransport(settings: SlackSettings, log: Logger): Transport {
  if (settings.appToken !== undefined) return socketTransport(settings.appToken, log);
  if (settings.signingSecret !== undefined) return httpTransport(settings.signingSecret, log);
  throw new TerminalError(
    "Slack needs SLACK_SIGNING_SECRET (events over HTTP) or SLACK_APP_TOKEN (Socket Mode). Neither is set.",
  );
}

const disconnectWithinMs = 2_000;

/** Slack may be away when this starts: the client tries again by itself, and the rest goes on meanwhile. */
function socketTransport(appToken: string, log: Logger): Transport {
  const receiver = new SocketModeReceiver({ appToken, logger: boltLogger(log) });
  const connect = async (): Promise<void> => {
    try {
      await receiver.start();
      log.info({}, "connected to Slack through Socket Mode");
    } catch (error) {
      const fields = { error: errorMessage(error) };
      const message =
        "can't connect to Slack: check SLACK_APP_TOKEN, its scope connections:write, and that Socket Mode is enabled";
      log.error(fields, message);
    }
  };
  return {
    receiver,
    requestListener: undefined,
    start: () => {
      void connect();
      return Promise.resolve();
    },
    stop: async () => {
      await withinDeadline(receiver.stop(), disconnectWithinMs);
    },
  };
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
