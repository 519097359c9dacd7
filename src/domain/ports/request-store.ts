import type { RepositoryRef } from "../repository.ts";
import type { RequestRecord } from "../request.ts";

/** The index of requests. It can be rebuilt from Git, GitHub and Slack. */
export interface RequestStore {
  /** Stores a new record unless its id is known already. Resolves to the record that is stored now. */
  create(
    record: RequestRecord,
  ): Promise<{ readonly record: RequestRecord; readonly created: boolean }>;
  /** Replaces a record whole. Only the worker that holds the request's key calls this. */
  save(record: RequestRecord): Promise<void>;
  find(id: string): Promise<RequestRecord | undefined>;
  findByIssue(repository: RepositoryRef, number: number): Promise<RequestRecord | undefined>;
  /** Requests that are not final, oldest first. */
  listUnfinished(): Promise<readonly RequestRecord[]>;
  /** The newest promotion or rollback of a service into an environment that was merged. */
  findLatestMove(service: string, environment: string): Promise<RequestRecord | undefined>;
  /** Unfinished requests that write this path. */
  findUnfinishedByPath(manifestPath: string): Promise<readonly RequestRecord[]>;
}
