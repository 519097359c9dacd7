import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import { platformJsonSchema, platformSchema } from "../../src/config/platform-schema.ts";
import { isJsonObject, type Json } from "../../src/domain/json.ts";

const published: unknown = JSON.parse(
  readFileSync(new URL("../../schema/platform.schema.json", import.meta.url), "utf8"),
);

function validator(): (value: unknown) => boolean {
  if (typeof published !== "object" || published === null) throw new Error("no schema");
  const validate = new Ajv({ strict: true, allErrors: true }).compile(published);
  return (value) => validate(value);
}

const name = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom("dev", "team-alpha", "a", "constructor") },
  { weight: 1, arbitrary: fc.constantFrom("Team", "", "-x", "a_b", "a\n") },
);
const anything = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    1,
    7,
    1.5,
    "",
    "x",
    "*",
    "myorg/a",
    "@octocat",
    "#c",
    "my_org/a",
    "a/B",
    "# a",
    "D1",
    "{x}",
    "}",
  ),
  fc.constant<Json>("é".repeat(1_001)),
  fc.constantFrom<Json>({ bob: "octocat" }, { help: "a.b" }, { surplus: 1 }),
  fc.constant<Json>([]),
  fc.constant<Json>({}),
);
const or = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: good }, { weight: 1, arbitrary: anything });
const approvals = or(fc.integer({ min: 0, max: 6 }));
const offering = or(fc.constantFrom("new-db", "databases.platform.example.com", "*", "A_b"));
const team = fc.record(
  {
    github: or(fc.constantFrom("myorg/team-alpha", "my-org/a")),
    slack: or(fc.constantFrom("#team-alpha", "C024BE91L", "#équipe", "#😀")),
    namespace: or(name),
  },
  { requiredKeys: ["github"] },
);
/** Good texts, and now and then a bad one. */
const mostly = (good: readonly string[], bad: readonly string[]): fc.Arbitrary<unknown> =>
  or(
    fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom(...good) },
      { weight: 1, arbitrary: fc.constantFrom(...bad) },
    ),
  );
const duration = mostly(["30m", "64h", "9999d"], ["0m", "30", "m", "00d"]);
const moment = mostly(
  ["2026-12-23T18:00", "2026-12-23T18:00:59+01:00"],
  ["2026-13-01T00:00", "2026-12-24", "2026-12-24 12:00"],
);
const zone = mostly(["Europe/Berlin", "UTC"], ["Nowhere/There", "+01:00"]);
const reason = mostly(["no changes", "é".repeat(200)], [" a", "a\nb", "é".repeat(201)]);
const environment = fc.record(
  {
    name: or(name),
    approvals,
    approvers: or(name),
    requiredChecks: or(fc.array(reason, { maxLength: 2 })),
    soak: duration,
    timeZone: zone,
    freeze: or(
      fc.array(
        fc.record(
          {
            cron: mostly(["0 16 * * 5", "0 0 L JAN-DEC *"], ["0 16 * *", "@daily"]),
            duration,
            from: moment,
            until: moment,
            timeZone: zone,
            reason,
          },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
    ),
    exceptions: or(
      fc.array(
        fc.record(
          { service: or(name), until: moment, reason, by: reason },
          { requiredKeys: ["until", "reason", "by"] },
        ),
        { maxLength: 1 },
      ),
    ),
    autoPromote: or(fc.record({ after: duration }, { requiredKeys: [] })),
    hold: or(fc.oneof(fc.boolean(), reason)),
  },
  { requiredKeys: ["name"] },
);
const file = fc.record(
  {
    apiVersion: or(fc.constant("causeway.dev/v1")),
    kind: or(fc.constant("Platform")),
    environments: or(fc.array(environment, { maxLength: 2 })),
    teams: or(fc.dictionary(name, or(team), { maxKeys: 3 })),
    people: or(
      fc.dictionary(fc.constantFrom("U024BE7LH", "W1"), or(fc.constantFrom("octocat", "a_b"))),
    ),
    commands: or(fc.dictionary(fc.constantFrom("new-db", "helper"), offering)),
    requests: or(
      fc.array(
        fc.record(
          {
            offerings: or(fc.array(offering, { maxLength: 2 })),
            teams: or(fc.array(or(name), { maxLength: 2 })),
            allow: or(fc.constantFrom("members", "anyone", "nobody")),
            approvals,
            approvers: or(name),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
    ),
    connections: or(
      fc.dictionary(
        fc.constantFrom("a.b", "new-db"),
        or(
          fc.constantFrom(
            "{team}-{name}",
            "{x}",
            "a\nb",
            "😀".repeat(1_000),
            "é".repeat(1_001),
            "}",
          ),
        ),
      ),
    ),
    guardrails: or(
      fc.dictionary(
        fc.constantFrom("no-host-path", "a.b", "constructor", "A", "-x"),
        or(fc.constantFrom("off", "warn", "deny", false, "audit")),
      ),
    ),
  },
  { requiredKeys: ["apiVersion", "kind", "teams"] },
);

describe("the published JSON Schema", () => {
  it("is the one that this code makes (otherwise run: node scripts/generate-schema.ts)", () => {
    expect(published).toEqual(platformJsonSchema());
  });

  it("is draft-07, which yaml-language-server reads, and has an address", () => {
    expect(published).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: "https://causeway.dev/schema/platform.schema.json",
    });
  });

  it("describes every property, so that editors can", () => {
    const silent: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (!isJsonObject(value)) return;
      const properties = value["properties"];
      if (isJsonObject(properties)) {
        for (const [key, property] of Object.entries(properties)) {
          if (!isJsonObject(property) || typeof property["description"] !== "string")
            silent.push(`${path}.${key}`);
          visit(property, `${path}.${key}`);
        }
      }
      visit(value["items"], `${path}[]`);
      visit(value["additionalProperties"], `${path}.*`);
    };
    visit(published, "");
    expect(silent).toEqual([]);
  });

  it("agrees with the parser about the form of every file", () => {
    const accepts = validator();
    let accepted = 0;
    fc.assert(
      fc.property(file, (value) => {
        const parsed = platformSchema.safeParse(value).success;
        if (parsed) accepted += 1;
        expect(accepts(value)).toBe(parsed);
      }),
      { numRuns: 2_000, seed: 7 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  it("accepts every file that parsePlatform accepts", () => {
    const accepts = validator();
    let parsedFiles = 0;
    fc.assert(
      fc.property(file, (value) => {
        const parsed = parsePlatform(JSON.stringify(value), "platform.yaml");
        if (parsed.kind === "broken") return;
        parsedFiles += 1;
        expect(accepts(value)).toBe(true);
      }),
      { numRuns: 1_000, seed: 11 },
    );
    expect(parsedFiles).toBeGreaterThan(0);
  });
});

describe("parsePlatform", () => {
  it("answers for any text, with problems in file order, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.json()), (text) => {
        const parsed = parsePlatform(text, "p.yaml");
        if (parsed.kind === "parsed") return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        const lines = parsed.problems.map(({ location }) => location.startLine);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      }),
    );
  });
});
