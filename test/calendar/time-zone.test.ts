import { describe, expect, it } from "vitest";
import { isTimeZone, momentInWords, readMoment } from "../../src/calendar/time-zone.ts";

describe("a date and time in a time zone", () => {
  it.each<[text: string, zone: string, first: string, last: string]>([
    ["2026-12-23T18:00", "Europe/Berlin", "2026-12-23T17:00:00Z", "2026-12-23T17:00:00Z"],
    ["2026-06-23T18:00:30", "Europe/Berlin", "2026-06-23T16:00:30Z", "2026-06-23T16:00:30Z"],
    ["2026-12-23T18:00", "UTC", "2026-12-23T18:00:00Z", "2026-12-23T18:00:00Z"],
    ["2026-12-23T18:00", "Asia/Kolkata", "2026-12-23T12:30:00Z", "2026-12-23T12:30:00Z"],
    ["2026-12-23T18:00+02:00", "Asia/Kolkata", "2026-12-23T16:00:00Z", "2026-12-23T16:00:00Z"],
    ["2026-12-23T18:00:09Z", "Asia/Kolkata", "2026-12-23T18:00:09Z", "2026-12-23T18:00:09Z"],
    // The hour that comes twice, and its neighbours.
    ["2026-10-25T02:00", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"],
    ["2026-10-25T01:59", "Europe/Berlin", "2026-10-24T23:59:00Z", "2026-10-24T23:59:00Z"],
    ["2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"],
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
    // Lord Howe's clocks change by half an hour.
    ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"],
    ["2028-02-29T00:00", "Europe/Berlin", "2028-02-28T23:00:00Z", "2028-02-28T23:00:00Z"],
  ])("reads %s in %s", (text, zone, first, last) => {
    expect(readMoment(text, zone)).toEqual({
      kind: "moment",
      first: new Date(first),
      last: new Date(last),
    });
  });

  it.each([
    ["2026-03-29T02:30", "Europe/Berlin", "skipped"],
    ["2026-03-08T02:00", "America/New_York", "skipped"],
    ["2026-03-29T02:30", "UTC", "moment"],
    ["2026-02-29T12:00", "UTC", "noSuchDate"],
    ["2026-11-31T12:00", "UTC", "noSuchDate"],
    ["2026-11-30T24:00", "UTC", "noSuchDate"],
    ["2026-11-30T12:60", "UTC", "noSuchDate"],
    ["tomorrow", "UTC", "noSuchDate"],
  ])("says of %s in %s: %s", (text, zone, kind) => {
    expect(readMoment(text, zone).kind).toBe(kind);
  });
});

describe("a moment in words", () => {
  it.each([
    ["2026-11-30T07:00:00Z", "Europe/Berlin", "Mon 30 Nov 2026, 08:00 (Europe/Berlin)"],
    ["2026-06-30T22:00:00Z", "Europe/Berlin", "Wed 1 Jul 2026, 00:00 (Europe/Berlin)"],
    ["2026-09-01T00:00:00Z", "America/New_York", "Mon 31 Aug 2026, 20:00 (America/New_York)"],
    ["2026-12-31T23:59:00.001Z", "UTC", "Fri 1 Jan 2027, 00:00 (UTC)"],
  ])("tells %s in %s", (moment, zone, words) => {
    expect(momentInWords(new Date(moment), zone)).toBe(words);
  });
});

it.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["Mars/Olympus", false],
  ["", false],
])("knows whether %j is a time zone: %s", (name, known) => {
  expect(isTimeZone(name)).toBe(known);
});
