import { Cron } from "croner";

export type ReadCron =
  | { readonly kind: "cron"; readonly cron: Cron }
  /** Why it can't be read, as the end of a sentence. */
  | { readonly kind: "broken"; readonly reason: string };

/**
 * Reads a cron expression of five fields (crontab(5), with the names of months and days, and `L`, `W` and `#` as
 * Croner has them) in a time zone. A time that the clocks skip counts at the moment after the gap; one that comes twice
 * counts once, unless the expression matches every hour.
 */
export function readCron(expression: string, timeZone: string): ReadCron {
  if (expression.trim().split(/\s+/).length !== 5) return { kind: "broken", reason: "five fields" };
  try {
    const cron = new Cron(expression, { mode: "5-part", paused: true, timezone: timeZone });
    return { kind: "cron", cron };
  } catch (error) {
    const text = error instanceof Error ? error.message : "it can't be read";
    return { kind: "broken", reason: text.replace(/^Cron\w*: /, "").replace(/\.$/, "") };
  }
}
