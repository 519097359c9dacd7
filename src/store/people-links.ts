import type {
  BeginRule,
  Confirmed,
  ConfirmTimes,
  LinkAttempt,
  PeopleLinks,
  PersonLink,
} from "../domain/ports/people-links.ts";
import { textOf, type Database, type Row, type Sql } from "./database.ts";

/** Times are ISO 8601 in UTC as `Date.toISOString` writes them: as text they sort as they follow each other. */
export function createPeopleLinks(database: Database): PeopleLinks {
  return {
    find: async (slackUserId) => {
      const rows = await database.query(
        `SELECT ${linkColumns} FROM causeway.people_links WHERE slack_user_id = $1`,
        [slackUserId],
      );
      return rows.map(toLink)[0];
    },
    slackUserOf: async (githubLogin, now) => {
      const [row] = await database.query(
        `SELECT slack_user_id FROM causeway.people_links
         WHERE lower(github_login) = lower($1) AND expires_at > $2`,
        [githubLogin, now],
      );
      return row === undefined ? undefined : textOf(row, "slack_user_id");
    },
    unlink: (slackUserId) =>
      database.transaction(async (sql) => {
        await sql.query("DELETE FROM causeway.link_attempts WHERE slack_user_id = $1", [
          slackUserId,
        ]);
        const rows = await sql.query(
          `DELETE FROM causeway.people_links WHERE slack_user_id = $1 RETURNING ${linkColumns}`,
          [slackUserId],
        );
        return rows.map(toLink)[0];
      }),
    begin: (attempt, rule) => database.transaction((sql) => begin(sql, attempt, rule)),
    attempt: async (tokenHash, now) => {
      const rows = await database.query(
        `SELECT ${attemptColumns} FROM causeway.link_attempts
         WHERE token_hash = $1 AND expires_at > $2 AND confirmation_hash IS NULL`,
        [tokenHash, now],
      );
      return rows.map(toAttempt)[0];
    },
    countSignIn: async (tokenHash, now, most) => {
      const rows = await database.query(
        `UPDATE causeway.link_attempts SET sign_ins = sign_ins + 1
         WHERE token_hash = $1 AND expires_at > $2 AND confirmation_hash IS NULL AND sign_ins < $3
         RETURNING ${attemptColumns}`,
        [tokenHash, now, most],
      );
      return rows.map(toAttempt)[0];
    },
    noteSignIn: async (tokenHash, { confirmationHash, githubLogin, githubId }) => {
      const rows = await database.query(
        `UPDATE causeway.link_attempts
         SET confirmation_hash = $2, github_login = $3, github_id = $4
         WHERE token_hash = $1 AND confirmation_hash IS NULL RETURNING token_hash`,
        [tokenHash, confirmationHash, githubLogin, String(githubId)],
      );
      return rows.length > 0;
    },
    abandon: async (tokenHash) => {
      await database.query("DELETE FROM causeway.link_attempts WHERE token_hash = $1", [tokenHash]);
    },
    confirm: (confirmationHash, times) =>
      database.transaction((sql) => confirm(sql, confirmationHash, times)),
  };
}

const linkColumns = "slack_user_id, slack_team_id, github_login, github_id, linked_at, expires_at";
const attemptColumns = "slack_user_id, slack_team_id, slack_name, expires_at";

async function begin(
  sql: Sql,
  attempt: LinkAttempt & { readonly tokenHash: string },
  { now, most }: BeginRule,
): Promise<boolean> {
  const { tokenHash, slackUserId, slackTeamId, slackName, expiresAt } = attempt;
  await sql.query("DELETE FROM causeway.link_attempts WHERE expires_at <= $1", [now]);
  const rows = await sql.query(
    "SELECT token_hash FROM causeway.link_attempts WHERE slack_user_id = $1",
    [slackUserId],
  );
  if (rows.length >= most) return false;
  await sql.query(
    `INSERT INTO causeway.link_attempts
       (token_hash, slack_user_id, slack_team_id, slack_name, expires_at)
     VALUES ($1, $2, $3, $4, $5)`,
    [tokenHash, slackUserId, slackTeamId, slackName, expiresAt],
  );
  return true;
}

async function confirm(
  sql: Sql,
  confirmationHash: string,
  { now, expiresAt }: ConfirmTimes,
): Promise<Confirmed> {
  const [row] = await sql.query(
    `DELETE FROM causeway.link_attempts WHERE confirmation_hash = $1 AND expires_at > $2
     RETURNING slack_user_id, slack_team_id, github_login, github_id`,
    [confirmationHash, now],
  );
  if (row === undefined) return { kind: "unknown" };
  const link: PersonLink = {
    slackUserId: textOf(row, "slack_user_id"),
    slackTeamId: textOf(row, "slack_team_id"),
    githubLogin: textOf(row, "github_login"),
    githubId: Number(textOf(row, "github_id")),
    linkedAt: now,
    expiresAt,
  };
  const [other] = await sql.query(
    `SELECT slack_user_id FROM causeway.people_links
     WHERE (github_id = $1 OR lower(github_login) = lower($2)) AND slack_user_id <> $3
       AND expires_at > $4`,
    [String(link.githubId), link.githubLogin, link.slackUserId, now],
  );
  if (other !== undefined) {
    const bySlackUserId = textOf(other, "slack_user_id");
    return { kind: "taken", githubLogin: link.githubLogin, bySlackUserId };
  }
  await replaceLink(sql, link);
  return { kind: "linked", link };
}

/** A link that is over keeps its login from nobody. Two that come at once: the second one's insert fails, and is undone. */
async function replaceLink(sql: Sql, link: PersonLink): Promise<void> {
  const { slackUserId, slackTeamId, githubLogin, githubId, linkedAt, expiresAt } = link;
  await sql.query(
    `DELETE FROM causeway.people_links
     WHERE slack_user_id = $1 OR github_id = $2 OR lower(github_login) = lower($3)`,
    [slackUserId, String(githubId), githubLogin],
  );
  await sql.query(
    `INSERT INTO causeway.people_links (${linkColumns}) VALUES ($1, $2, $3, $4, $5, $6)`,
    [slackUserId, slackTeamId, githubLogin, String(githubId), linkedAt, expiresAt],
  );
}

function toLink(row: Row): PersonLink {
  return {
    slackUserId: textOf(row, "slack_user_id"),
    slackTeamId: textOf(row, "slack_team_id"),
    githubLogin: textOf(row, "github_login"),
    githubId: Number(textOf(row, "github_id")),
    linkedAt: textOf(row, "linked_at"),
    expiresAt: textOf(row, "expires_at"),
  };
}

function toAttempt(row: Row): LinkAttempt {
  return {
    slackUserId: textOf(row, "slack_user_id"),
    slackTeamId: textOf(row, "slack_team_id"),
    slackName: textOf(row, "slack_name"),
    expiresAt: textOf(row, "expires_at"),
  };
}
