import type { Assessment, Delivery } from "../../src/domain/delivery.ts";
import type { RequestRecord } from "../../src/domain/request.ts";
import type { ReportContext } from "../../src/report/report.ts";

/** The seed's database, asked for in Slack at noon. */
export function recordWith(changes: Partial<RequestRecord>): RequestRecord {
  return {
    request: {
      id: "r-4k2jq8d1zx",
      kind: "provision",
      offering: "databases.platform.example.com",
      requester: { githubLogin: "octocat", slackUserId: "U024BE7LH" },
      team: "my-team",
      name: "my-app-database",
      values: { spec: { parameters: { size: "medium", backup: true } } },
      askedAt: "2026-03-02T12:00:00.000Z",
    },
    thread: { surface: "slack", channel: "C024BE91L", userId: "U024BE7LH" },
    state: "asked",
    replies: {},
    ...changes,
  };
}

export const context: ReportContext = { offeringTitle: "Database", command: "new-db" };

export const pullRequest = {
  number: 7,
  url: "https://github.com/myorg/platform-config/pull/7",
  headSha: "a".repeat(40),
  branch: "causeway/r-4k2jq8d1zx",
} as const;

export const passedCheck = {
  headSha: pullRequest.headSha,
  rulesDigest: "rules-1",
  conclusion: "success",
  checkRunId: 1,
} as const;

export const mergedFields = {
  pullRequest,
  check: passedCheck,
  mergeCommitSha: "b1946ac92492d2347c6235b4d2611184b1946ac9",
  mergedAt: "2026-03-02T12:01:00.000Z",
} as const;

const claim = {
  group: "platform.example.com",
  kind: "Database",
  namespace: "my-team",
  name: "my-app-database",
} as const;

function assessment(changes: Partial<Assessment>): Assessment {
  return {
    resource: claim,
    state: "waiting",
    final: false,
    reasonCode: "WAIT_APP",
    message: "Nothing seen yet.",
    ...changes,
  };
}

export function delivery(argo: Partial<Assessment>, crossplane: Partial<Assessment>): Delivery {
  const steps = [
    { source: "Argo CD", assessment: assessment(argo) },
    { source: "Crossplane", assessment: assessment(crossplane) },
  ];
  const { cause } = crossplane;
  const state = crossplane.state ?? "waiting";
  return cause === undefined ? { steps, state } : { steps, state, cause };
}
