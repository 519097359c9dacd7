const readingConversations = [
  "channels:history",
  "groups:history",
  "im:history",
  "mpim:history",
] as const;

/**
 * Every Web API method that is called, with the bot scopes it needs (docs.slack.dev/reference/methods). Closed: the
 * only caller is typed by it, and a test holds slack-manifest.yaml against it.
 */
export const methodScopes = {
  "auth.test": [],
  "views.open": [],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": readingConversations,
  "conversations.replies": readingConversations,
  "conversations.open": ["im:write"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SlackMethod = keyof typeof methodScopes;

/** What Slack sends to the app needs a scope too: slash commands. */
const receivedScopes = ["commands"] as const;

/** The bot scopes that an installation must have, sorted: no more and no less. */
export function requiredScopes(): readonly string[] {
  return [
    ...new Set<string>([...receivedScopes, ...Object.values(methodScopes).flat()]),
  ].toSorted();
}
