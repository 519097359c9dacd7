import { expect, it } from "vitest";
import { durationBetween, durationInWords } from "../../src/report/duration.ts";

it.each([
  [0, "0 s"],
  [999, "0 s"],
  [-5_000, "0 s"],
  [38_000, "38 s"],
  [250_900, "4 min 10 s"],
  [240_000, "4 min"],
  [3_600_000, "1 h"],
  [3_900_000, "1 h 5 min"],
  [86_400_000 + 59_000, "1 d"],
  [2 * 86_400_000 + 3 * 3_600_000, "2 d 3 h"],
])("%d ms is %s", (milliseconds, words) => {
  expect(durationInWords(milliseconds)).toBe(words);
});

it("is unknown between times that can't be read", () => {
  expect(durationBetween("yesterday", "2026-03-02T12:00:00Z")).toBeUndefined();
});
