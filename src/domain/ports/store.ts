import type { Inbox } from "./inbox.ts";
import type { PeopleLinks } from "./people-links.ts";
import type { RequestStore } from "./request-store.ts";

/** The database: PostgreSQL, or PGlite embedded. */
export interface Store {
  readonly inbox: Inbox;
  readonly requests: RequestStore;
  readonly people: PeopleLinks;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Closes it. The inbox must have been stopped. */
  close(): Promise<void>;
}
