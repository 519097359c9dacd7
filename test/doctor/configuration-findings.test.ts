import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/read-catalog.ts";
import { parsePlatform } from "../../src/config/parse-platform.ts";
import {
  configurationFindings,
  type ConfigurationFacts,
} from "../../src/doctor/configuration-findings.ts";
import { planIssueForms } from "../../src/plan/issue-forms.ts";

const path = "compositions/database-composition.yaml";
const seedXrd = readFileSync(
  new URL(`../../demo/platform-config/${path}`, import.meta.url),
  "utf8",
);

const platformText = `apiVersion: causeway.dev/v1
kind: Platform
teams:
  my-team: { github: myorg/my-team }
people:
  U024BE7LH: octocat
`;

/** A configuration as it stands at some commit. Without `forms`, they are as they should be. */
function factsOf(files: {
  readonly platform?: string;
  readonly xrd?: string;
  readonly forms?: Readonly<Record<string, string>>;
}): ConfigurationFacts {
  const parsed = parsePlatform(files.platform ?? platformText, "platform.yaml");
  if (parsed.kind === "broken") throw new Error("The test's own platform.yaml is broken.");
  const { platform } = parsed;
  const catalog = readCatalog([{ path, content: files.xrd ?? seedXrd }], platform);
  const current = planIssueForms(catalog, platform, new Map())?.files ?? [];
  const forms = Object.fromEntries(current.map((form) => [form.path, form.content]));
  return {
    commitSha: "c3f3b9600000000000000000000000000000000a",
    platform,
    catalog,
    issueForms: new Map(Object.entries(files.forms ?? forms)),
  };
}

function find(files: Parameters<typeof factsOf>[0], question = { slack: true, issues: true }) {
  return configurationFindings({ kind: "answered", value: factsOf(files) }, question);
}

function idsOf(findings: ReturnType<typeof find>): readonly string[] {
  return findings.map(({ state, id }) => `${state} ${id}`);
}

const fine = ["ok configuration", "ok forms", "ok people"];
const nobody = platformText.replace(/people:\n.*\n/, "");

/** `rules` is a required list of objects: no form can ask for that. */
const unaskable = seedXrd
  .replace("- size\n", "- size\n                  - rules\n")
  .replace(
    "backup:\n",
    "rules: { type: array, items: { type: object } }\n                  backup:\n",
  );

describe("configurationFindings", () => {
  it("says what is offered to whom when all is well", () => {
    const [finding] = find({});
    expect(idsOf(find({}))).toEqual(fine);
    expect(finding?.what).toContain("c3f3b96");
    expect(finding?.what).toContain("my-team");
    expect(finding?.what).toMatch(/Offered: new-\w+\./);
  });

  it("tells each mistake with the line that it is on", () => {
    const parsed = parsePlatform("apiVersion: causeway.dev/v1\nkind: Platfrom\n", "platform.yaml");
    if (parsed.kind === "parsed") throw new Error("This should be broken.");
    const question = { slack: true, issues: true };
    const findings = configurationFindings({ kind: "broken", problems: parsed.problems }, question);
    expect(findings.length).toBeGreaterThan(1);
    expect(findings.every(({ id, state }) => `${state} ${id}` === "failure platform-problem")).toBe(
      true,
    );
    expect(findings.map(({ what }) => what).join("\n")).toMatch(/platform\.yaml:2:7: .*Platform/);
  });

  it("tells that the repository can't be read, with what GitHub says", () => {
    const refused = { kind: "refused", code: "409", message: "Git Repository is empty." } as const;
    const [finding] = configurationFindings(refused, { slack: true, issues: true });
    expect(finding?.id).toBe("configuration-unreadable");
    expect(finding?.what).toContain("Git Repository is empty.");
    expect(finding?.mend).toContain("first commit");
  });

  it("warns when nothing is offered", () => {
    expect(idsOf(find({ xrd: "kind: ConfigMap\n" }))).toContain("warning offerings-none");
  });

  it("tells an XRD that is broken with its line", () => {
    const findings = find({ xrd: seedXrd.replace("openAPIV3Schema", "openAPISchema") });
    const finding = findings.find(({ id }) => id === "offering-broken");
    expect(finding?.state).toBe("failure");
    expect(finding?.what).toMatch(/^compositions\/database-composition\.yaml:\d+:\d+: /);
  });

  it("warns of an offering that no form can ask for, and of that alone", () => {
    const findings = find({ xrd: unaskable });
    expect(idsOf(findings)).toContain("warning offering-not-offered");
    expect(idsOf(findings)).not.toContain("warning form-impossible");
    expect(findings.find(({ id }) => id === "offering-not-offered")?.what).toContain("rules");
  });

  it("names the forms that are out of date, and the pull request that brings them", () => {
    const findings = find({ forms: {} });
    const finding = findings.find(({ id }) => id === "forms-outdated");
    expect(finding?.what).toContain(".github/ISSUE_TEMPLATE/new-");
    expect(finding?.mend).toContain("causeway/issue-forms-");
  });

  it.each([
    ["nobody is known and Slack is used", { slack: true, issues: true }, "warning people-none"],
    ["nobody is known and Slack is not used", { slack: false, issues: true }, "ok forms"],
  ])("when %s", (_what, question, last) => {
    expect(idsOf(find({ platform: nobody }, question)).at(-1)).toBe(last);
  });

  it("says nothing of issue forms where issues are off", () => {
    expect(idsOf(find({ forms: {} }, { slack: true, issues: false }))).toEqual([
      "ok configuration",
      "ok people",
    ]);
  });
});
