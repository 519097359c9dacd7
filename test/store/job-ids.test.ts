import { array, assert, integer, property } from "fast-check";
import { expect, it } from "vitest";
import { createJobIds } from "../../src/store/job-ids.ts";

it("makes UUIDs of version 7", () => {
  const id = createJobIds(() => 0x0123456789ab)();
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("makes ids that sort as they were made, whatever the clock does", () => {
  const times = array(integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 50 });
  assert(
    property(times, (clock) => {
      const left = [...clock];
      const next = createJobIds(() => 1_700_000_000_000 + (left.shift() ?? 0));
      const ids = clock.map(() => next());
      expect(ids.toSorted()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});

it("keeps its order over more ids than one counter field holds", () => {
  const next = createJobIds(() => 1);
  const ids = Array.from({ length: 40_000 }, () => next());
  expect(ids.toSorted()).toEqual(ids);
});
