import { describe, expect, it } from "vitest";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import { formatProblem } from "../../src/domain/location.ts";
import type { EnvironmentRules } from "../../src/domain/platform.ts";

const head = "apiVersion: causeway.dev/v1\nkind: Platform\nteams: {a: {github: b/c}}\n";

function parse(environment: string): ReturnType<typeof parsePlatform> {
  return parsePlatform(`${head}environments:\n  - ${environment}\n`, "platform.yaml");
}

function rulesOf(environment: string): EnvironmentRules | undefined {
  const parsed = parse(environment);
  if (parsed.kind === "broken") throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.platform.environments[0];
}

function problemsOf(environment: string): readonly string[] {
  const parsed = parse(environment);
  return parsed.kind === "broken" ? parsed.problems.map(formatProblem) : [];
}

function window(keys: string): string {
  return `{name: p, freeze: [{${keys}}]}`;
}

describe("the rules of an environment", () => {
  it("have a default each", () => {
    expect(rulesOf("name: dev")).toEqual({
      name: "dev",
      approvals: 0,
      rollbackApprovals: 0,
      requiredChecks: [],
      timeZone: "UTC",
      freeze: [],
      exceptions: [],
      soakSeconds: 0,
    });
  });

  it("are what the file says, with times in UTC", () => {
    const text = `{name: p, approvals: 1, approvers: a, requiredChecks: [build], soak: 1d,
     timeZone: Europe/Berlin, autoPromote: {after: 90s}, hold: moving house,
     freeze: [{cron: "0 16 * * 5", duration: 64h, reason: weekend},
              {cron: "0 0 L * *", duration: 1d, timeZone: America/New_York},
              {from: 2026-12-23T18:00, until: 2027-01-04T08:00:30Z}],
     exceptions: [{service: checkout, until: 2026-06-24T12:00, reason: law, by: Mona}]}`;
    expect(rulesOf(text)).toEqual({
      name: "p",
      approvals: 1,
      rollbackApprovals: 0,
      approvers: "a",
      requiredChecks: ["build"],
      timeZone: "Europe/Berlin",
      soakSeconds: 86_400,
      autoPromote: { afterSeconds: 90 },
      hold: { reason: "moving house" },
      freeze: [
        {
          kind: "recurring",
          cron: "0 16 * * 5",
          durationSeconds: 64 * 3_600,
          timeZone: "Europe/Berlin",
          reason: "weekend",
        },
        {
          kind: "recurring",
          cron: "0 0 L * *",
          durationSeconds: 86_400,
          timeZone: "America/New_York",
        },
        {
          kind: "once",
          from: "2026-12-23T17:00:00.000Z",
          until: "2027-01-04T08:00:30.000Z",
          timeZone: "Europe/Berlin",
        },
      ],
      exceptions: [
        { service: "checkout", until: "2026-06-24T10:00:00.000Z", reason: "law", by: "Mona" },
      ],
    });
  });

  it.each([
    ["true", {}],
    ["yes", {}],
    ["false", undefined],
    ["off", undefined],
    ['"off"', { reason: "off" }],
  ])("take hold: %s as %j", (text, hold) => {
    expect(rulesOf(`{name: p, hold: ${text}}`)?.hold).toEqual(hold);
  });

  it("take the longer freeze where the hour comes twice", () => {
    const text =
      "{name: p, timeZone: Europe/Berlin, freeze: [{from: 2026-10-25T02:30, until: 2026-10-25T02:31}]}";
    expect(rulesOf(text)?.freeze).toMatchObject([
      { from: "2026-10-25T00:30:00.000Z", until: "2026-10-25T01:31:00.000Z" },
    ]);
  });
});

describe("a mistake in the rules of an environment", () => {
  it.each<[what: string, environment: string, problem: RegExp]>([
    [
      "four fields",
      window('cron: "0 16 * *", duration: 64h'),
      /:5:31: environments\[0\]\.freeze\[0\]\.cron must be five fields in quotes.*"0 16 \* \*"/,
    ],
    [
      "an hour that there is not",
      window('cron: "0 25 * * 5", duration: 64h'),
      /:5:31: "0 25 \* \* 5" is not a time that cron knows: Invalid value for hour: 25\. The fields are/,
    ],
    [
      "a day that never comes",
      window('cron: "0 0 31 2 *", duration: 64h'),
      /:5:31: "0 0 31 2 \*" never comes/,
    ],
    [
      "a freeze that never ends",
      window('cron: "0 0 * * 5", duration: 8d'),
      /:5:54: This freeze never ends: it starts again before its 8d are over.*"hold"/,
    ],
    [
      "cron without quotes",
      window("cron: * * * * 5, duration: 1h"),
      /On line 5, a \* without quotes starts an alias: put that value in quotes/,
    ],
    ["cron alone", window('cron: "0 0 * * 5"'), /:5:31: A window with "cron" needs "duration" too/],
    ["a duration alone", window("duration: 1h"), /A window with "duration" needs "cron" too/],
    ["until alone", window("until: 2026-12-24T12:00"), /A window with "until" needs "from" too/],
    ["no key", window(""), /A window needs cron and duration, such as .*or from and until/],
    [
      "both forms",
      window('cron: "0 0 * * 5", from: 2026-12-24T12:00'),
      /this one has cron, from\. Make two windows of it/,
    ],
    [
      "no length",
      window('cron: "0 0 * * 5", duration: 0h'),
      /duration must be a number with s, m, h or d.*such as 64h\. It is "0h"/,
    ],
    [
      "30 February",
      window("from: 2027-02-30T12:00, until: 2027-03-30T12:00"),
      /There is no 2027-02-30T12:00 in the calendar/,
    ],
    [
      "29 February in a year without",
      window("from: 2027-02-28T12:00, until: 2027-02-29T12:00"),
      /There is no 2027-02-29T12:00/,
    ],
    [
      "an hour that the clocks skip",
      '{name: p, freeze: [{timeZone: Europe/Berlin, from: "2026-03-29T02:30", until: 2026-03-29T12:00}]}',
      /2026-03-29T02:30 does not exist in Europe\/Berlin: the clocks are put forward past it/,
    ],
    [
      "a window that ends before it starts",
      window("from: 2026-12-24T12:00, until: 2026-12-24T12:00"),
      /:5:56: This window ends before it starts/,
    ],
    [
      "a day without a time",
      window("from: 2026-12-24, until: 2026-12-25T00:00"),
      /from must be a date and time, such as 2026-12-23T18:00 .*It is "2026-12-24"/,
    ],
    [
      "a time zone that there is not",
      "{name: p, timeZone: Europa/Berlin}",
      /:5:25: There is no time zone "Europa\/Berlin"\. Did you mean Europe\/Berlin\?/,
    ],
    [
      "a window's time zone that there is not",
      window('cron: "0 0 * * 5", duration: 1h, timeZone: Mars/Olympus'),
      /There is no time zone "Mars\/Olympus"/,
    ],
    [
      "a duration without unit",
      "{name: p, soak: 30}",
      /soak must be .*such as 30m\. It is the number 30/,
    ],
    ["a negative duration", "{name: p, soak: -5m}", /soak must be .*"-5m"/],
    [
      "autoPromote: true",
      "{name: p, autoPromote: true}",
      /autoPromote must be a map, such as \{after: 30m\}/,
    ],
    [
      "an empty hold",
      '{name: p, hold: ""}',
      /hold must be true, false or the reason.*an empty text/,
    ],
    ["approvers without approvals", "{name: p, approvers: a}", /:5:15: "approvers" does nothing/],
    [
      "approvers that there are not",
      "{name: p, approvals: 1, approvers: aa}",
      /There is no team "aa" under "teams"\. Did you mean "a"\?/,
    ],
    [
      "an exception to nothing",
      "{name: p, exceptions: [{until: 2026-12-24T12:00, reason: r, by: m}]}",
      /"exceptions" does nothing while this environment has no "freeze"/,
    ],
    [
      "an exception without a reason",
      '{name: p, freeze: [{cron: "0 0 * * 5", duration: 1h}], exceptions: [{until: 2026-12-24T12:00, by: m}]}',
      /"reason" is missing in environments\[0\]\.exceptions\[0\]/,
    ],
    [
      "an exception until a day that there is not",
      '{name: p, freeze: [{cron: "0 0 * * 5", duration: 1h}], exceptions: [{until: 2026-11-31T12:00, reason: r, by: m}]}',
      /There is no 2026-11-31T12:00/,
    ],
    [
      "a key that there is not",
      "{name: p, freze: []}",
      /"freze" is not a key of environments\[0\]\. Did you mean "freeze"\?/,
    ],
  ])("is told: %s", (_what, environment, problem) => {
    expect(problemsOf(environment).join("\n")).toMatch(problem);
  });

  it("is told for at most 60 windows, so that a file can't keep the process busy", () => {
    const windows = Array.from({ length: 20 }, () => '{cron: "0 0 1 2 *", duration: 1d}').join();
    const environments = ["a", "b", "c", "d"].map(
      (name) => `{name: ${name}, freeze: [${windows}]}`,
    );
    const found = problemsOf(environments.join("\n  - "));
    expect(found.join("\n")).toMatch(/more than 60 freeze windows in all/);
  });
});
