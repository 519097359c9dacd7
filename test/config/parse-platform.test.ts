import { describe, expect, it } from "vitest";
import { finalRule, parsePlatform } from "../../src/config/parse-platform.ts";
import { formatProblem } from "../../src/domain/location.ts";
import type { Platform } from "../../src/domain/platform.ts";

const head = "apiVersion: causeway.dev/v1\nkind: Platform\n";
const teams = "teams: {team-alpha: {github: myorg/team-alpha}}\n";

function problemsOf(text: string): readonly string[] {
  const parsed = parsePlatform(text, "platform.yaml");
  return parsed.kind === "broken" ? parsed.problems.map(formatProblem) : [];
}

function platformOf(text: string): Platform {
  const parsed = parsePlatform(text, "platform.yaml");
  if (parsed.kind === "broken") throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.platform;
}

describe("a good platform.yaml", () => {
  it("needs only apiVersion, kind and teams", () => {
    const platform = platformOf(head + teams);
    expect(platform.environments.map(({ name }) => name)).toEqual(["dev", "staging", "production"]);
    expect(platform.environments.at(-1)?.approvals).toBe(1);
    expect(platform.teams.get("team-alpha")).toEqual({
      name: "team-alpha",
      github: "myorg/team-alpha",
      namespace: "team-alpha",
    });
    expect(platform.people.size + platform.commands.size + platform.connections.size).toBe(0);
    expect(platform.requests).toEqual([finalRule]);
  });

  it("gives everything that it says, and the rule for all at the end", () => {
    const platform = platformOf(`${head}
environments: [{name: dev}, {name: live, approvals: 2}]
teams:
  team-alpha: {github: myorg/team-alpha, slack: "#team-alpha", namespace: alpha}
  dba: {github: myorg/dba, slack: C024BE91L}
people: {U024BE7LH: octocat, W012A3CDE: octocat, U061F7AUR: mona_acme}
commands: {new-db: databases.platform.example.com}
requests: [{offerings: [new-db], teams: [team-alpha], allow: anyone, approvals: 2, approvers: dba}]
connections: {databases.platform.example.com: "Key Vault platform-kv, secret {team}-{name} in {namespace}"}
`);
    expect(platform.environments).toMatchObject([
      { name: "dev", approvals: 0 },
      { name: "live", approvals: 2 },
    ]);
    expect(platform.teams.get("team-alpha")).toMatchObject({
      slack: "#team-alpha",
      namespace: "alpha",
    });
    expect([...platform.people]).toEqual([
      ["U024BE7LH", "octocat"],
      ["W012A3CDE", "octocat"],
      ["U061F7AUR", "mona_acme"],
    ]);
    expect(platform.commands.get("new-db")).toBe("databases.platform.example.com");
    expect(platform.requests).toEqual([
      {
        offerings: ["new-db"],
        teams: ["team-alpha"],
        allow: "anyone",
        approvals: 2,
        approvers: "dba",
      },
      finalRule,
    ]);
    expect(platform.connections.get("databases.platform.example.com")).toContain("{team}-{name}");
  });

  it.each([
    ["a byte order mark", `\uFEFF${head}${teams}`],
    ["CRLF line ends", (head + teams).replaceAll("\n", "\r\n")],
    ["a document mark and a comment", `# ours\n---\n${head}${teams}`],
    ["JSON", '{"apiVersion":"causeway.dev/v1","kind":"Platform","teams":{"a":{"github":"b/c"}}}'],
    ["a team called constructor", `${head}teams: {constructor: {github: a/b}}\n`],
  ])("may have %s", (_what, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe("a mistake in platform.yaml", () => {
  const broken: readonly (readonly [what: string, text: string, problem: RegExp])[] = [
    [
      "an unknown key",
      `${head}${teams}enviroments: []\n`,
      /:4:1: "enviroments" is not a key of the file\. Did you mean "environments"\?/,
    ],
    [
      "an unknown key inside",
      `${head}teams:\n  a: {githib: b/c}\n`,
      /:4:7: "githib" is not a key of teams\.a\. Did you mean "github"\? The keys are: github, slack, namespace/,
    ],
    [
      "a missing key",
      `${head}teams:\n  a: {}\n`,
      /:4:3: "github" is missing in teams\.a.* such as myorg\/team-alpha/,
    ],
    ["a missing key at the top", teams, /:1:1: "kind" is missing in the file.*Platform/],
    [
      "a wrong apiVersion",
      `apiVersion: causeway.dev/v2\nkind: Platform\n${teams}`,
      /:1:13: apiVersion must be causeway\.dev\/v1\. It is "causeway\.dev\/v2"/,
    ],
    [
      "a wrong kind",
      `apiVersion: causeway.dev/v1\nkind: Platfrom\n${teams}`,
      /:2:7: kind must be Platform\. It is "Platfrom"/,
    ],
    ["no teams", `${head}teams: {}\n`, /:3:8: teams must be at least one team.*It is an empty map/],
    [
      "an empty section",
      `${head}${teams}people:\n`,
      /people must be .*Nothing stands there\. Write a value, or remove the key/,
    ],
    [
      "an environment that is there twice",
      `${head}${teams}environments:\n  - name: dev\n  - name: dev\n`,
      /:6:11: The environment "dev" is there already, on line 5/,
    ],
    [
      "no environment",
      `${head}${teams}environments: []\n`,
      /environments must be a list with at least one environment/,
    ],
    [
      "too many approvals",
      `${head}${teams}environments: [{name: dev, approvals: 7}]\n`,
      /approvals must be a whole number from 0 to 6.* the number 7/,
    ],
    [
      "approvals as text",
      `${head}${teams}environments: [{name: dev, approvals: "1"}]\n`,
      /environments\[0\]\.approvals must be a whole number.*It is "1"/,
    ],
    [
      "half an approval",
      `${head}${teams}environments: [{name: dev, approvals: 0.5}]\n`,
      /whole number.*0\.5/,
    ],
    [
      "a team name with capitals",
      `${head}teams: {Team: {github: a/b}}\n`,
      /:3:9: "Team" can't be a key of teams: it must be a name of lower-case letters/,
    ],
    [
      "a GitHub team without organisation",
      `${head}teams: {a: {github: team-alpha}}\n`,
      /teams\.a\.github must be .*organisation\/team-slug.*"team-alpha"/,
    ],
    ["a GitHub team with @", `${head}teams: {a: {github: "@myorg/a"}}\n`, /without @.*"@myorg\/a"/],
    [
      "a channel that became a comment",
      `${head}teams:\n  a:\n    github: b/c\n    slack: #team\n`,
      /:6:\d+: teams\.a\.slack.*# without quotes starts a comment/,
    ],
    [
      "a channel that ate a brace",
      `${head}teams:\n  a: {github: b/c, slack: #team}\n  b: {github: b/c}\n`,
      /On line 4, a # without quotes starts a comment/,
    ],
    [
      "a Slack name in place of an id",
      `${head}${teams}people: {bob: octocat}\n`,
      /"bob" can't be a key of people.*such as U024BE7LH/,
    ],
    [
      "a login with @",
      `${head}${teams}people: {U024BE7LH: "@octocat"}\n`,
      /people\.U024BE7LH must be a GitHub login, without @/,
    ],
    [
      "yes for a login",
      `${head}${teams}people: {U1: yes}\n`,
      /:4:14: people\.U1 must be .*It is yes, which YAML reads as true.*"yes"/,
    ],
    [
      "on for a login",
      `${head}${teams}people: {U1: on}\n`,
      /It is on, which YAML reads as true.*"on"/,
    ],
    ["a number for a login", `${head}${teams}people: {U1: 0777}\n`, /It is the number 0777/],
    [
      "a reserved command",
      `${head}${teams}commands: {promote: a.b}\n`,
      /"promote" can't be a key of commands.*not one of help/,
    ],
    [
      "two commands for one offering",
      `${head}${teams}commands: {new-db: a.b, new-dd: a.b}\n`,
      /:4:33: a\.b has the command "new-db" already/,
    ],
    [
      "a rule for an unknown team",
      `${head}${teams}requests: [{teams: [team-alpa]}]\n`,
      /:4:21: There is no team "team-alpa".*Did you mean "team-alpha"\?/,
    ],
    [
      "unknown approvers",
      `${head}${teams}requests: [{approvals: 1, approvers: dba}]\n`,
      /:4:38: There is no team "dba"/,
    ],
    [
      "approvers with nothing to approve",
      `${head}${teams}requests: [{approvers: team-alpha}]\n`,
      /"approvers" does nothing.*approvals: 1/,
    ],
    [
      "a rule that is never used",
      `${head}${teams}requests:\n  - {approvals: 1}\n  - {offerings: [new-db], allow: nobody}\n`,
      /:6:5: This rule is never used: the rule on line 5/,
    ],
    [
      "an unknown word for allow",
      `${head}${teams}requests: [{allow: everyone}]\n`,
      /allow must be members, anyone or nobody\. It is "everyone"/,
    ],
    [
      "an unknown placeholder",
      `${head}${teams}connections: {a.b: "secret {nmae}"}\n`,
      /:4:20: .*there is no \{nmae\}, did you mean \{name\}\?/,
    ],
    [
      "a connection under a command",
      `${head}${teams}commands: {new-db: a.b}\nconnections: {new-db: x}\n`,
      /:5:15: "new-db" is a command\. Here stands the offering's name: a\.b/,
    ],
    [
      "a hidden key",
      `${head}teams: {a: {github: b/c}, __proto__: {github: b/c}}\n`,
      /3:27: "__proto__" can't be a key of teams/,
    ],
  ];

  it.each(broken)("%s is told", (_what, text, problem) => {
    const problems = problemsOf(text);
    expect(problems.join("\n")).toMatch(problem);
  });

  it("is told at its own place when another one stands before it in a list", () => {
    const problems = problemsOf(`${head}${teams}requests: [{teams: [1, zz]}]\n`);
    expect(problems).toEqual([
      expect.stringMatching(/:4:21: requests\[0\]\.teams\[0\] must be .*the number 1/),
      expect.stringMatching(/:4:24: There is no team "zz"/),
    ]);
  });

  it("does not hide others: all are told, in file order, each once", () => {
    const text = `apiVersion: v1
kind: Platform
environments: [{name: dev}, {name: dev}]
teams:
  a: {github: b}
people: {U1: yes}
requests: [{teams: [zz]}]
extra: 1
`;
    const lines = problemsOf(text).map((problem) => Number(problem.split(":")[1]));
    expect(lines).toEqual([1, 3, 5, 6, 7, 8]);
  });
});

describe("a file that is no platform at all", () => {
  it.each([
    ["nothing", "", /:1:1: The file is empty\. It needs at least/],
    ["only comments", "# later\n", /The file is empty/],
    ["a text", "hello\n", /The file must be a map.*It is "hello"/],
    ["a list", "- a\n", /The file must be a map.*a list/],
    ["two documents", `${head}${teams}---\na: 1\n`, /:5:1: A second document starts here/],
    ["a tab", "\tkind: Platform\n", /Tabs are not allowed/],
    ["a doubled key", `${head}${teams}kind: Platform\n`, /:4:1: The key "kind" is here twice/],
    ["3 MB", `# ${"x".repeat(3_000_000)}\n`, /3000003 bytes; at most 400000/],
    [
      "a billion laughs",
      `a: &a [x, x]\n${["b", "c", "d", "e", "f", "g", "h", "i"].map((key, at) => `${key}: &${key} [${`*${"abcdefgh"[at]}, `.repeat(9)}]`).join("\n")}\n`,
      /alias/i,
    ],
    ["flow lists 20,000 deep", "[".repeat(20_000), /./],
    ["maps 300 deep", `a: ${"{a: ".repeat(300)}1${"}".repeat(300)}\n`, /100 levels deep/],
  ])("%s is told and nothing is thrown", (_what, text, problem) => {
    const problems = problemsOf(text);
    expect(problems.join("\n")).toMatch(problem);
    expect(problems.length).toBeLessThanOrEqual(50);
  });

  it("with thousands of mistakes gives the first fifty lines and says that there are more", () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `zz${index}: 1`).join("\n");
    const problems = problemsOf(`${head}${teams}${keys}\n`);
    expect(problems).toHaveLength(50);
    expect(problems[0]).toContain('"zz0"');
    expect(problems.at(-1)).toContain("There are more problems");
  });

  it("never puts control characters or a whole long value into a message", () => {
    const [problem = ""] = problemsOf(
      `${head}teams: {a: {github: "${"x".repeat(5_000)}\\u001b[31m"}}\n`,
    );
    expect(problem.length).toBeLessThan(400);
    expect(problem).not.toMatch(/\p{Cc}/u);
  });
});
