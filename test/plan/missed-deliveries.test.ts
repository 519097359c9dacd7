import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HookDelivery } from "../../src/domain/ports/repository-host.ts";
import { selectRedeliveries } from "../../src/plan/missed-deliveries.ts";

const now = new Date("2026-11-24T12:00:00Z");

function delivery(id: string, guid: string, edits: Partial<HookDelivery> = {}): HookDelivery {
  const deliveredAt = "2026-11-24T11:00:00Z";
  return { id, guid, event: "issues", statusCode: 502, deliveredAt, redelivery: false, ...edits };
}

describe("which deliveries are asked for again", () => {
  const again = { redelivery: true };
  const later = { deliveredAt: "2026-11-24T11:30:00Z" };
  it.each<[string, HookDelivery[], string[]]>([
    ["one that failed", [delivery("1", "a")], ["1"]],
    ["one that met nobody", [delivery("1", "a", { statusCode: 0 })], ["1"]],
    ["none that succeeded", [delivery("1", "a", { statusCode: 200 })], []],
    [
      "none that succeeded later",
      [delivery("2", "a", { ...again, ...later, statusCode: 200 }), delivery("1", "a")],
      [],
    ],
    ["the newest attempt", [delivery("2", "a", { ...again, ...later }), delivery("1", "a")], ["2"]],
    ["the oldest event first", [delivery("2", "b", later), delivery("1", "a")], ["1", "2"]],
    [
      "none that was asked for three times",
      [
        delivery("1", "a"),
        delivery("2", "a", again),
        delivery("3", "a", again),
        delivery("4", "a", again),
      ],
      [],
    ],
    [
      "none older than three days",
      [delivery("1", "a", { deliveredAt: "2026-11-21T11:59:59Z" })],
      [],
    ],
  ])("%s", (_name, deliveries, expected) => {
    expect(selectRedeliveries(deliveries, now)).toEqual(expected);
  });

  it("are never two of one event, nor any of an event that got through", () => {
    const deliveries = fc.array(
      fc.record({
        id: fc.uuid(),
        guid: fc.constantFrom("a", "b", "c"),
        event: fc.constant("push"),
        statusCode: fc.constantFrom(0, 200, 202, 401, 500, 503),
        deliveredAt: fc
          .date({ min: new Date("2026-11-20T00:00:00Z"), max: now, noInvalidDate: true })
          .map((date) => date.toISOString()),
        redelivery: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(deliveries, (all) => {
        const chosen = selectRedeliveries(all, now).map(
          (id) => all.find((each) => each.id === id)?.guid,
        );
        expect(new Set(chosen).size).toBe(chosen.length);
        const done = all.filter(({ statusCode }) => statusCode >= 200 && statusCode < 300);
        for (const { guid } of done) expect(chosen).not.toContain(guid);
      }),
    );
  });
});
