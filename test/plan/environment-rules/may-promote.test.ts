import { describe, expect, it } from "vitest";
import { mayPromote, promotionWaits } from "../../../src/plan/environment-rules/may-promote.ts";
import { allowed, refused, waits } from "./decisions.ts";
import { factsWith, hold, weekend, type Given } from "./facts.ts";

type Row = [what: string, given: Given, decision: object];

describe("the order of environments", () => {
  it.each<Row>([
    ["from the one before", {}, allowed],
    [
      "past one",
      { facts: { from: "dev" } },
      refused(
        "outOfOrder",
        /Only what runs in staging is promoted to production, not what runs in dev\. The order is: dev, staging, production/,
      ),
    ],
    [
      "backwards",
      { facts: { from: "production", to: "staging" } },
      refused("outOfOrder", /runs in dev/),
    ],
    [
      "to itself",
      { facts: { from: "production" } },
      refused("outOfOrder", /not what runs in production/),
    ],
    [
      "into the first",
      { facts: { from: "dev", to: "dev" } },
      refused("outOfOrder", /dev is the first/),
    ],
    [
      "to one that there is not",
      { facts: { to: "prodution" } },
      refused(
        "environmentUnknown",
        /no environment "prodution"\. Did you mean production\?.*dev, staging/,
      ),
    ],
    [
      "from one that there is not",
      { facts: { from: "qa" } },
      refused("environmentUnknown", /"qa"/),
    ],
  ])("%s", (_what, given, decision) => {
    expect(mayPromote(factsWith(given))).toEqual(decision);
  });
});

describe("required checks of the source commit", () => {
  const needed = { requiredChecks: ["build", "e2e"] };
  const passed = { name: "build", state: "passed" } as const;

  it.each<Row>([
    [
      "all passed",
      { rules: needed, facts: { sourceChecks: [passed, { name: "e2e", state: "passed" }] } },
      allowed,
    ],
    [
      "one failed",
      { rules: needed, facts: { sourceChecks: [passed, { name: "e2e", state: "failed" }] } },
      waits(
        "requiredCheckFailed",
        /production needs the check "e2e" of the commit that is promoted, and it failed/,
      ),
    ],
    [
      "one runs",
      { rules: needed, facts: { sourceChecks: [passed, { name: "e2e", state: "running" }] } },
      waits("requiredCheckRunning", /"e2e".*still running/),
    ],
    [
      "both are not there",
      { rules: needed },
      waits(
        "requiredCheckRunning",
        /"build".*not started.*"e2e".*not started.*"requiredChecks" of production/,
      ),
    ],
    ["another failed", { facts: { sourceChecks: [{ name: "lint", state: "failed" }] } }, allowed],
  ])("%s", (_what, given, decision) => {
    expect(mayPromote(factsWith(given))).toEqual(decision);
  });
});

describe("health and soak time", () => {
  // Now is Thursday 26 November 2026, 13:00 in Berlin.
  it.each<Row>([
    [
      "not healthy",
      { facts: { healthySince: undefined } },
      waits(
        "notHealthy",
        /version of checkout is not healthy in staging\. It goes on when it has been healthy there\.$/,
      ),
    ],
    [
      "not healthy, with a soak time",
      { facts: { healthySince: undefined }, rules: { soakSeconds: 1_800 } },
      waits("notHealthy", /healthy there for 30 minutes\.$/),
    ],
    [
      "healthy for too short a time",
      { facts: { healthySince: "2026-11-26T11:45:00.000Z" }, rules: { soakSeconds: 1_800 } },
      waits(
        "soaking",
        /must have been healthy in staging for 30 minutes: that is so at Thu 26 Nov 2026, 13:15 \(Europe\/Berlin\)/,
        "2026-11-26T12:15:00.000Z",
      ),
    ],
    [
      "healthy for exactly long enough",
      { facts: { healthySince: "2026-11-26T11:30:00.000Z" }, rules: { soakSeconds: 1_800 } },
      allowed,
    ],
    [
      "automatic: the longer of soak and after counts",
      {
        automatic: true,
        facts: { healthySince: "2026-11-26T11:00:00.000Z" },
        rules: { soakSeconds: 1_800, autoPromote: { afterSeconds: 86_400 } },
      },
      waits("soaking", /for 1 day/, "2026-11-27T11:00:00.000Z"),
    ],
    [
      "automatic where that is not set",
      { automatic: true },
      refused("notAutomatic", /Nothing is promoted to production automatically.*"autoPromote"/),
    ],
    [
      "by a person: after does not count",
      { rules: { autoPromote: { afterSeconds: 86_400 } } },
      allowed,
    ],
  ])("%s", (_what, given, decision) => {
    expect(mayPromote(factsWith(given))).toEqual(decision);
  });
});

describe("several waits", () => {
  it("are all named, and time alone does not end them when a person must act", () => {
    const facts = factsWith({
      facts: {
        now: "2026-11-27T20:00:00.000Z",
        healthySince: "2026-11-27T19:59:00.000Z",
        holds: [hold({ until: "2026-11-28T00:00:00.000Z" })],
      },
      rules: {
        approvals: 1,
        requiredChecks: ["build"],
        soakSeconds: 3_600,
        freeze: [weekend],
        hold: {},
      },
    });
    const decision = mayPromote(facts);
    expect(decision).toMatchObject({ kind: "wait", reasonCode: "held" });
    expect(decision).not.toHaveProperty("until");
    expect(promotionWaits(facts).map(({ reasonCode }) => reasonCode)).toEqual([
      "held",
      "frozen",
      "requiredCheckRunning",
      "approvalsMissing",
      "soaking",
      "frozen",
    ]);
    for (const { message } of promotionWaits(facts))
      expect(decision).toHaveProperty("message", expect.stringContaining(message));
  });

  it("end when the last one does", () => {
    const facts = factsWith({
      facts: { now: "2026-11-27T20:00:00.000Z", healthySince: "2026-11-27T19:00:00.000Z" },
      rules: { soakSeconds: 4 * 86_400, freeze: [weekend] },
    });
    expect(mayPromote(facts)).toMatchObject({
      reasonCode: "soaking",
      until: "2026-12-01T19:00:00.000Z",
    });
  });

  it("end after a freeze that begins while the soak time ends", () => {
    const facts = factsWith({
      facts: { now: "2026-11-27T14:00:00.000Z", healthySince: "2026-11-27T13:30:00.000Z" },
      rules: { soakSeconds: 2 * 3_600, freeze: [weekend] },
    });
    expect(mayPromote(facts)).toMatchObject({
      reasonCode: "soaking",
      until: "2026-11-30T07:00:00.000Z",
    });
  });

  it("are none where it is refused", () => {
    expect(promotionWaits(factsWith({ facts: { from: "dev" } }))).toEqual([]);
  });
});
