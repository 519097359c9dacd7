import type { RequestStore } from "../domain/ports/request-store.ts";
import { repositoryName, type RepositoryRef } from "../domain/repository.ts";
import { isFinal, type RequestRecord } from "../domain/request.ts";
import { textOf, type Database, type Row } from "./database.ts";
import { requestRecordSchema, requestStates } from "./request-record-schema.ts";

const unfinishedStates = requestStates.filter((state) => !isFinal(state));

/** The index of requests on a database that has its schema. */
export function createRequestStore(database: Database): RequestStore {
  async function select(
    condition: string,
    values: readonly unknown[],
  ): Promise<readonly RequestRecord[]> {
    const rows = await database.query(
      `SELECT id, record FROM causeway.requests WHERE ${condition} ORDER BY created_at, id`,
      values,
    );
    return rows.map(toRecord);
  }

  async function find(id: string): Promise<RequestRecord | undefined> {
    return (await select("id = $1", [id]))[0];
  }

  return {
    create: async (record) => {
      const inserted = await database.query(
        `INSERT INTO causeway.requests
           (id, state, issue_repository, issue_number, pull_request_number, manifest_path, service, environment, record)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING RETURNING id`,
        valuesOf(record),
      );
      if (inserted.length > 0) return { record, created: true };
      const stored = await find(record.request.id);
      if (stored === undefined) throw new Error(`The request ${record.request.id} vanished.`);
      return { record: stored, created: false };
    },
    save: async (record) => {
      const updated = await database.query(
        `UPDATE causeway.requests SET state = $2, issue_repository = $3, issue_number = $4,
           pull_request_number = $5, manifest_path = $6, service = $7, environment = $8, record = $9,
           updated_at = now()
         WHERE id = $1 RETURNING id`,
        valuesOf(record),
      );
      if (updated.length > 0) return;
      throw new Error(
        `The request ${record.request.id} can't be saved: the database does not know it. Create it first.`,
      );
    },
    find,
    findByIssue: async (repository, number) =>
      (
        await select("issue_repository = $1 AND issue_number = $2", [issueKey(repository), number])
      )[0],
    listUnfinished: () => select("state = ANY($1::text[])", [unfinishedStates]),
    findLatestMove: async (service, environment) => {
      const moved = await select("service = $1 AND environment = $2 AND state = ANY($3::text[])", [
        storable(service),
        storable(environment),
        ["merged", "ready", "failed"],
      ]);
      return moved.at(-1);
    },
    findUnfinishedByPath: (manifestPath) =>
      select("manifest_path = $1 AND state = ANY($2::text[])", [
        storable(manifestPath),
        unfinishedStates,
      ]),
  };
}

function valuesOf(record: RequestRecord): readonly unknown[] {
  const { request, thread, state, pullRequest, manifestPath } = record;
  const issue = thread.surface === "issue" ? thread : undefined;
  return [
    request.id,
    state,
    issue === undefined ? null : issueKey(issue.repository),
    issue?.number ?? null,
    pullRequest?.number ?? null,
    manifestPath === undefined ? null : storable(manifestPath),
    request.kind === "provision" ? null : storable(request.service),
    request.kind === "provision" ? null : storable(request.environment),
    JSON.stringify(record),
  ];
}

/** GitHub's names are the same in any case. */
function issueKey(repository: RepositoryRef): string {
  return repositoryName(repository).toLowerCase();
}

/** A path is only compared: what PostgreSQL's text can't hold is replaced on both sides. */
function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}

function toRecord(row: Row): RequestRecord {
  const id = textOf(row, "id");
  const parsed = requestRecordSchema.safeParse(parseJson(textOf(row, "record")));
  if (parsed.success) return parsed.data;
  const found = parsed.error.issues
    .map(({ path, message }) => `${path.join(".") || "record"}: ${message}`)
    .join("; ");
  throw new Error(
    `The row of request ${id} in causeway.requests is not a request record (${found}). ` +
      "It was changed by hand or written by another version; delete it, and it is made anew from what GitHub and Slack know.",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
