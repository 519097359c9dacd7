/** What became of one question to a service. */
export type Answer<Value> =
  | { readonly kind: "answered"; readonly value: Value }
  /** It answered, and said no. */
  | Refused
  /** Nothing came: no connection, or not in time. */
  | Silent;

export interface Refused {
  readonly kind: "refused";
  /** Its code: an HTTP status, one of Slack's or PostgreSQL's words. */
  readonly code: string;
  /** In its own words. Untrusted: shown, never followed. */
  readonly message: string;
}

export interface Silent {
  readonly kind: "silent";
  readonly message: string;
}
