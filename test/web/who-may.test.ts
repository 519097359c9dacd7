import { describe, expect, it } from "vitest";
import type { Platform, RequestRule } from "../../src/domain/platform.ts";
import { ruleFor } from "../../src/plan/may-request.ts";
import { whoMay } from "../../src/web/who-may.ts";
import { teams } from "../catalog/offerings.ts";

const offering = { name: "databases.platform.example.com", command: "new-db" };
const members: RequestRule = { offerings: ["*"], teams: ["*"], allow: "members", approvals: 0 };

function platformOf(rules: readonly Partial<RequestRule>[], names: readonly string[]): Platform {
  return {
    environments: [],
    ...teams(...names),
    people: new Map(),
    commands: new Map(),
    requests: [...rules.map((rule) => ({ ...members, ...rule })), members],
    connections: new Map(),
    guardrails: new Map(),
  };
}

function words(rules: readonly Partial<RequestRule>[], names = ["a", "b", "c"]): readonly string[] {
  return whoMay(offering, platformOf(rules, names), ruleFor).map(
    ({ teams: of, who, approvals }) => `${of} | ${who} | ${approvals}`,
  );
}

describe("who may ask, in words", () => {
  const none = "None: it is merged when the guardrails pass";

  it.each<[string, readonly Partial<RequestRule>[], readonly string[]]>([
    ["the rule that is always there", [], [`every team | Members of the team | ${none}`]],
    [
      "anyone, with two approvals",
      [{ allow: "anyone", approvals: 2 }],
      [
        "every team | Anyone whose GitHub login is known | 2 other people who can write to the configuration repository",
      ],
    ],
    [
      "approvals from a team, for one team",
      [{ teams: ["b"], approvals: 1, approvers: "a" }],
      [
        "b | Members of the team | 1 other person of a",
        `every other team | Members of the team | ${none}`,
      ],
    ],
    [
      "closed for two of three",
      [{ offerings: ["new-db"], teams: ["a", "b"], allow: "nobody" }],
      [
        `c | Members of the team | ${none}`,
        "every other team | Nobody: the platform team has closed it | ",
      ],
    ],
    [
      "a rule on another offering changes nothing",
      [{ offerings: ["new-cache"], allow: "nobody" }],
      [`every team | Members of the team | ${none}`],
    ],
    [
      "the first rule that covers it counts",
      [{ offerings: [offering.name], approvals: 1 }, { approvals: 3 }],
      [
        "every team | Members of the team | 1 other person who can write to the configuration repository",
      ],
    ],
  ])("%s", (_what, rules, expected) => {
    expect(words(rules)).toEqual(expected);
  });

  it("does not list dozens of teams", () => {
    const names = Array.from({ length: 40 }, (_, index) => `t${index}`);
    const [first] = words([{ teams: names.slice(0, 12), approvals: 1, approvers: "t0" }], names);
    expect(first).toMatch(/^t0, t1, .*, t7 and 4 more \| /);
  });
});
