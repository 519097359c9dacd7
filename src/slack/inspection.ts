import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { z } from "zod";
import type { Logger } from "../domain/ports/logger.ts";
import { createWebClient } from "./web-api.ts";

const botShape = z.object({
  team: z.string(),
  user: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/**
 * Questions to Slack about the tokens. They reject with the client's errors; {@link slackRefusal} tells a no from a
 * failure on the way.
 */
export function createSlackInspector(
  apiUrl: string,
  options: { readonly timeoutMs: number; readonly log: Logger },
) {
  const call = async (token: string, method: string): Promise<unknown> => {
    const client = createWebClient(token, { ...options, apiUrl });
    try {
      return await client.apiCall(method);
    } catch (error) {
      // What it wraps knows the reason; its own message does not.
      throw error instanceof WebAPIRequestError ? error.original : error;
    }
  };
  return {
    /** Whom the bot token belongs to, and its scopes: Slack lists them in the header x-oauth-scopes of each answer. */
    bot: async (botToken: string) => {
      const answer = botShape.parse(await call(botToken, "auth.test"));
      const { team, user, response_metadata } = answer;
      return { team, user, scopes: response_metadata?.scopes };
    },
    /** Whether the app-level token may open a Socket Mode connection. None is opened. */
    socket: async (appToken: string): Promise<true> => {
      await call(appToken, "apps.connections.open");
      return true;
    },
  };
}

/** Slack's no, with its code; undefined when no answer came. */
export function slackRefusal(
  error: unknown,
): { readonly code: string; readonly message: string } | undefined {
  if (error instanceof WebAPIPlatformError)
    return { code: error.data.error, message: error.message };
  if (error instanceof WebAPIRateLimitedError)
    return { code: "ratelimited", message: error.message };
  if (error instanceof WebAPIHTTPError)
    return { code: `HTTP ${error.statusCode}`, message: error.message };
  if (error instanceof z.ZodError)
    return { code: "not Slack", message: "what answers there does not speak Slack's API" };
  return undefined;
}
