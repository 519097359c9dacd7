import type { EventHandler } from "../domain/ports/inbox.ts";
import type { Logger } from "../domain/ports/logger.ts";
import type { Database } from "./database.ts";
import { toFailedEvent, type DeliveryRow } from "./deliveries.ts";
import type { Claim, Queue } from "./queue.ts";
import { afterFailure, backoffSeconds, describeError, type RetryPolicy } from "./retry-policy.ts";
import { createSettlement } from "./settlement.ts";
import { whatToDo } from "./turn-decision.ts";
import { withTimeout } from "./with-timeout.ts";

export interface TurnsContext {
  readonly database: Database;
  readonly queue: Queue;
  readonly log: Logger;
  readonly handler: EventHandler;
  readonly options: { readonly retry: RetryPolicy; readonly handlerTimeoutMs: number };
}

/** Takes claimed jobs through their turn. */
export interface Turns {
  /** Resolves when the turn is over and written down. Never rejects. */
  take(claim: Claim, row: DeliveryRow | undefined): Promise<void>;
}

export function createTurns({ database, queue, log, handler, options }: TurnsContext): Turns {
  const settlement = createSettlement(database, queue, log);

  async function handle(claim: Claim, row: DeliveryRow): Promise<void> {
    try {
      await withTimeout(() => handler.handle(row.event), options.handlerTimeoutMs, row.event.name);
    } catch (error) {
      await failed(claim, row, error);
      return;
    }
    await settlement.handled(claim);
  }

  async function failed(claim: Claim, row: DeliveryRow, error: unknown): Promise<void> {
    const next = afterFailure(error, row.attempts, options.retry, Math.random());
    const text = describeError(error);
    const fields = { eventId: claim.eventId, attempts: next.attempts, error: text };
    if (next.kind === "putAside") {
      log.error(fields, "an event failed for good and is put aside");
      await putAside(claim, next.attempts, text);
      return;
    }
    log.warn({ ...fields, delaySeconds: next.delaySeconds }, "an event failed and is tried again");
    await settlement.tryAgain(claim, next.attempts, text, next.delaySeconds);
  }

  /** First the record, then the telling, then the key is freed: a crash in between leads to another telling. */
  async function putAside(claim: Claim, attempts: number, error: string): Promise<void> {
    const row = await settlement.putAside(claim, attempts, error);
    if (row !== undefined) await tell(claim, row);
  }

  async function tell(claim: Claim, row: DeliveryRow): Promise<void> {
    const failedEvent = toFailedEvent(row);
    try {
      await withTimeout(
        () => handler.onPutAside(failedEvent),
        options.handlerTimeoutMs,
        `telling that ${row.event.name} was put aside`,
      );
    } catch (error) {
      const tries = row.tellAttempts + 1;
      const again = tries < options.retry.maxAttempts;
      const fields = { eventId: claim.eventId, error: describeError(error), again };
      log.error(fields, "nobody could be told that an event was put aside");
      const delaySeconds = backoffSeconds(tries, options.retry, Math.random());
      await settlement.notTold(claim, row.event.key, again ? delaySeconds : undefined);
      return;
    }
    await settlement.told(claim);
  }

  return {
    take: async (claim, row) => {
      const todo = whatToDo(claim, row, options.retry);
      if (todo.kind === "handle") await handle(claim, todo.row);
      else if (todo.kind === "tell") await tell(claim, todo.row);
      else if (todo.kind === "putAside") await putAside(claim, todo.attempts, todo.error);
      else await settlement.leftOver(claim);
    },
  };
}
