import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FreezeWindow } from "../../../src/domain/platform.ts";
import { mayPromote, nextMoment } from "../../../src/plan/environment-rules/may-promote.ts";
import type { PromotionFacts } from "../../../src/plan/environment-rules/promotion-facts.ts";
import { factsWith, hold, weekend } from "./facts.ts";

describe("the next moment to look again", () => {
  it.each<[what: string, facts: PromotionFacts, moment: string | undefined]>([
    ["nothing that time changes", factsWith({ rules: { approvals: 1 } }), undefined],
    ["a freeze that begins", factsWith({ rules: { freeze: [weekend] } }), "2026-11-27T15:00:00Z"],
    [
      "a freeze that ends",
      factsWith({ rules: { freeze: [weekend] }, facts: { now: "2026-11-28T00:00:00Z" } }),
      "2026-11-30T07:00:00Z",
    ],
    [
      "an exception that ends before the freeze",
      factsWith({
        rules: {
          freeze: [weekend],
          exceptions: [{ until: "2026-11-28T12:00:00Z", reason: "law", by: "Mona" }],
        },
        facts: { now: "2026-11-28T00:00:00Z" },
      }),
      "2026-11-28T12:00:00Z",
    ],
    ["a soak time", factsWith({ rules: { soakSeconds: 100_000 } }), "2026-11-26T15:46:40Z"],
    [
      "a hold by a person",
      factsWith({ facts: { holds: [hold({ until: "2026-11-26T18:00:00Z" })] } }),
      "2026-11-26T18:00:00Z",
    ],
    [
      "a hold that is over",
      factsWith({ facts: { holds: [hold({ until: "2026-11-26T11:00:00Z" })] } }),
      undefined,
    ],
    ["what is refused", factsWith({ facts: { from: "dev" } }), undefined],
  ])("is that of %s", (_what, facts, moment) => {
    expect(nextMoment(facts)).toEqual(moment === undefined ? undefined : new Date(moment));
  });

  const day = 86_400_000;
  const at = (from: string): fc.Arbitrary<string> =>
    fc
      .integer({ min: -3 * day, max: 3 * day })
      .map((by) => new Date(Date.parse(from) + by).toISOString());
  const change = fc.constantFrom("2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z");
  const window = (around: string): fc.Arbitrary<FreezeWindow> =>
    fc.oneof(
      fc.record({
        kind: fc.constant("recurring" as const),
        cron: fc.constantFrom("0 16 * * 5", "30 2 * * *", "0 22 * * *", "0 0 L * *"),
        durationSeconds: fc.integer({ min: 60, max: 20 * 3_600 }),
        timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "UTC"),
      }),
      fc.tuple(at(around), fc.integer({ min: 1, max: day })).map(([from, length]) => ({
        kind: "once" as const,
        from,
        until: new Date(Date.parse(from) + length).toISOString(),
        timeZone: "UTC",
      })),
    );
  const anyFacts = change.chain((around) =>
    fc
      .record({
        now: at(around),
        healthySince: at(around),
        soakSeconds: fc.integer({ min: 0, max: 2 * 86_400 }),
        freeze: fc.array(window(around), { maxLength: 2 }),
        exceptions: fc.array(at(around), { maxLength: 1 }),
        holds: fc.array(at(around), { maxLength: 1 }),
      })
      .map(({ now, healthySince, soakSeconds, freeze, exceptions, holds }) =>
        factsWith({
          facts: { now, healthySince, holds: holds.map((until) => hold({ until })) },
          rules: {
            soakSeconds,
            freeze,
            exceptions: exceptions.map((until) => ({ until, reason: "law", by: "Mona" })),
          },
        }),
      ),
  );

  it("is not later than the answer's first change", () => {
    fc.assert(
      fc.property(anyFacts, fc.double({ min: 0, max: 1, noNaN: true }), (facts, part) => {
        const now = Date.parse(facts.now);
        const next = nextMoment(facts)?.getTime() ?? now + 30 * day;
        const between = new Date(now + Math.floor((next - 1 - now) * part)).toISOString();
        const later = mayPromote({ ...facts, now: between });
        expect(later).toEqual(mayPromote(facts));
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it("leads from a wait with an end to exactly that end", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decision = mayPromote(facts);
        if (decision.kind !== "wait" || decision.until === undefined) return;
        let now = new Date(facts.now);
        while (mayPromote({ ...facts, now: now.toISOString() }).kind === "wait") {
          const next = nextMoment({ ...facts, now: now.toISOString() });
          if (next === undefined) throw new Error("it waits for nothing");
          now = next;
        }
        expect(now.toISOString()).toBe(decision.until);
      }),
      { numRuns: 150, seed: 6 },
    );
  });
});
