import { readCron } from "../calendar/read-cron.ts";
import { isTimeZone, readMoment } from "../calendar/time-zone.ts";
import { windowState } from "../calendar/window-state.ts";
import { valueAt, type Json } from "../domain/json.ts";
import type { Problem } from "../domain/location.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { mostEnvironments, windowDuration } from "./environment-schema.ts";
import { secondsOf } from "./environment-rules.ts";
import { show, type Source } from "./schema-problems.ts";
import { listAt } from "./values-at.ts";

type Path = readonly (string | number)[];

/** To look into a calendar takes time: a hostile file must not make thousands of looks. */
const mostWindows = 60;

/**
 * What the schema can't see in the rules of environments: time zones, days and hours that there are not, windows that
 * never open or never end, and keys that say nothing without another.
 */
export function findEnvironmentProblems(source: Source): readonly Problem[] {
  const environments = listAt(source.document.value, "environments").slice(0, mostEnvironments);
  const windows = environments.flatMap((environment, index) =>
    listAt(environment, "freeze").map((window, at): WindowAt => {
      const path: Path = ["environments", index, "freeze", at];
      return { window, path, timeZone: textAt(window, "timeZone") ?? zoneOf(environment) };
    }),
  );
  const tooMany = windows[mostWindows];
  const surplus = tooMany === undefined ? [] : [tooManyWindows(tooMany, source)];
  return [
    ...environments.flatMap((environment, index) =>
      environmentProblems(environment, ["environments", index], source),
    ),
    ...windows.slice(0, mostWindows).flatMap((each) => windowProblems(each, source)),
    ...surplus,
  ];
}

interface WindowAt {
  readonly window: Json;
  readonly path: Path;
  readonly timeZone: string;
}

function tooManyWindows({ path }: WindowAt, { document }: Source): Problem {
  const message = `The file has more than ${mostWindows} freeze windows in all. Join some of them.`;
  return { location: document.locate(path), message };
}

function environmentProblems(environment: Json, path: Path, source: Source): readonly Problem[] {
  const zone = zoneOf(environment);
  const exceptions = listAt(environment, "exceptions").flatMap((each, at) =>
    momentProblems(each, "until", { path: [...path, "exceptions", at], timeZone: zone }, source),
  );
  return [
    ...zoneProblems(environment, path, source),
    ...idleApprovers(environment, path, source),
    ...idleExceptions(environment, path, source),
    ...exceptions,
  ];
}

function idleApprovers(environment: Json, path: Path, { document }: Source): readonly Problem[] {
  const approvals = valueAt(environment, ["approvals"]) ?? 0;
  if (textAt(environment, "approvers") === undefined || approvals !== 0) return [];
  const message = `"approvers" does nothing while this environment needs no approvals. Add "approvals: 1", or remove "approvers".`;
  return [{ location: document.locateKey([...path, "approvers"]), message }];
}

function idleExceptions(environment: Json, path: Path, { document }: Source): readonly Problem[] {
  if (listAt(environment, "exceptions").length === 0) return [];
  if (listAt(environment, "freeze").length > 0) return [];
  const message = `"exceptions" does nothing while this environment has no "freeze". Remove it, or add the windows that it is an exception to.`;
  return [{ location: document.locateKey([...path, "exceptions"]), message }];
}

function zoneProblems(value: Json, path: Path, { document }: Source): readonly Problem[] {
  const zone = textAt(value, "timeZone");
  if (zone === undefined || !isZoneForm(zone) || isTimeZone(zone)) return [];
  const near = nearestName(zone, Intl.supportedValuesOf("timeZone"));
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  const message = `There is no time zone "${show(zone)}".${hint} It is a name of the IANA database, such as Europe/Berlin or UTC.`;
  return [{ location: document.locate([...path, "timeZone"]), message }];
}

function windowProblems(each: WindowAt, source: Source): readonly Problem[] {
  const { window, path } = each;
  const recurring = ["cron", "duration"].filter((key) => has(window, key));
  const once = ["from", "until"].filter((key) => has(window, key));
  const zone = zoneProblems(window, path, source);
  if (recurring.length > 0 && once.length > 0) {
    const message = `A window has cron and duration, or from and until: this one has ${[...recurring, ...once].join(", ")}. Make two windows of it, or remove the keys that are not meant.`;
    return [...zone, problemAt(path, source, message)];
  }
  const pair = recurring.length > 0 ? ["cron", "duration"] : ["from", "until"];
  const missing = pair.find((key) => !has(window, key));
  if (recurring.length + once.length === 0) {
    const message =
      'A window needs cron and duration, such as {cron: "0 16 * * 5", duration: 64h}, or from and until, such as {from: 2026-12-23T18:00, until: 2027-01-04T08:00}.';
    return [...zone, problemAt(path, source, message)];
  }
  if (missing !== undefined) {
    const there = pair.find((key) => key !== missing) ?? "";
    const message = `A window with "${there}" needs "${missing}" too.`;
    return [...zone, problemAt([...path, there], source, message)];
  }
  const inTime = recurring.length > 0 ? cronProblems(each, source) : onceProblems(each, source);
  return [...zone, ...inTime];
}

function cronProblems({ window, path, timeZone }: WindowAt, source: Source): readonly Problem[] {
  const cron = textAt(window, "cron");
  const duration = textAt(window, "duration");
  if (cron === undefined || !isTimeZone(timeZone)) return [];
  const read = readCron(cron, timeZone);
  const location = source.document.locate([...path, "cron"]);
  // Where there are not five fields, the schema has said so.
  if (read.kind === "broken")
    return cron.trim().split(/\s+/).length === 5
      ? [{ location, message: unread(cron, read.reason) }]
      : [];
  if (read.cron.nextRun(reference) === null) {
    const message = `"${show(cron)}" never comes: there is no such day. Mend the day or the month.`;
    return [{ location, message }];
  }
  if (duration === undefined || !windowDuration.test(duration)) return [];
  const durationSeconds = secondsOf(duration);
  // Shorter ones that never end start more than once a day: people see that. To prove it would take many looks.
  if (durationSeconds < 86_400) return [];
  const state = windowState({ kind: "recurring", cron, durationSeconds, timeZone }, reference);
  const opened =
    state.kind === "closed" && state.opensAt !== undefined
      ? windowState({ kind: "recurring", cron, durationSeconds, timeZone }, state.opensAt)
      : state;
  if (opened.kind === "closed" || opened.until !== undefined) return [];
  const message = `This freeze never ends: it starts again before its ${duration} are over. Shorten "duration", or use "hold" if nothing may ever go there.`;
  return [problemAt([...path, "duration"], source, message)];
}

/** Any moment would do: what is looked for is the same in every year. */
const reference = new Date("2026-01-01T00:00:00Z");

function unread(cron: string, reason: string): string {
  return `"${show(cron)}" is not a time that cron knows: ${reason}. The fields are minute, hour, day of month, month, day of week; "0 16 * * 5" is Fridays at 16:00.`;
}

function onceProblems(each: WindowAt, source: Source): readonly Problem[] {
  const problems = ["from", "until"].flatMap((key) =>
    momentProblems(each.window, key, each, source),
  );
  if (problems.length > 0 || !isTimeZone(each.timeZone)) return problems;
  const [from, until] = ["from", "until"].map((key) =>
    readMoment(textAt(each.window, key) ?? "", each.timeZone),
  );
  if (from?.kind !== "moment" || until?.kind !== "moment" || from.first < until.last) return [];
  const message = `This window ends before it starts: "until" must be later than "from".`;
  return [problemAt([...each.path, "until"], source, message)];
}

function momentProblems(
  value: Json,
  key: string,
  { path, timeZone }: Pick<WindowAt, "path" | "timeZone">,
  source: Source,
): readonly Problem[] {
  const text = textAt(value, key);
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return [];
  if (!isTimeZone(timeZone)) return [];
  const { kind } = readMoment(text, timeZone);
  if (kind === "moment") return [];
  const message =
    kind === "skipped"
      ? `${show(text)} does not exist in ${timeZone}: the clocks are put forward past it. Take an hour later or earlier.`
      : `There is no ${show(text)} in the calendar. Mend the day.`;
  return [problemAt([...path, key], source, message)];
}

function problemAt(path: Path, { document }: Source, message: string): Problem {
  const place = document.locate(path);
  const oneLine = { ...place, endLine: place.startLine, endColumn: place.startColumn + 1 };
  return { location: place.startLine === place.endLine ? place : oneLine, message };
}

function zoneOf(environment: Json): string {
  return textAt(environment, "timeZone") ?? "UTC";
}

function isZoneForm(zone: string): boolean {
  return zone.length <= 100 && /^[A-Za-z]/.test(zone);
}

function has(value: Json, key: string): boolean {
  return valueAt(value, [key]) !== undefined;
}

function textAt(value: Json, key: string): string | undefined {
  const found = valueAt(value, [key]);
  return typeof found === "string" ? found : undefined;
}
