/** Whether there is a time zone of this name, as the IANA database and Intl know it: `Europe/Berlin`, `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What a date and time without an offset means in a time zone. */
export type LocalMoment =
  | {
      readonly kind: "moment";
      /** The first moment at which a clock there shows it. */
      readonly first: Date;
      /** The last one: another only in the hour that comes twice when summer time ends. */
      readonly last: Date;
    }
  /** A day or an hour that no calendar has: 30 February, 24:30. */
  | { readonly kind: "noSuchDate" }
  /** The clocks there go past it when summer time begins. */
  | { readonly kind: "skipped" };

const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads an ISO 8601 date and time. With an offset (`2026-12-23T18:00:00+01:00`, `…Z`) it is one moment; without, it is
 * what a clock in the time zone shows.
 */
export function readMoment(text: string, timeZone: string): LocalMoment {
  const [, year, month, day, hour, minute, second, offset] = form.exec(text) ?? [];
  const fields = [year, month, day, hour, minute, second ?? "0"].map(Number);
  const [y = Number.NaN, mo = 0, d = 0, h = 0, mi = 0, s = 0] = fields;
  const asUtc = new Date(Date.UTC(y, mo - 1, d, h, mi, s));
  const kept = [asUtc.getUTCMonth() + 1, asUtc.getUTCDate(), asUtc.getUTCHours()];
  if (Number.isNaN(asUtc.getTime()) || kept.join() !== [mo, d, h].join() || mi > 59 || s > 59)
    return { kind: "noSuchDate" };
  if (offset !== undefined) {
    const moment = new Date(`${text.slice(0, 16)}:${String(s).padStart(2, "0")}${offset}`);
    if (Number.isNaN(moment.getTime())) return { kind: "noSuchDate" };
    return { kind: "moment", first: moment, last: moment };
  }
  const moments = momentsAt(asUtc, timeZone);
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return { kind: "skipped" };
  return { kind: "moment", first, last };
}

/** All moments at which a clock in the zone shows what `asUtc` shows in UTC, in order: none, one or two. */
function momentsAt(asUtc: Date, timeZone: string): readonly Date[] {
  const day = 86_400_000;
  const around = [-day, day].map((by) => offsetAt(new Date(asUtc.getTime() + by), timeZone));
  return [...new Set(around)]
    .map((offset) => ({ offset, moment: new Date(asUtc.getTime() - offset) }))
    .filter(({ offset, moment }) => offsetAt(moment, timeZone) === offset)
    .map(({ moment }) => moment)
    .toSorted((a, b) => a.getTime() - b.getTime());
}

/** By how many milliseconds clocks in the zone are ahead of UTC. */
function offsetAt(moment: Date, timeZone: string): number {
  const part = partsAt(moment, { timeZone, timeZoneName: "longOffset" }).get("timeZoneName") ?? "";
  const [, sign, hours = "0", minutes = "0"] = /^GMT([+-])(\d{2}):(\d{2})/.exec(part) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/**
 * A moment as people in a time zone say it: `Mon 30 Nov 2026, 08:00 (Europe/Berlin)`. A part of a minute counts as a
 * whole one, so that it is not over before it is over.
 */
export function momentInWords(moment: Date, timeZone: string): string {
  const minute = new Date(Math.ceil(moment.getTime() / 60_000) * 60_000);
  const parts = partsAt(minute, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  const date = `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}`;
  return `${date}, ${part("hour")}:${part("minute")} (${timeZone})`;
}

function partsAt(
  moment: Date,
  options: Intl.DateTimeFormatOptions,
): ReadonlyMap<Intl.DateTimeFormatPartTypes, string> {
  const parts = new Intl.DateTimeFormat("en-US", options).formatToParts(moment);
  return new Map(parts.map(({ type, value }) => [type, value]));
}
