import type { Holds } from "./holds.ts";
import type { Inbox } from "./inbox.ts";
import type { PeopleLinks } from "./people-links.ts";
import type { RequestStore } from "./request-store.ts";
import type { ServiceVersions } from "./service-versions.ts";

/** The database: PostgreSQL, or PGlite embedded. */
export interface Store {
  readonly inbox: Inbox;
  readonly requests: RequestStore;
  readonly versions: ServiceVersions;
  readonly holds: Holds;
  readonly people: PeopleLinks;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Closes it. The inbox must have been stopped. */
  close(): Promise<void>;
}
