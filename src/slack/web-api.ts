import { WebClient } from "@slack/web-api";
import type { Logger } from "../domain/ports/logger.ts";
import { translateSlackError } from "./api-errors.ts";
import { boltLogger } from "./bolt-logger.ts";
import type { SlackMethod } from "./scopes.ts";

/** Slack's Web API, as far as it is used: the one place that calls it. */
export interface SlackWebApi {
  /**
   * Calls a method once. Resolves to the answer as Slack sent it, to be parsed by the caller. Rejects with what
   * {@link translateSlackError} says. Nothing is tried again here: the inbox does that, for longer and in order.
   */
  call(method: SlackMethod, fields: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** `apiUrl` is another address than https://slack.com/api/, for tests and the demo. */
export function createSlackWebApi(
  settings: { readonly botToken: string; readonly apiUrl?: string },
  options: { readonly log: Logger; readonly timeoutMs: number },
): SlackWebApi {
  const client = new WebClient(settings.botToken, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMs,
    logger: boltLogger(options.log),
    allowAbsoluteUrls: false,
    ...(settings.apiUrl === undefined ? {} : { slackApiUrl: withSlash(settings.apiUrl) }),
  });
  return {
    call: async (method, fields) => {
      try {
        return await client.apiCall(method, fields);
      } catch (error) {
        throw translateSlackError(error, method);
      }
    },
  };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
