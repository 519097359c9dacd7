import { z } from "zod";
import type { Hold, Holds } from "../domain/ports/holds.ts";
import { textOf, type Database, type Row } from "./database.ts";

const holdSchema = z.object({
  id: z.string(),
  environment: z.string(),
  service: z.string().exactOptional(),
  stops: z.enum(["everything", "automatic"]),
  by: z.string(),
  reason: z.string(),
  since: z.string(),
  until: z.string().exactOptional(),
}) satisfies z.ZodType<Hold>;

/** What people stopped by hand, on a database that has its schema. */
export function createHolds(database: Database): Holds {
  return {
    list: async (now) => {
      const rows = await database.query(
        "SELECT hold FROM causeway.holds WHERE until IS NULL OR until > $1::timestamptz ORDER BY since, id",
        [now.toISOString()],
      );
      return rows.map(toHold);
    },
    add: async (hold) => {
      await database.query(
        `INSERT INTO causeway.holds (id, environment, service, since, until, hold)
         VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz, $6) ON CONFLICT (id) DO NOTHING`,
        [
          hold.id,
          hold.environment,
          hold.service ?? null,
          hold.since,
          hold.until ?? null,
          JSON.stringify(hold),
        ],
      );
    },
    lift: async (environment, service) => {
      const rows = await database.query(
        `DELETE FROM causeway.holds
         WHERE environment = $1 AND ($2::text IS NULL OR service = $2) RETURNING hold`,
        [environment, service ?? null],
      );
      return rows.map(toHold);
    },
  };
}

function toHold(row: Row): Hold {
  return holdSchema.parse(JSON.parse(textOf(row, "hold")));
}
