import type { Answer } from "./answer.ts";
import { findingsOf, type Finding } from "./finding.ts";

/** What became of looking at the database. Nothing is created or migrated for it. */
export type DatabaseFacts =
  | {
      readonly kind: "postgres";
      readonly answer: Answer<{
        readonly version: string;
        /** Whether Causeway's tables are there. */
        readonly prepared: boolean;
        /** Whether this login may make them. */
        readonly mayCreate: boolean;
      }>;
    }
  | { readonly kind: "embedded"; readonly directory: string; readonly state: DirectoryState };

export type DirectoryState =
  /** Not there yet; Causeway can make it. */
  | { readonly kind: "new" }
  | { readonly kind: "works" }
  /** Held by another process. */
  | { readonly kind: "inUse" }
  /** The directory can't be made or written to. */
  | { readonly kind: "denied"; readonly message: string }
  /** The data can't be opened. */
  | { readonly kind: "broken"; readonly message: string }
  | { readonly kind: "silent"; readonly message: string };

const { ok, warning, failure } = findingsOf("database");

/** The database can't be looked at, because it is not known which. */
export function databaseNotChecked(): Finding {
  return warning(
    "database-not-checked",
    "The database was not checked, because DATABASE_URL can't be used.",
    "Mend what is said about DATABASE_URL, then run the doctor again.",
  );
}

/** Facts about the database → one finding. */
export function databaseFinding(facts: DatabaseFacts): Finding {
  return facts.kind === "postgres"
    ? postgresFinding(facts.answer)
    : directoryFinding(facts.directory, facts.state);
}

function postgresFinding(answer: (DatabaseFacts & { readonly kind: "postgres" })["answer"]) {
  if (answer.kind === "silent")
    return failure(
      "database-silent",
      `PostgreSQL did not answer: ${answer.message}`,
      "Check that the server runs and that host and port in DATABASE_URL are right and can be reached from here.",
    );
  if (answer.kind === "refused") return postgresRefused(answer.code, answer.message);
  const { version, prepared, mayCreate } = answer.value;
  if (!prepared && !mayCreate)
    return failure(
      "database-rights",
      "PostgreSQL answers, but this login may not create Causeway's tables.",
      "As the database's owner: GRANT CREATE ON DATABASE <database> TO <user>; with the database and the user that DATABASE_URL names.",
    );
  return prepared
    ? ok("database", `PostgreSQL ${version} answers, and Causeway's tables are there.`)
    : ok("database-new", `PostgreSQL ${version} answers; the first start creates the tables.`);
}

/** SQLSTATE codes: PostgreSQL's documentation, appendix A. */
function postgresRefused(code: string, message: string): Finding {
  if (code === "28P01" || code === "28000")
    return failure(
      "database-login",
      `PostgreSQL does not let us in: ${message}`,
      "Check user and password in DATABASE_URL (characters such as @ and / in a password must be percent-encoded), and that pg_hba.conf allows this host.",
    );
  if (code === "3D000")
    return failure(
      "database-missing",
      `PostgreSQL has no such database: ${message}`,
      "Create it with createdb, or correct the name at the end of DATABASE_URL.",
    );
  return failure(
    "database-refused",
    `PostgreSQL refused (${code}: ${message}).`,
    "The code is in PostgreSQL's documentation, appendix A. 53300 means that all its connections are taken: raise max_connections or stop what holds them.",
  );
}

function directoryFinding(directory: string, state: DirectoryState): Finding {
  switch (state.kind) {
    case "new":
      return ok("database-new", `The embedded database will be created in ${directory}.`);
    case "works":
      return ok("database", `The embedded database in ${directory} opens.`);
    case "inUse":
      return warning(
        "database-in-use",
        `The embedded database in ${directory} is in use by another process, so it was not opened. That is fine when it is a running Causeway.`,
        "If none should be running, find who holds lock.sqlite in that directory (lsof, fuser). For a second Causeway set another CAUSEWAY_DATA_DIR, or DATABASE_URL, which several can share.",
      );
    case "denied":
      return failure(
        "database-directory",
        `The directory ${directory} for the embedded database can't be used: ${state.message}`,
        "Let the user that Causeway runs as write there (chown), or set CAUSEWAY_DATA_DIR to a directory where it may. In a container that is a volume.",
      );
    case "broken":
      return failure(
        "database-broken",
        `The embedded database in ${directory} can't be opened: ${state.message}`,
        "Put back a copy of the directory, or move it away: the database is an index, and Git, GitHub and Slack hold what counts. Events that were taken and not yet worked on are lost with it.",
      );
    case "silent":
      return failure(
        "database-silent",
        `The embedded database in ${directory} did not answer: ${state.message}`,
        "Check that its disk answers and has room (df), then run the doctor again.",
      );
  }
}
