import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { errorMessage, RateLimitedError, TerminalError } from "../domain/errors.ts";
import { scopesOf, type SlackMethod } from "./scopes.ts";

/** Slack said no with a code that the caller can act on: `channel_not_found`, `message_not_found`… */
export class SlackRefusalError extends Error {
  override readonly name = "SlackRefusalError";
  readonly code: string;

  constructor(method: SlackMethod, code: string, options?: ErrorOptions) {
    super(`Slack refused ${method}: ${code}.`, options);
    this.code = code;
  }
}

const badToken =
  "The Slack bot token is not valid (any more). Install the app again in the workspace and put the new token into SLACK_BOT_TOKEN.";

/** Codes that no second try mends, with what would. */
const terminal: Readonly<Record<string, string>> = {
  invalid_auth: badToken,
  not_authed: badToken,
  token_revoked: badToken,
  token_expired: badToken,
  not_allowed_token_type: "SLACK_BOT_TOKEN must be a bot token: it begins with xoxb-.",
  account_inactive:
    "The Slack app was removed from the workspace, or its bot user was switched off. Install it again.",
  team_access_not_granted: "The Slack app is not installed in this workspace. Install it there.",
  access_denied:
    "The Slack app may not do this in this workspace. Ask a workspace admin to approve it.",
  user_not_found: "Slack does not know this user any more.",
  user_disabled: "The Slack user was deactivated.",
  cannot_dm_bot: "A bot asked: it can't be written to directly.",
  messages_tab_disabled:
    "The Slack app may not write direct messages: enable the Messages Tab under App Home, as slack-manifest.yaml does.",
  restricted_action:
    "A setting of the Slack workspace forbids apps to post there. A workspace admin can allow it.",
};

/** What a failed call means: a RateLimitedError, a TerminalError with what to mend, a SlackRefusalError, or try again. */
export function translateSlackError(error: unknown, method: SlackMethod): Error {
  if (error instanceof WebAPIRateLimitedError) return rateLimited(method, error.retryAfter, error);
  if (error instanceof WebAPIPlatformError) return platformError(error, method);
  if (error instanceof WebAPIHTTPError) {
    const message = `Slack answered ${method} with HTTP ${error.statusCode}.`;
    return new Error(message, { cause: error });
  }
  return new Error(`Slack did not answer ${method}: ${errorMessage(error)}`, { cause: error });
}

/** Slack leaves the time out of some answers; then this many seconds. */
const defaultRetryAfterSeconds = 30;

function platformError(error: WebAPIPlatformError, method: SlackMethod): Error {
  const code = error.data.error;
  if (code === "ratelimited" || code === "rate_limited") {
    return rateLimited(method, defaultRetryAfterSeconds, error);
  }
  if (code === "missing_scope" || code === "no_permission") return missingScope(error, method);
  const help = terminal[code];
  if (help !== undefined)
    return new TerminalError(`Slack refused ${method}: ${code}. ${help}`, { cause: error });
  if (
    /^invalid_(?:blocks|arguments|arg_name|metadata|json)|^msg_(?:too_long|blocks_too_long)$|^view_too_large$/.test(
      code,
    )
  ) {
    const details = error.data.response_metadata?.messages?.join("; ") ?? "no details";
    const message = `Slack does not take what ${method} sent: ${code} (${details}). This is a defect in Causeway: please report it.`;
    return new TerminalError(message, { cause: error });
  }
  return new SlackRefusalError(method, code, { cause: error });
}

function missingScope(error: WebAPIPlatformError, method: SlackMethod): Error {
  const needed =
    "needed" in error.data ? String(error.data["needed"]) : scopesOf(method).join(", ");
  const message = `The Slack app lacks the scope ${needed} for ${method}. Add it under OAuth & Permissions (slack-manifest.yaml lists all), then install the app again.`;
  return new TerminalError(message, { cause: error });
}

function rateLimited(method: SlackMethod, seconds: number, cause: unknown): RateLimitedError {
  return new RateLimitedError(`Slack wants ${method} to wait ${seconds} s.`, seconds, { cause });
}
