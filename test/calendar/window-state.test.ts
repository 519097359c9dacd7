import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCron } from "../../src/calendar/read-cron.ts";
import { windowState } from "../../src/calendar/window-state.ts";
import type { FreezeWindow } from "../../src/domain/platform.ts";

type Recurring = Extract<FreezeWindow, { kind: "recurring" }>;

const hour = 3_600;

function recurring(cron: string, durationSeconds: number, timeZone = "Europe/Berlin"): Recurring {
  return { kind: "recurring", cron, durationSeconds, timeZone };
}

const weekend = recurring("0 16 * * 5", 64 * hour);

describe("a window that comes again and again", () => {
  it.each<[what: string, window: Recurring, at: string, open: string | false]>([
    ["before Friday 16:00", weekend, "2026-11-27T14:59:59.999Z", false],
    ["at Friday 16:00", weekend, "2026-11-27T15:00:00Z", "2026-11-30T07:00:00Z"],
    ["on Sunday", weekend, "2026-11-29T12:00:00Z", "2026-11-30T07:00:00Z"],
    ["just before its end", weekend, "2026-11-30T06:59:59.999Z", "2026-11-30T07:00:00Z"],
    ["at its end", weekend, "2026-11-30T07:00:00Z", false],
    // 64 hours are 64 hours: by the clock an hour later in spring, an hour earlier in autumn.
    ["when summer time begins", weekend, "2026-03-29T12:00:00Z", "2026-03-30T07:00:00Z"],
    ["when summer time ends", weekend, "2026-10-25T12:00:00Z", "2026-10-26T06:00:00Z"],
    [
      "over midnight",
      recurring("0 22 * * *", 8 * hour),
      "2026-11-26T02:00:00Z",
      "2026-11-26T05:00:00Z",
    ],
    [
      "over the end of a month",
      recurring("0 0 L * *", 36 * hour),
      "2026-12-01T10:59:00Z",
      "2026-12-01T11:00:00Z",
    ],
    [
      "on a leap day",
      recurring("0 0 29 2 *", 24 * hour, "UTC"),
      "2028-02-29T12:00:00Z",
      "2028-03-01T00:00:00Z",
    ],
    [
      "in a year without one",
      recurring("0 0 29 2 *", 24 * hour, "UTC"),
      "2027-03-01T12:00:00Z",
      false,
    ],
    [
      "at a start that the clocks skip, after the gap",
      recurring("30 2 * * *", hour),
      "2026-03-29T01:59:00Z",
      "2026-03-29T02:00:00Z",
    ],
    [
      "at a start that comes twice, only the first time",
      recurring("30 2 * * *", hour / 2),
      "2026-10-25T01:30:00Z",
      false,
    ],
    [
      "that touch: as one",
      recurring("0 * * * 5", hour, "UTC"),
      "2026-11-27T10:30:00Z",
      "2026-11-28T00:00:00Z",
    ],
  ])("%s", (_what, window, at, open) => {
    const state = windowState(window, new Date(at));
    expect(state).toMatchObject(
      open === false ? { kind: "closed" } : { kind: "open", until: new Date(open) },
    );
  });

  it("has no end when it starts again before it ends", () => {
    const state = windowState(recurring("0 0 * * 5", 8 * 24 * hour), new Date("2026-11-27T00:00Z"));
    expect(state).toEqual({ kind: "open" });
  });

  it("says when it opens next", () => {
    expect(windowState(weekend, new Date("2026-11-30T07:00:00Z"))).toEqual({
      kind: "closed",
      opensAt: new Date("2026-12-04T15:00:00Z"),
    });
  });

  const crons = ["0 16 * * 5", "30 2 * * *", "0 */6 * * *", "0 0 L * *", "15 1-3 * 3,10 0"];
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"];
  const anyWindow = fc
    .tuple(
      fc.constantFrom(...crons),
      fc.integer({ min: 1, max: 100 * 60 }),
      fc.constantFrom(...zones),
    )
    .map(([cron, minutes, zone]) => recurring(cron, minutes * 60, zone));
  /** Moments around the changes of clocks, and any other. */
  const moment = fc
    .tuple(
      fc.constantFrom("2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2028-02-29"),
      fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }),
    )
    .map(([day, minutes]) => new Date(Date.parse(`${day}T01:00:00Z`) + minutes * 60_000));

  it("is open exactly when it has started within its duration", () => {
    fc.assert(
      fc.property(anyWindow, moment, (window, at) => {
        const read = readCron(window.cron, window.timeZone);
        if (read.kind === "broken") throw new Error(read.reason);
        const earliest = new Date(at.getTime() - window.durationSeconds * 1_000);
        const start = read.cron.nextRun(earliest);
        const open = start !== null && start <= at;
        const state = windowState(window, at);
        expect(state.kind).toBe(open ? "open" : "closed");
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it("is open until its end, and closed there and until it opens", () => {
    fc.assert(
      fc.property(
        anyWindow,
        moment,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (window, at, part) => {
          const state = windowState(window, at);
          const change = state.kind === "open" ? state.until : state.opensAt;
          if (change === undefined) return;
          const between = new Date(
            at.getTime() + Math.floor((change.getTime() - 1 - at.getTime()) * part),
          );
          expect(windowState(window, between)).toEqual(state);
          expect(windowState(window, change).kind).not.toBe(state.kind);
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });
});

describe("a window that is there once", () => {
  const christmas: FreezeWindow = {
    kind: "once",
    from: "2026-12-23T17:00:00.000Z",
    until: "2027-01-04T07:00:00.000Z",
    timeZone: "Europe/Berlin",
  };

  it.each<[at: string, state: object]>([
    ["2026-12-23T16:59:59.999Z", { kind: "closed", opensAt: new Date(christmas.from) }],
    ["2026-12-23T17:00:00.000Z", { kind: "open", until: new Date(christmas.until) }],
    ["2027-01-04T06:59:59.999Z", { kind: "open", until: new Date(christmas.until) }],
    ["2027-01-04T07:00:00.000Z", { kind: "closed" }],
  ])("at %s", (at, state) => {
    expect(windowState(christmas, new Date(at))).toEqual(state);
  });
});
