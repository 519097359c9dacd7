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

/** Called only where people are known by their addresses (CAUSEWAY_MATCH_SAML_EMAILS). */
export const emailMethodScopes = {
  "users.info": ["users:read", "users:read.email"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const allScopes = { ...methodScopes, ...emailMethodScopes };

/** The scopes that a method needs. */
export function scopesOf(method: SlackMethod): readonly string[] {
  return allScopes[method];
}

export type SlackMethod = keyof typeof methodScopes | keyof typeof emailMethodScopes;

/** What Slack sends to the app needs a scope too: slash commands. */
const receivedScopes = ["commands"] as const;

/** The bot scopes that an installation must have, sorted: no more and no less. */
export function requiredScopes(): readonly string[] {
  return sorted([...receivedScopes, ...Object.values(methodScopes).flat()]);
}

/** Those of an installation that knows people by their addresses. */
export function requiredScopesWithEmails(): readonly string[] {
  return sorted([...requiredScopes(), ...Object.values(emailMethodScopes).flat()]);
}

function sorted(scopes: readonly string[]): readonly string[] {
  return [...new Set(scopes)].toSorted();
}
