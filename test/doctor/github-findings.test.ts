import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/doctor/finding.ts";
import {
  githubFindings,
  type GitHubFacts,
  type GitHubQuestion,
} from "../../src/doctor/github-findings.ts";
import type { HookDelivery } from "../../src/domain/ports/repository-host.ts";

const question: GitHubQuestion = {
  needed: { permissions: { contents: "write", members: "read" }, events: ["issues", "push"] },
  apiUrl: "https://api.github.com",
  webUrl: "https://github.com",
  repository: "myorg/platform-config",
  webhookPath: "/api/github/webhooks",
};

const granted = {
  permissions: { contents: "write", members: "read", metadata: "read" },
  events: ["issues", "push"],
};

const app = { ...granted, name: "Causeway", url: "https://github.com/apps/causeway" };
const place = {
  ...granted,
  url: "https://github.com/organizations/myorg/settings/installations/7",
  suspended: false,
};
const repository = { defaultBranch: "main", archived: false, squashMerge: true, issues: true };

const healthy = {
  app: { kind: "answered", value: app },
  installation: { kind: "answered", value: place },
  repository: { kind: "answered", value: repository },
  deliveries: { kind: "answered", value: [delivery({})] },
} as const satisfies GitHubFacts;

function delivery(fields: Partial<HookDelivery>): HookDelivery {
  return {
    id: "1",
    guid: "a",
    event: "issues",
    statusCode: 200,
    deliveredAt: "2026-11-24T20:00:00Z",
    redelivery: false,
    ...fields,
  };
}

function refused(code: string, message: string) {
  return { kind: "refused", code, message } as const;
}

function find(facts: Partial<GitHubFacts>, asked: Partial<GitHubQuestion> = {}) {
  return githubFindings({ ...healthy, ...facts }, { ...question, ...asked });
}

/** The findings that are not fine, as `state id`. */
function wrong(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ state }) => state !== "ok").map(({ state, id }) => `${state} ${id}`);
}

describe("githubFindings", () => {
  it("has nothing to say of a healthy App", () => {
    const findings = find({});
    expect(wrong(findings)).toEqual([]);
    expect(findings.map(({ id }) => id)).toEqual([
      "github-app",
      "github-installation",
      "github-permissions",
      "github-events",
      "github-repository",
      "github-webhooks",
    ]);
  });

  it.each([
    ["a key of another App", "401", "A JSON web token could not be decoded", "github-credentials"],
    ["another id", "404", "Integration not found", "github-credentials"],
    ["a wrong clock", "401", "'Issued at' claim ('iat') must be in the past", "github-clock"],
    ["a clock that is late", "401", "'Expiration time' claim ('exp') is too far", "github-clock"],
    ["another service", "200", "what answers there does not speak", "github-refused"],
    ["a rate limit", "429", "API rate limit exceeded", "github-refused"],
    ["a suspended App", "403", "This installation has been suspended", "github-refused"],
  ])("knows %s and asks nothing further", (_what, code, message, id) => {
    const findings = find({ app: refused(code, message) });
    expect(wrong(findings)).toEqual([`failure ${id}`]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.mend).toBeTruthy();
  });

  it("tells an address that does not answer", () => {
    const [finding] = find({ app: { kind: "silent", message: "connect ECONNREFUSED" } });
    expect(finding?.what).toContain("https://api.github.com");
    expect(finding?.what).toContain("ECONNREFUSED");
    expect(finding?.mend).toContain("GITHUB_API_URL");
  });

  const without = (name: "contents" | "members") => {
    const { [name]: _gone, ...permissions } = granted.permissions;
    return { ...granted, permissions };
  };

  it.each([
    ["the App lacks one", without("contents"), without("contents"), "github-permission-missing"],
    [
      "the App has one too low",
      { ...granted, permissions: { ...granted.permissions, contents: "read" } },
      { ...granted, permissions: { ...granted.permissions, contents: "read" } },
      "github-permission-missing",
    ],
    ["nobody accepted one", granted, without("members"), "github-permission-not-accepted"],
    [
      "the App misses an event",
      { ...granted, events: ["push"] },
      { ...granted, events: ["push"] },
      "github-event-missing",
    ],
    [
      "nobody accepted an event",
      granted,
      { ...granted, events: ["issues"] },
      "github-event-not-accepted",
    ],
  ])("fails when %s", (_what, ofApp, ofInstallation, id) => {
    const findings = find({
      app: { kind: "answered", value: { ...app, ...ofApp } },
      installation: { kind: "answered", value: { ...place, ...ofInstallation } },
    });
    expect(wrong(findings)).toEqual([`failure ${id}`]);
  });

  it("takes a higher permission as enough, and warns of it", () => {
    const more = { ...granted, permissions: { ...granted.permissions, members: "write" } };
    const findings = find({
      app: { kind: "answered", value: { ...app, ...more } },
      installation: { kind: "answered", value: { ...place, ...more } },
    });
    expect(wrong(findings)).toEqual(["warning github-permission-superfluous"]);
    expect(findings.find(({ state }) => state === "warning")?.mend).toContain("Members: Read-only");
  });

  it("warns of a permission that nothing uses", () => {
    const permissions = { ...granted.permissions, administration: "write" };
    const findings = find({ app: { kind: "answered", value: { ...app, permissions } } });
    const warning = findings.find(({ state }) => state === "warning");
    expect(warning?.what).toContain("administration: write");
    expect(warning?.mend).toContain("Administration: No access");
  });

  it("says what was not looked at when the repository is not known", () => {
    const { installation: _i, repository: _r, ...rest } = healthy;
    const findings = githubFindings(rest, { ...question, repository: undefined });
    expect(wrong(findings)).toEqual(["warning github-not-checked"]);
    expect(findings[1]?.mend).toContain("CAUSEWAY_CONFIG_REPOSITORY");
  });

  it("says nothing of squash merging where GitHub does not show it", () => {
    const value = { ...repository, squashMerge: undefined };
    expect(wrong(find({ repository: { kind: "answered", value } }))).toEqual([]);
  });
});

describe("webhooks", () => {
  const missed = (fields: Partial<HookDelivery>) => delivery({ statusCode: 502, ...fields });

  it.each<[string, readonly HookDelivery[], readonly string[]]>([
    ["none came", [], ["warning github-webhooks-none"]],
    ["one was missed and came at the second try", [delivery({ redelivery: true }), missed({})], []],
    [
      "an older one was missed",
      [delivery({ guid: "b" }), missed({})],
      ["warning github-webhooks-missed"],
    ],
    [
      "the newest was missed",
      [missed({}), delivery({ guid: "b" })],
      ["failure github-webhook-address"],
    ],
    ["there was no connection", [missed({ statusCode: 0 })], ["failure github-webhook-address"]],
    ["the signature was wrong", [missed({ statusCode: 401 })], ["failure github-webhook-secret"]],
    ["something else answers", [missed({ statusCode: 404 })], ["failure github-webhook-refused"]],
    [
      "the content type is a form",
      [missed({ statusCode: 415 })],
      ["failure github-webhook-refused"],
    ],
    ["it is redirected", [missed({ statusCode: 301 })], ["failure github-webhook-refused"]],
  ])("when %s", (_what, value, expected) => {
    expect(wrong(find({ deliveries: { kind: "answered", value } }))).toEqual(expected);
  });

  it("counts events, not tries", () => {
    const tries = [missed({ redelivery: true }), missed({}), delivery({ guid: "b" })];
    const findings = find({ deliveries: { kind: "answered", value: tries } });
    expect(findings.at(-1)?.what).toContain("1 of the last 2 webhooks did not arrive");
  });

  it("names the content type that the webhook must have", () => {
    const value = [missed({ statusCode: 415 })];
    expect(find({ deliveries: { kind: "answered", value } }).at(-1)?.mend).toContain(
      "application/json",
    );
  });
});
