import { z } from "zod";
import type { FailedEvent, InboundEvent } from "../domain/event.ts";
import type { Json } from "../domain/json.ts";
import { integerOf, textOf, type Row, type Sql } from "./database.ts";

/** A stored event and how it fares. */
export interface DeliveryRow {
  readonly event: InboundEvent;
  readonly state: "waiting" | "putAside" | "handled";
  /** The job whose turn counts; any other job of this event is left over from before a retry. */
  readonly jobId: string;
  /** Tries that ended in an error. */
  readonly attempts: number;
  readonly tellAttempts: number;
  readonly told: boolean;
  readonly error: string;
  /** When it was put aside: ISO 8601, UTC. */
  readonly settledAt: string;
}

const columns = `id, key, name, payload, received_at, state, job_id::text AS job_id, attempts, tell_attempts,
  coalesce(error, '') AS error, told_at IS NOT NULL AS told,
  coalesce(to_char(settled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '') AS settled_at`;

/** An event that is about to be stored, with the id of the job that will handle it. */
export interface NewDelivery {
  readonly event: InboundEvent;
  readonly payload: string;
  readonly jobId: string;
}

/** Stores those that are not known yet. Gives the ids of the events that were new. */
export async function insertDeliveries(
  sql: Sql,
  deliveries: readonly NewDelivery[],
): Promise<ReadonlySet<string>> {
  // In one order for every process: two batches that hold the same events would else wait for each other.
  const sorted = deliveries.toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1));
  const rows = await sql.query(
    `INSERT INTO causeway.deliveries (id, key, name, payload, received_at, job_id)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[])
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      sorted.map(({ event }) => event.id),
      sorted.map(({ event }) => event.key),
      sorted.map(({ event }) => event.name),
      sorted.map(({ payload }) => payload),
      sorted.map(({ event }) => event.receivedAt),
      sorted.map(({ jobId }) => jobId),
    ],
  );
  return new Set(rows.map((row) => textOf(row, "id")));
}

/** The rows of these events, by id. */
export async function readDeliveries(
  sql: Sql,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DeliveryRow>> {
  const rows = await sql.query(
    `SELECT ${columns} FROM causeway.deliveries WHERE id = ANY($1::text[])`,
    [ids],
  );
  return new Map(rows.map((row) => [textOf(row, "id"), toDelivery(row)]));
}

/** An event that was handled keeps its id, so that a repetition is known; its payload is not needed any more. */
export async function markHandled(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE causeway.deliveries SET state = 'handled', settled_at = now(), payload = 'null', error = NULL
     WHERE id = ANY($1::text[])`,
    [ids],
  );
}

export async function markFailedTry(
  sql: Sql,
  id: string,
  attempts: number,
  error: string,
): Promise<void> {
  await sql.query("UPDATE causeway.deliveries SET attempts = $2, error = $3 WHERE id = $1", [
    id,
    attempts,
    error,
  ]);
}

/** Puts an event aside and gives the row as it is then. */
export async function markPutAside(
  sql: Sql,
  id: string,
  attempts: number,
  error: string,
): Promise<DeliveryRow> {
  const rows = await sql.query(
    `UPDATE causeway.deliveries SET state = 'putAside', settled_at = now(), attempts = $2, error = $3,
       told_at = NULL, tell_attempts = 0
     WHERE id = $1 RETURNING ${columns}`,
    [id, attempts, error],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`The delivery ${id} is gone.`);
  return toDelivery(row);
}

export async function markTold(sql: Sql, id: string): Promise<void> {
  await sql.query("UPDATE causeway.deliveries SET told_at = now() WHERE id = $1", [id]);
}

/** Counts a telling that failed; the next one is the turn of `jobId`. */
export async function markNotTold(sql: Sql, id: string, jobId: string): Promise<void> {
  await sql.query(
    "UPDATE causeway.deliveries SET tell_attempts = tell_attempts + 1, job_id = $2 WHERE id = $1",
    [id, jobId],
  );
}

/** Makes a set-aside event wait again, for the job `jobId`. Gives its key; undefined when there is no such event. */
export async function markWaiting(
  sql: Sql,
  id: string,
  jobId: string,
): Promise<string | undefined> {
  const [row] = await sql.query(
    `UPDATE causeway.deliveries SET state = 'waiting', job_id = $2, attempts = 0, tell_attempts = 0,
       settled_at = NULL, told_at = NULL
     WHERE id = $1 AND state = 'putAside' RETURNING key`,
    [id, jobId],
  );
  return row === undefined ? undefined : textOf(row, "key");
}

export async function listPutAside(
  sql: Sql,
  limit: number,
  names?: readonly string[],
): Promise<readonly FailedEvent[]> {
  const rows = await sql.query(
    `SELECT ${columns} FROM causeway.deliveries
     WHERE state = 'putAside' AND ($2::text[] IS NULL OR name = ANY($2::text[]))
     ORDER BY deliveries.settled_at DESC, id DESC LIMIT $1`,
    [limit, names ?? null],
  );
  return rows.map((row) => toFailedEvent(toDelivery(row)));
}

/** The keys of the waiting events whose job is one of these. */
export async function keysOfJobs(
  sql: Sql,
  jobIds: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const rows = await sql.query(
    "SELECT key, job_id::text AS job_id FROM causeway.deliveries WHERE state = 'waiting'",
  );
  const wanted = rows.filter((row) => jobIds.has(textOf(row, "job_id")));
  return new Set(wanted.map((row) => textOf(row, "key")));
}

export async function countWaiting(sql: Sql): Promise<number> {
  const [row] = await sql.query(
    "SELECT count(*)::int AS waiting FROM causeway.deliveries WHERE state = 'waiting'",
  );
  return row === undefined ? 0 : integerOf(row, "waiting");
}

/** Forgets some of the events that were handled long ago. Gives how many; call again until it is less than `limit`. */
export async function forgetHandled(sql: Sql, days: number, limit: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM causeway.deliveries WHERE id IN (
       SELECT id FROM causeway.deliveries
       WHERE state = 'handled' AND settled_at < now() - $1::float8 * interval '1 day' LIMIT $2)
     RETURNING id`,
    [days, limit],
  );
  return rows.length;
}

export function toFailedEvent(row: DeliveryRow): FailedEvent {
  const { event, attempts, error, settledAt } = row;
  return { event, attempts, error, failedAt: settledAt };
}

const stateSchema = z.enum(["waiting", "putAside", "handled"]);

function toDelivery(row: Row): DeliveryRow {
  return {
    event: {
      id: textOf(row, "id"),
      key: textOf(row, "key"),
      name: textOf(row, "name"),
      payload: parseJson(textOf(row, "payload")),
      receivedAt: textOf(row, "received_at"),
    },
    state: stateSchema.parse(row["state"]),
    jobId: textOf(row, "job_id"),
    attempts: integerOf(row, "attempts"),
    tellAttempts: integerOf(row, "tell_attempts"),
    told: row["told"] === true,
    error: textOf(row, "error"),
    settledAt: textOf(row, "settled_at"),
  };
}

/** What JSON.parse returns is JSON; checking a megabyte of it again would hold up the loop. */
function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}
