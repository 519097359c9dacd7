import { describe, expect, it } from "vitest";
import type { FailedEvent } from "../../src/domain/event.ts";
import { selectRetries } from "../../src/plan/put-aside-retries.ts";

const now = new Date("2026-03-02T12:00:00Z");
const minutesAgo = (minutes: number): string =>
  new Date(now.getTime() - minutes * 60_000).toISOString();

function failed(event: {
  id?: string;
  name?: string;
  received: number;
  failed: number;
}): FailedEvent {
  const { id = "github:1", name = "issue.opened" } = event;
  return {
    event: { id, key: "issue/1", name, payload: {}, receivedAt: minutesAgo(event.received) },
    attempts: 8,
    error: "GitHub did not answer",
    failedAt: minutesAgo(event.failed),
  };
}

describe("which events that were put aside are tried again", () => {
  it.each([
    ["an issue, after half the time that it was tried", { received: 6, failed: 2 }, true],
    ["an issue that failed just now", { received: 6, failed: 1 }, false],
    ["an issue that has failed for a day, an hour later", { received: 1_500, failed: 60 }, false],
    ["an issue that has failed for a day, a night later", { received: 2_200, failed: 760 }, true],
    ["a pull request by hand", { name: "pullRequest.changed", received: 6, failed: 2 }, true],
    ["a request that was asked", { name: "request.asked", received: 6, failed: 2 }, true],
    ["what the sweep looks at anyway", { name: "request.advance", received: 6, failed: 2 }, false],
    ["an issue of last week", { received: 7 * 24 * 60, failed: 2 * 24 * 60 }, false],
  ])("%s: %o", (_what, event, isDue) => {
    expect(selectRetries([failed(event)], now)).toEqual(isDue ? ["github:1"] : []);
  });

  it("gives the oldest first", () => {
    const newer = failed({ id: "github:2", received: 6, failed: 2 });
    const older = failed({ id: "github:1", received: 9, failed: 3 });
    expect(selectRetries([newer, older], now)).toEqual(["github:1", "github:2"]);
  });
});
