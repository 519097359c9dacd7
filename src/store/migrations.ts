import { integerOf, type Database } from "./database.ts";

/**
 * The schema, step by step. Add to the end; never change a step that was released. Payloads and records are text:
 * jsonb refuses the NUL character, which people and webhooks do send.
 */
const steps: readonly (readonly string[])[] = [
  [
    `CREATE TABLE causeway.deliveries (
      id text PRIMARY KEY,
      key text NOT NULL,
      name text NOT NULL,
      payload text NOT NULL,
      received_at text NOT NULL,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'putAside', 'handled')),
      job_id uuid NOT NULL,
      attempts int NOT NULL DEFAULT 0,
      tell_attempts int NOT NULL DEFAULT 0,
      error text,
      accepted_at timestamptz NOT NULL DEFAULT now(),
      settled_at timestamptz,
      told_at timestamptz
    )`,
    "CREATE INDEX deliveries_waiting ON causeway.deliveries (id) WHERE state = 'waiting'",
    "CREATE INDEX deliveries_put_aside ON causeway.deliveries (settled_at) WHERE state = 'putAside'",
    "CREATE INDEX deliveries_handled ON causeway.deliveries (settled_at) WHERE state = 'handled'",
    `CREATE TABLE causeway.requests (
      id text PRIMARY KEY,
      state text NOT NULL,
      issue_repository text,
      issue_number int,
      pull_request_number int,
      manifest_path text,
      record text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    )`,
    "CREATE INDEX requests_state ON causeway.requests (state)",
    "CREATE INDEX requests_issue ON causeway.requests (issue_number) WHERE issue_number IS NOT NULL",
    // hash: a path may be longer than what a btree takes
    "CREATE INDEX requests_manifest ON causeway.requests USING hash (manifest_path)",
  ],
  [
    `CREATE TABLE causeway.holds (
      id text PRIMARY KEY,
      environment text NOT NULL,
      service text,
      since timestamptz NOT NULL,
      until timestamptz,
      hold text NOT NULL
    )`,
    `CREATE TABLE causeway.service_versions (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      service text NOT NULL,
      environment text NOT NULL,
      version text NOT NULL
    )`,
    "CREATE INDEX service_versions_of ON causeway.service_versions (service, environment, number)",
    "ALTER TABLE causeway.requests ADD COLUMN service text, ADD COLUMN environment text",
    "CREATE INDEX requests_service ON causeway.requests (service, environment) WHERE service IS NOT NULL",
  ],
  [
    `CREATE TABLE causeway.people_links (
      slack_user_id text PRIMARY KEY,
      slack_team_id text NOT NULL,
      github_login text NOT NULL,
      github_id text NOT NULL UNIQUE,
      linked_at text NOT NULL,
      expires_at text NOT NULL
    )`,
    "CREATE UNIQUE INDEX people_links_login ON causeway.people_links (lower(github_login))",
    // tokens are known by their hashes alone: who reads the database can't link anybody
    `CREATE TABLE causeway.link_attempts (
      token_hash text PRIMARY KEY,
      slack_user_id text NOT NULL,
      slack_team_id text NOT NULL,
      slack_name text NOT NULL,
      expires_at text NOT NULL,
      sign_ins int NOT NULL DEFAULT 0,
      confirmation_hash text UNIQUE,
      github_login text,
      github_id text
    )`,
    "CREATE INDEX link_attempts_person ON causeway.link_attempts (slack_user_id)",
  ],
];

/** Any number that no one else takes an advisory lock on: "caus" in ASCII. */
const lockNumber = 0x63617573;

/** Brings the schema up to date. Several processes may call this at once: they take turns. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock($1::int)", [lockNumber]);
    await sql.query("CREATE SCHEMA IF NOT EXISTS causeway");
    await sql.query(
      "CREATE TABLE IF NOT EXISTS causeway.migrations (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
    );
    const [row] = await sql.query(
      "SELECT coalesce(max(version), 0)::int AS version FROM causeway.migrations",
    );
    const current = row === undefined ? 0 : integerOf(row, "version");
    if (current > steps.length) {
      throw new Error(
        `The database has schema version ${current}; this Causeway knows ${steps.length}. It was used by a newer version: run that one.`,
      );
    }
    for (const [index, statements] of steps.entries()) {
      const version = index + 1;
      if (version <= current) continue;
      for (const statement of statements) await sql.query(statement);
      await sql.query("INSERT INTO causeway.migrations (version) VALUES ($1)", [version]);
    }
  });
}
