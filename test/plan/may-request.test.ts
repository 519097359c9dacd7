import { describe, expect, it } from "vitest";
import type { Platform, RequestRule } from "../../src/domain/platform.ts";
import { mayRequest, type RequestFacts } from "../../src/plan/may-request.ts";

const everyone: RequestRule = { offerings: ["*"], teams: ["*"], allow: "members", approvals: 0 };

function platform(...requests: readonly RequestRule[]): Platform {
  return {
    environments: [],
    teams: new Map([
      ["my-team", { name: "my-team", github: "myorg/my-team", namespace: "my-team" }],
      ["team-alpha", { name: "team-alpha", github: "myorg/team-alpha", namespace: "team-alpha" }],
    ]),
    people: new Map(),
    commands: new Map(),
    requests: [...requests, everyone],
    connections: new Map(),
    guardrails: new Map(),
  };
}

const facts: RequestFacts = {
  requesterLogin: "octocat",
  sender: "Slack user U024BE7LH",
  offering: "databases.platform.example.com",
  command: "new-db",
  team: "my-team",
  isTeamMember: true,
};

const allowed = { kind: "proceed", reasonCode: "allowed" };

function refused(reasonCode: string, message = /./): object {
  return { kind: "refuse", reasonCode, message: expect.stringMatching(message) };
}

describe("who may ask for what", () => {
  it.each<[string, Platform, Partial<RequestFacts>, object]>([
    ["a member of the team", platform(), {}, allowed],
    [
      "someone without a login",
      platform(),
      { requesterLogin: undefined },
      refused("requesterUnknown", /U024BE7LH.*"people"/),
    ],
    [
      "a team that does not exist",
      platform(),
      { team: "nope" },
      refused("teamUnknown", /my-team, team-alpha/),
    ],
    [
      "no member of the team",
      platform(),
      { isTeamMember: false },
      refused("notTeamMember", /octocat.*myorg\/my-team/),
    ],
    [
      "no member where anyone may",
      platform({ ...everyone, allow: "anyone" }),
      { isTeamMember: false },
      allowed,
    ],
    [
      "a member where nobody may",
      platform({ ...everyone, allow: "nobody" }),
      {},
      refused("offeringNotAllowed", /"requests"/),
    ],
    [
      "a rule that names the command",
      platform({ ...everyone, offerings: ["new-db"], allow: "nobody" }),
      {},
      refused("offeringNotAllowed"),
    ],
    [
      "a rule that names the offering",
      platform({ ...everyone, offerings: ["databases.platform.example.com"], allow: "nobody" }),
      {},
      refused("offeringNotAllowed"),
    ],
    [
      "a rule for another team",
      platform({ ...everyone, teams: ["team-alpha"], allow: "nobody" }),
      {},
      allowed,
    ],
    [
      "the first rule that covers it",
      platform({ ...everyone, allow: "anyone" }, { ...everyone, allow: "nobody" }),
      { isTeamMember: false },
      allowed,
    ],
  ])("%s", (_name, rules, changed, expected) => {
    expect(mayRequest(rules, { ...facts, ...changed })).toMatchObject(expected);
  });
});
