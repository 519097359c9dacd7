import type { Answer, Silent } from "./answer.ts";
import { findingsOf, type Finding } from "./finding.ts";

/** What Slack says about the tokens. */
export interface SlackFacts {
  readonly bot: Answer<{
    readonly team: string;
    readonly user: string;
    /** Undefined when Slack did not list them. */
    readonly scopes: readonly string[] | undefined;
  }>;
  /** The app-level token; absent without Socket Mode. */
  readonly socket?: Answer<true>;
}

const { ok, warning, failure } = findingsOf("Slack");
const scopesPage = 'the app\'s page at https://api.slack.com/apps, under "OAuth & Permissions"';

/** What the facts are held against. */
export interface SlackQuestion {
  /** The bot scopes that the calls need, no more and no less. */
  readonly scopes: readonly string[];
  readonly apiUrl: string;
}

/** Facts about Slack → findings. That it does not answer is told once. */
export function slackFindings(facts: SlackFacts, question: SlackQuestion): readonly Finding[] {
  const { bot, socket } = facts;
  if (bot.kind === "silent") return [silent(question, bot.message)];
  return [...botFindings(bot, question.scopes), ...socketFindings(socket, question)];
}

/** Slack is not used: that is a way to run Causeway. */
export function slackNotSetUp(): Finding {
  return ok(
    "slack-not-set-up",
    "Slack is not set up (no SLACK_BOT_TOKEN): people ask on GitHub alone.",
  );
}

/** The token can't be asked about, because it can't be used. */
export function slackNotChecked(): Finding {
  return warning(
    "slack-not-checked",
    "Slack was not checked, because SLACK_BOT_TOKEN can't be used.",
    "Mend what is said about SLACK_BOT_TOKEN, then run the doctor again.",
  );
}

function silent({ apiUrl }: SlackQuestion, message: string): Finding {
  return failure(
    "slack-silent",
    `Slack can't be asked at ${apiUrl}: ${message}`,
    "Check that this machine reaches that address (firewall, proxy, DNS). It is https://slack.com/api/ unless SLACK_API_URL says otherwise.",
  );
}

function botFindings(
  bot: Exclude<SlackFacts["bot"], Silent>,
  required: readonly string[],
): readonly Finding[] {
  if (bot.kind === "refused") return [botRefused(bot.code)];
  const { team, user, scopes } = bot.value;
  return [
    ok("slack-bot", `The bot token is accepted: it is ${user} in the workspace ${team}.`),
    ...scopeFindings(scopes, required),
  ];
}

const tokenCodes = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "not_allowed_token_type",
]);

function botRefused(code: string): Finding {
  if (tokenCodes.has(code))
    return failure(
      "slack-token",
      `Slack does not accept SLACK_BOT_TOKEN (${code}).`,
      `Copy the "Bot User OAuth Token" (xoxb-…) from ${scopesPage}, into SLACK_BOT_TOKEN. If there is none, install the app in the workspace on that page.`,
    );
  return failure(
    "slack-refused",
    `Slack refused to say who the bot is (${code}).`,
    "See https://docs.slack.dev/reference/methods/auth.test for what the code means. If it is a limit or trouble at Slack's, run the doctor again later.",
  );
}

function scopeFindings(
  scopes: readonly string[] | undefined,
  required: readonly string[],
): readonly Finding[] {
  if (scopes === undefined)
    return [
      warning(
        "slack-scopes-unknown",
        "Slack did not list the bot token's scopes, so they were not checked.",
        `Compare them with slack-manifest.yaml on ${scopesPage}.`,
      ),
    ];
  const missing = required.filter((scope) => !scopes.includes(scope));
  const more = scopes.filter((scope) => !required.includes(scope));
  const found: Finding[] = [];
  if (missing.length > 0)
    found.push(
      failure(
        "slack-scope-missing",
        `The bot token lacks ${missing.join(", ")}.`,
        `Add ${missing.length === 1 ? "it" : "them"} as bot token scopes on ${scopesPage}, then press "Reinstall to Workspace" there: a token gets new scopes only so. slack-manifest.yaml lists all.`,
      ),
    );
  if (more.length > 0)
    found.push(
      warning(
        "slack-scope-superfluous",
        `The bot token may do more than is used: ${more.join(", ")}.`,
        `Remove ${more.length === 1 ? "it" : "them"} on ${scopesPage} and reinstall the app. What is not held can't be stolen.`,
      ),
    );
  return found.length > 0
    ? found
    : [ok("slack-scopes", `The bot token has the ${required.length} scopes that are used.`)];
}

const tokensPage =
  'the app\'s page at https://api.slack.com/apps, under "Basic Information", "App-Level Tokens"';

function socketFindings(socket: SlackFacts["socket"], question: SlackQuestion): readonly Finding[] {
  if (socket === undefined) return [];
  if (socket.kind === "answered")
    return [ok("slack-socket", "The app-level token is accepted: Socket Mode can connect.")];
  if (socket.kind === "silent") return [silent(question, socket.message)];
  if (socket.code === "missing_scope" || socket.code === "no_permission")
    return [
      failure(
        "slack-socket-scope",
        "SLACK_APP_TOKEN lacks the scope connections:write.",
        `Generate an app-level token with the scope connections:write on ${tokensPage}, and set it as SLACK_APP_TOKEN.`,
      ),
    ];
  return [
    failure(
      "slack-socket-token",
      `Slack does not open a Socket Mode connection for SLACK_APP_TOKEN (${socket.code}).`,
      `Turn Socket Mode on under "Socket Mode" on the app's page; copy an app-level token (xapp-…) with connections:write from ${tokensPage}, into SLACK_APP_TOKEN.`,
    ),
  ];
}
