import { describe, expect, it } from "vitest";
import type { EnvironmentRules } from "../../../src/domain/platform.ts";
import { mayPromote, mayRollBack } from "../../../src/plan/environment-rules/may-promote.ts";
import { allowed, refused, waits } from "./decisions.ts";
import { factsWith, head, rules, weekend, yes, type Given } from "./facts.ts";

type Row = [what: string, given: Given, decision: object];

describe("approvals", () => {
  const two = { approvals: 2, approvers: "platform-team" } satisfies Partial<EnvironmentRules>;
  const one = { approvals: 1 } satisfies Partial<EnvironmentRules>;

  it.each<Row>([
    [
      "none of two",
      { rules: two },
      waits(
        "approvalsMissing",
        /waits for 2 approvals from platform-team: a review .* \/approve, or the button in Slack\. The requester's own does not count\.$/,
      ),
    ],
    [
      "one of two",
      { rules: two, facts: { approvals: [yes("mona")] } },
      waits("approvalsMissing", /one more approval from platform-team.*mona approved\.$/),
    ],
    [
      "two of two",
      { rules: two, facts: { approvals: [yes("mona"), yes("hubot", "slack")] } },
      allowed,
    ],
    [
      "one person twice, on two surfaces and in other letters",
      { rules: two, facts: { approvals: [yes("mona"), yes("Mona", "slack")] } },
      waits("approvalsMissing", /one more approval/),
    ],
    [
      "the requester's own",
      { rules: one, facts: { approvals: [yes("octocat", "comment")] } },
      waits("approvalsMissing", /one approval from people who can write/),
    ],
    [
      "the requester's own under another Slack account, which has the same login",
      { rules: one, facts: { approvals: [yes("OctoCat", "slack")] } },
      waits("approvalsMissing", /one approval/),
    ],
    [
      "for an earlier commit",
      { rules: one, facts: { approvals: [{ ...yes("mona"), headSha: "b".repeat(40) }] } },
      waits("approvalsMissing", /mona approved an earlier commit: that is void/),
    ],
    [
      "for an earlier commit and again for this one",
      {
        rules: one,
        facts: { approvals: [{ ...yes("mona"), headSha: "b".repeat(40) }, yes("mona")] },
      },
      allowed,
    ],
    [
      "of someone who may not",
      { rules: one, facts: { approvals: [{ ...yes("mona"), eligible: false }] } },
      waits("approvalsMissing", /one approval/),
    ],
  ])("%s", (_what, given, decision) => {
    expect(mayPromote(factsWith(given))).toEqual(decision);
  });
});

describe("a rollback", () => {
  const to = "production";
  const frozen = { ...rules("production"), approvals: 1, hold: {}, freeze: [weekend] };
  const facts = { environments: [frozen], to, requesterLogin: "octocat", headSha: head };
  const asking = { ...facts, environments: [{ ...frozen, rollbackApprovals: 1 }] };

  it.each<[what: string, facts: Parameters<typeof mayRollBack>[0], decision: object]>([
    [
      "is not stopped by freezes, holds and what a promotion needs",
      { ...facts, approvals: [] },
      allowed,
    ],
    ["goes on with the approvals that it needs", { ...asking, approvals: [yes("mona")] }, allowed],
    [
      "needs the approvals that the environment asks of a rollback",
      { ...asking, approvals: [yes("octocat")] },
      waits("approvalsMissing", /one approval/),
    ],
    [
      "needs an environment that there is",
      { ...facts, to: "prod", approvals: [] },
      refused("environmentUnknown", /"prod"/),
    ],
  ])("%s", (_what, given, decision) => {
    expect(mayRollBack(given)).toEqual(decision);
  });
});
