import { describe, expect, it } from "vitest";
import { mayPromote } from "../../../src/plan/environment-rules/may-promote.ts";
import { allowed, waits } from "./decisions.ts";
import { factsWith, hold, weekend, type Given } from "./facts.ts";

type Row = [what: string, given: Given, decision: object];

describe("holds", () => {
  it.each<Row>([
    [
      "in platform.yaml",
      { rules: { hold: {} } },
      waits("held", /^production is on hold\. .*removes "hold" from production/),
    ],
    [
      "with a reason",
      { rules: { hold: { reason: "moving" } } },
      waits("held", /on hold \(moving\)/),
    ],
    [
      "a freeze by a person",
      { facts: { holds: [hold({})] } },
      waits(
        "frozen",
        /^mona froze production \(incident 42\)\. \/platform unfreeze production lifts it\.$/,
      ),
    ],
    [
      "a freeze with an end",
      { facts: { holds: [hold({ until: "2026-11-26T18:00:00Z" })] } },
      waits("frozen", /froze production until Thu 26 Nov 2026, 19:00/, "2026-11-26T18:00:00.000Z"),
    ],
    ["one that is over", { facts: { holds: [hold({ until: "2026-11-26T12:00:00Z" })] } }, allowed],
    [
      "of this service",
      { facts: { holds: [hold({ service: "checkout" })] } },
      waits("frozen", /froze checkout in production/),
    ],
    ["of another service", { facts: { holds: [hold({ service: "cart" })] } }, allowed],
    ["of another environment", { facts: { holds: [hold({ environment: "staging" })] } }, allowed],
    [
      "after a rollback: not for people",
      { facts: { holds: [hold({ stops: "automatic" })] } },
      allowed,
    ],
    [
      "after a rollback: for what nobody asked for",
      {
        automatic: true,
        rules: { autoPromote: { afterSeconds: 0 } },
        facts: { holds: [hold({ stops: "automatic" })] },
      },
      waits(
        "held",
        /mona holds automatic promotions of production back \(incident 42\)\. \/unhold production/,
      ),
    ],
  ])("%s", (_what, given, decision) => {
    expect(mayPromote(factsWith(given))).toEqual(decision);
  });
});

describe("freeze windows", () => {
  const friday = { now: "2026-11-27T20:00:00.000Z" };
  const exception = { until: "2026-11-28T12:00:00.000Z", reason: "law", by: "Mona" };

  it.each<Row>([
    ["before it", { rules: { freeze: [weekend] } }, allowed],
    [
      "in it",
      { rules: { freeze: [weekend] }, facts: friday },
      waits(
        "frozen",
        /^production is frozen until Mon 30 Nov 2026, 08:00 \(Europe\/Berlin\) \(no changes at weekends\)\. The platform team can let checkout through earlier/,
        "2026-11-30T07:00:00.000Z",
      ),
    ],
    [
      "two that overlap: their common end, both reasons",
      {
        facts: friday,
        rules: {
          freeze: [
            weekend,
            {
              kind: "once",
              from: "2026-11-27T12:00:00.000Z",
              until: "2026-12-01T00:00:00.000Z",
              timeZone: "UTC",
              reason: "Black Friday",
            },
          ],
        },
      },
      waits(
        "frozen",
        /until Tue 1 Dec 2026, 01:00 .*\(no changes at weekends; Black Friday\)/,
        "2026-12-01T00:00:00.000Z",
      ),
    ],
    [
      "one that begins where the other ends",
      {
        facts: friday,
        rules: {
          freeze: [
            weekend,
            {
              kind: "once",
              from: "2026-11-30T07:00:00.000Z",
              until: "2026-12-01T00:00:00.000Z",
              timeZone: "UTC",
            },
          ],
        },
      },
      waits("frozen", /until Tue 1 Dec/, "2026-12-01T00:00:00.000Z"),
    ],
    [
      "an exception",
      { facts: friday, rules: { freeze: [weekend], exceptions: [exception] } },
      allowed,
    ],
    [
      "an exception for this service",
      {
        facts: friday,
        rules: { freeze: [weekend], exceptions: [{ ...exception, service: "checkout" }] },
      },
      allowed,
    ],
    [
      "an exception for another service",
      {
        facts: friday,
        rules: { freeze: [weekend], exceptions: [{ ...exception, service: "cart" }] },
      },
      waits("frozen", /frozen/, "2026-11-30T07:00:00.000Z"),
    ],
    [
      "an exception that is over",
      {
        facts: { now: exception.until },
        rules: { freeze: [weekend], exceptions: [exception] },
      },
      waits("frozen", /frozen/, "2026-11-30T07:00:00.000Z"),
    ],
    [
      "an exception does not lift a freeze by a person",
      {
        facts: { ...friday, holds: [hold({})] },
        rules: { freeze: [weekend], exceptions: [exception] },
      },
      waits("frozen", /^mona froze production/),
    ],
    [
      "a freeze without end",
      {
        facts: friday,
        rules: { freeze: [{ ...weekend, durationSeconds: 8 * 86_400 }] },
      },
      waits(
        "frozen",
        /frozen \(no changes at weekends\), and the freeze starts again before it ends/,
      ),
    ],
  ])("%s", (_what, given, decision) => {
    expect(mayPromote(factsWith(given))).toEqual(decision);
  });
});
