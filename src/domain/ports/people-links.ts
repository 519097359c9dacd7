/** A Slack user and a GitHub login that are one person, because that person signed in on both. */
export interface PersonLink {
  readonly slackUserId: string;
  readonly slackTeamId: string;
  readonly githubLogin: string;
  /** GitHub's number of the person: it stays when they rename themselves. */
  readonly githubId: number;
  /** ISO 8601, UTC. */
  readonly linkedAt: string;
  /** ISO 8601, UTC: from then on it does not count until it is confirmed anew. */
  readonly expiresAt: string;
}

/** Someone on their way through `/platform link`. Their tokens are known by their hashes alone. */
export interface LinkAttempt {
  readonly slackUserId: string;
  readonly slackTeamId: string;
  /** How Slack calls the person, to show it to them. */
  readonly slackName: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** Who is who by `/platform link`, and who is about to be. Attempts that are over are treated as absent. */
export interface PeopleLinks {
  /** The link of a Slack user, whether it is over or not. */
  find(slackUserId: string): Promise<PersonLink | undefined>;
  /** The Slack user that has a login by a link that counts. */
  slackUserOf(githubLogin: string, now: string): Promise<string | undefined>;
  /** Removes the link and all attempts of a Slack user. Resolves to the link that was there. */
  unlink(slackUserId: string): Promise<PersonLink | undefined>;
  /** Stores an attempt, unless the person has as many as they may: then resolves to false. */
  begin(attempt: LinkAttempt & { readonly tokenHash: string }, rule: BeginRule): Promise<boolean>;
  /** The attempt of a token that nobody has signed in for yet. Changes nothing: programs that look at links open them too. */
  attempt(tokenHash: string, now: string): Promise<LinkAttempt | undefined>;
  /** Counts one sign-in for such an attempt, and resolves to it; undefined also when there were `most` already. */
  countSignIn(tokenHash: string, now: string, most: number): Promise<LinkAttempt | undefined>;
  /** Notes who signed in. From then on only the confirmation counts; false when it was noted before. */
  noteSignIn(tokenHash: string, signedIn: NotedSignIn): Promise<boolean>;
  /** Ends an attempt. */
  abandon(tokenHash: string): Promise<void>;
  /** Turns the attempt of a confirmation into a link, in one step: it can't be done twice. */
  confirm(confirmationHash: string, times: ConfirmTimes): Promise<Confirmed>;
}

export interface BeginRule {
  readonly now: string;
  /** How many attempts one person may have at a time. */
  readonly most: number;
}

export interface NotedSignIn {
  readonly confirmationHash: string;
  readonly githubLogin: string;
  readonly githubId: number;
}

export interface ConfirmTimes {
  readonly now: string;
  /** When the link will be over. */
  readonly expiresAt: string;
}

export type Confirmed =
  | { readonly kind: "linked"; readonly link: PersonLink }
  /** The GitHub login belongs to another Slack user already. */
  | { readonly kind: "taken"; readonly githubLogin: string; readonly bySlackUserId: string }
  /** No such confirmation, or it is over or was used. */
  | { readonly kind: "unknown" };
