import { expect, it } from "vitest";
import { RateLimitedError, TerminalError } from "../../src/domain/errors.ts";
import { afterFailure, defaultRetryPolicy, describeError } from "../../src/store/retry-policy.ts";

const policy = { maxAttempts: 3, firstDelaySeconds: 1, maxDelaySeconds: 5, maxStarts: 9 };

it.each([
  ["the first error", new Error("x"), 0, { kind: "retry", attempts: 1, delaySeconds: 1.5 }],
  ["the second error", new Error("x"), 1, { kind: "retry", attempts: 2, delaySeconds: 3 }],
  ["the last error", new Error("x"), 2, { kind: "putAside", attempts: 3 }],
  ["what trying again can't help", new TerminalError("x"), 0, { kind: "putAside", attempts: 1 }],
  [
    "a rate limit",
    new RateLimitedError("x", 60),
    1,
    { kind: "retry", attempts: 1, delaySeconds: 60.5 },
  ],
  [
    "a rate limit at the last try",
    new RateLimitedError("x", 0),
    2,
    { kind: "retry", attempts: 2, delaySeconds: 0.5 },
  ],
  ["something that is no error", "just text", 0, { kind: "retry", attempts: 1, delaySeconds: 1.5 }],
] as const)("decides after %s", (_what, error, before, expected) => {
  expect(afterFailure(error, before, policy, 0.5)).toEqual(expected);
});

it.each([
  [0, 127],
  [1, 246],
])("tries eight times over some minutes by default (random %d)", (random, seconds) => {
  const all = Array.from({ length: 8 }, (_, failed) =>
    afterFailure(new Error("x"), failed, defaultRetryPolicy, random),
  );
  expect(all.map(({ kind }) => kind)).toEqual([...Array<string>(7).fill("retry"), "putAside"]);
  const waits = all.map((next) => (next.kind === "retry" ? next.delaySeconds : 0));
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(seconds);
});

it.each([
  [
    "an error with its causes",
    new Error("a", { cause: new Error("b", { cause: "c" }) }),
    "a: b: c",
  ],
  ["text that the database can't hold", new Error("a\0b\ud83d"), "a\uFFFDb\uFFFD"],
  ["very long text", new Error("x".repeat(5_000)), "x".repeat(2_000)],
  ["nothing", undefined, "undefined"],
])("describes %s", (_what, error, expected) => {
  expect(describeError(error)).toBe(expected);
});
