import { readMoment } from "../calendar/time-zone.ts";
import type { EnvironmentRules, FreezeWindow } from "../domain/platform.ts";
import type { EnvironmentEntry } from "./environment-schema.ts";

const secondsOfUnit = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** `30m`, `2h`, `1d` in seconds. */
export function secondsOf(duration: string): number {
  const unit = (["s", "m", "h", "d"] as const).find((each) => duration.endsWith(each)) ?? "s";
  return Number.parseInt(duration, 10) * secondsOfUnit[unit];
}

/** One environment of a file in which no problem was found. */
export function toEnvironmentRules(entry: EnvironmentEntry): EnvironmentRules {
  const { name, approvals, approvers, requiredChecks, timeZone, autoPromote, hold } = entry;
  return {
    name,
    approvals,
    rollbackApprovals: entry.rollbackApprovals,
    ...(approvers === undefined ? {} : { approvers }),
    requiredChecks,
    timeZone,
    freeze: entry.freeze.flatMap((window) => toFreezeWindow(window, timeZone)),
    exceptions: entry.exceptions.flatMap(({ service, until, reason, by }) =>
      endOf(until, timeZone).map((end) => ({
        ...(service === undefined ? {} : { service }),
        until: end,
        reason,
        by,
      })),
    ),
    soakSeconds: secondsOf(entry.soak),
    ...(autoPromote === undefined
      ? {}
      : { autoPromote: { afterSeconds: secondsOf(autoPromote.after) } }),
    ...(hold === false ? {} : { hold: hold === true ? {} : { reason: hold } }),
  };
}

function toFreezeWindow(
  window: EnvironmentEntry["freeze"][number],
  environmentZone: string,
): readonly FreezeWindow[] {
  const { cron, duration, from, until, reason } = window;
  const timeZone = window.timeZone ?? environmentZone;
  const common = { timeZone, ...(reason === undefined ? {} : { reason }) };
  if (cron !== undefined && duration !== undefined)
    return [{ kind: "recurring", cron, durationSeconds: secondsOf(duration), ...common }];
  if (from === undefined || until === undefined) return [];
  const start = readMoment(from, timeZone);
  if (start.kind !== "moment") return [];
  return endOf(until, timeZone).map((end) => ({
    kind: "once",
    from: start.first.toISOString(),
    until: end,
    ...common,
  }));
}

/** Of an hour that comes twice the second one counts, so that a window or an exception does not end early. */
function endOf(until: string, timeZone: string): readonly string[] {
  const end = readMoment(until, timeZone);
  return end.kind === "moment" ? [end.last.toISOString()] : [];
}
