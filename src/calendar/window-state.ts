import type { Cron } from "croner";
import type { FreezeWindow } from "../domain/platform.ts";
import { readCron } from "./read-cron.ts";

/** Whether a window is open at a moment. */
export type WindowState =
  | {
      readonly kind: "open";
      /** The first moment at which it is closed. Absent: it starts again before it ends, for a year and more. */
      readonly until?: Date;
    }
  | {
      readonly kind: "closed";
      /** When it opens next. Absent: never again. */
      readonly opensAt?: Date;
    };

/**
 * Whether a freeze window is open. It holds from its first moment to the one before its end; windows of one cron
 * expression that touch or overlap are one.
 */
export function windowState(window: FreezeWindow, at: Date): WindowState {
  if (window.kind === "once") {
    const [from, until] = [new Date(window.from), new Date(window.until)];
    if (at >= until) return { kind: "closed" };
    return at >= from ? { kind: "open", until } : { kind: "closed", opensAt: from };
  }
  const read = readCron(window.cron, window.timeZone);
  if (read.kind === "broken") return { kind: "closed" };
  const duration = window.durationSeconds * 1_000;
  const start = lastStart(read.cron, at);
  if (start !== undefined && start.getTime() + duration > at.getTime())
    return endOfChain(read.cron, start, duration);
  const opensAt = read.cron.nextRun(at) ?? undefined;
  return opensAt === undefined ? { kind: "closed" } : { kind: "closed", opensAt };
}

const year = 366 * 86_400_000;

/** Enough for a day of windows that start every minute. What goes on for longer is looked at again when it gets there. */
const mostLinks = 1_500;

/** Follows windows that start before the one before them has ended. */
function endOfChain(cron: Cron, first: Date, duration: number): WindowState {
  let start = first;
  for (let link = 0; link < mostLinks; link += 1) {
    const end = new Date(start.getTime() + duration);
    if (end.getTime() - first.getTime() - duration > year) return { kind: "open" };
    const later = lastStart(cron, end);
    if (later === undefined || later <= start) return { kind: "open", until: end };
    start = later;
  }
  return { kind: "open", until: new Date(start.getTime() + duration) };
}

/** The last start at or before a moment. Croner's own answer is the last one before it. */
function lastStart(cron: Cron, at: Date): Date | undefined {
  return cron.previousRuns(1, new Date(at.getTime() + 1))[0];
}
