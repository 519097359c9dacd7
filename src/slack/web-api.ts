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
  const client = createWebClient(settings.botToken, { ...options, apiUrl: settings.apiUrl });
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

/** A client that tries once and goes nowhere but to Slack. Outside this file only the doctor needs one: it asks about tokens. */
export function createWebClient(
  token: string,
  options: {
    readonly apiUrl?: string | undefined;
    readonly log: Logger;
    readonly timeoutMs: number;
  },
): WebClient {
  const { apiUrl, log, timeoutMs } = options;
  return new WebClient(token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: boltLogger(log),
    allowAbsoluteUrls: false,
    ...(apiUrl === undefined ? {} : { slackApiUrl: withSlash(apiUrl) }),
  });
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
