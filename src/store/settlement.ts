import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { createBatcher } from "./batcher.ts";
import type { Database } from "./database.ts";
import {
  markFailedTry,
  markHandled,
  markNotTold,
  markPutAside,
  markTold,
  type DeliveryRow,
} from "./deliveries.ts";
import type { Claim, Queue } from "./queue.ts";

/** The waits between attempts to write down how a turn ended, while the database is gone: about a minute. */
const delaysMs = [100, 300, 1_000, 3_000, 5_000, 10_000, 20_000, 20_000];

/**
 * Writes down how turns ended: the event's row and its job in one transaction. A claim that was lost changes nothing:
 * whoever has it now writes down how it ends. Nothing here rejects; what could not be written lapses and is handled
 * again.
 */
export interface Settlement {
  handled(claim: Claim): Promise<void>;
  tryAgain(claim: Claim, attempts: number, error: string, delaySeconds: number): Promise<void>;
  /** The key stays held, so that the telling is still part of the event's turn. Undefined when the claim was lost. */
  putAside(claim: Claim, attempts: number, error: string): Promise<DeliveryRow | undefined>;
  told(claim: Claim): Promise<void>;
  /** Frees the key all the same. With a delay, a later turn on the same key tells it again. */
  notTold(claim: Claim, key: string, delaySeconds: number | undefined): Promise<void>;
  leftOver(claim: Claim): Promise<void>;
}

export function createSettlement(database: Database, queue: Queue, log: Logger): Settlement {
  /** Many events end at the same time when work is short: one transaction for all of them. */
  const batcher = createBatcher(
    (claims: readonly Claim[]) => writeHandled(database, queue, claims),
    { items: 100, size: 100 },
  );

  async function write<T>(claim: Claim, work: () => Promise<T>): Promise<T | undefined> {
    const { eventId } = claim;
    for (const delayMs of delaysMs) {
      try {
        return await work();
      } catch (error) {
        const fields = { eventId, error: errorMessage(error) };
        log.warn(fields, "how an event went can't be written down now");
        await delay(delayMs, undefined, { ref: false });
      }
    }
    log.error({ eventId }, "how an event went was not written down; it is handled again");
    return undefined;
  }

  return {
    handled: async (claim) => {
      await write(claim, () => batcher.add(claim));
    },
    tryAgain: (claim, attempts, error, delaySeconds) =>
      write(claim, () =>
        database.transaction(async (sql) => {
          if (!(await queue.delay(sql, claim, delaySeconds))) return;
          await markFailedTry(sql, claim.eventId, attempts, error);
        }),
      ),
    putAside: (claim, attempts, error) =>
      write(claim, () =>
        database.transaction(async (sql) => {
          if (!(await queue.hold(sql, claim))) return undefined;
          return markPutAside(sql, claim.eventId, attempts, error);
        }),
      ),
    told: (claim) =>
      write(claim, () =>
        database.transaction(async (sql) => {
          const ours = await queue.drop(sql, [claim]);
          if (ours.size > 0) await markTold(sql, claim.eventId);
        }),
      ),
    notTold: (claim, key, delaySeconds) =>
      write(claim, () =>
        database.transaction(async (sql) => {
          const ours = await queue.drop(sql, [claim]);
          if (ours.size === 0) return;
          const jobId = queue.nextJobId();
          await markNotTold(sql, claim.eventId, jobId);
          if (delaySeconds === undefined) return;
          await queue.push(sql, [{ jobId, eventId: claim.eventId, key, delaySeconds }]);
        }),
      ),
    leftOver: async (claim) => {
      await write(claim, () => database.transaction((sql) => queue.drop(sql, [claim])));
    },
  };
}

async function writeHandled(
  database: Database,
  queue: Queue,
  claims: readonly Claim[],
): Promise<readonly Claim[]> {
  await database.transaction(async (sql) => {
    const ours = await queue.drop(sql, claims);
    const ids = claims.filter(({ jobId }) => ours.has(jobId)).map(({ eventId }) => eventId);
    if (ids.length > 0) await markHandled(sql, ids);
  });
  return claims;
}
