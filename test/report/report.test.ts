import { describe, expect, it } from "vitest";
import type { RequestRecord } from "../../src/domain/request.ts";
import { reportOf } from "../../src/report/report.ts";
import { stepSigns } from "../../src/report/step-signs.ts";
import {
  context,
  delivery,
  mergedFields,
  passedCheck,
  pullRequest,
  recordWith,
} from "./records.ts";

function linesOf(record: RequestRecord): readonly string[] {
  return reportOf(record, context).steps.map(({ state, text }) => `${stepSigns[state]} ${text}`);
}

describe("the steps that a thread shows", () => {
  const cases: readonly {
    readonly title: string;
    readonly record: Partial<RequestRecord>;
    readonly lines: readonly string[];
  }[] = [
    {
      title: "just asked",
      record: {},
      lines: [
        "✅ Asked with /platform new-db",
        "⏳ Writing the pull request",
        "▫️ Guardrails",
        "▫️ Merge",
        "▫️ Argo CD",
        "▫️ Crossplane",
        "▫️ Ready",
      ],
    },
    {
      title: "pull request open, check not there yet",
      record: { state: "open", pullRequest },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "⏳ Guardrails are checking it",
        "▫️ Merge",
        "▫️ Argo CD",
        "▫️ Crossplane",
        "▫️ Ready",
      ],
    },
    {
      title: "a check of an older commit says nothing about this one",
      record: { state: "open", pullRequest, check: { ...passedCheck, headSha: "c".repeat(40) } },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "⏳ Guardrails are checking it",
        "▫️ Merge",
        "▫️ Argo CD",
        "▫️ Crossplane",
        "▫️ Ready",
      ],
    },
    {
      title: "waiting for approval",
      record: {
        state: "open",
        pullRequest,
        check: passedCheck,
        decision: { kind: "wait", reasonCode: "approvalsMissing", message: "Needs one approval." },
      },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "✅ Guardrails passed",
        "⏳ Waiting for approval",
        "▫️ Merge",
        "▫️ Argo CD",
        "▫️ Crossplane",
        "▫️ Ready",
      ],
    },
    {
      title: "merged, nothing seen in the cluster",
      record: { state: "merged", ...mergedFields },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "✅ Guardrails passed",
        "✅ Merged as b1946ac",
        "⏳ Argo CD: waiting for the first sign",
        "▫️ Crossplane",
        "▫️ Ready",
      ],
    },
    {
      title: "synced, Crossplane at work",
      record: {
        state: "merged",
        ...mergedFields,
        delivery: delivery(
          { state: "deployed", final: true, message: "synced b1946ac." },
          { state: "progressing", message: "creating 1 resource." },
        ),
      },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "✅ Guardrails passed",
        "✅ Merged as b1946ac",
        "✅ Argo CD: synced b1946ac.",
        "⏳ Crossplane: creating 1 resource.",
        "▫️ Ready",
      ],
    },
    {
      title: "ready",
      record: {
        state: "ready",
        ...mergedFields,
        finishedAt: "2026-03-02T12:04:10.900Z",
        delivery: delivery(
          { state: "deployed", final: true, message: "synced." },
          { state: "deployed", final: true, message: "available." },
        ),
      },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "✅ Guardrails passed",
        "✅ Merged as b1946ac",
        "✅ Argo CD: synced.",
        "✅ Crossplane: available.",
        "✅ Ready after 4 min 10 s",
      ],
    },
    {
      title: "failed in Crossplane: nothing after the failure is promised",
      record: {
        state: "failed",
        ...mergedFields,
        delivery: delivery(
          { state: "deployed", final: true, message: "synced." },
          { state: "failed", final: true, message: "can't create Account." },
        ),
      },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "✅ Guardrails passed",
        "✅ Merged as b1946ac",
        "✅ Argo CD: synced.",
        "❌ Crossplane: can't create Account.",
      ],
    },
    {
      title: "failed before there was a pull request",
      record: { state: "failed", reason: "GitHub refused." },
      lines: ["✅ Asked with /platform new-db", "❌ Writing the pull request: failed"],
    },
    {
      title: "guardrails found something",
      record: {
        state: "open",
        pullRequest,
        check: { ...passedCheck, conclusion: "failure" },
        decision: { kind: "wait", reasonCode: "checkFailed", message: "Mend it." },
      },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "❌ Guardrails found something to mend",
        "▫️ Merge",
        "▫️ Argo CD",
        "▫️ Crossplane",
        "▫️ Ready",
      ],
    },
    {
      title: "closed by a person",
      record: { state: "closed", pullRequest, reason: "mona closed it." },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "➖ Pull request #7 was closed without merging",
      ],
    },
    {
      title: "merged where no cluster is connected",
      record: {
        state: "closed",
        ...mergedFields,
        reason: "It is merged. No cluster is connected.",
      },
      lines: [
        "✅ Asked with /platform new-db",
        "✅ Pull request #7",
        "✅ Guardrails passed",
        "✅ Merged as b1946ac",
        "➖ Not followed any further",
      ],
    },
    {
      title: "refused",
      record: {
        state: "refused",
        reason: "The name is taken.",
        thread: {
          surface: "issue",
          repository: { owner: "myorg", name: "platform-config" },
          number: 3,
        },
      },
      lines: ["✅ Asked with the issue form", "❌ Refused"],
    },
  ];
  it.each(cases)("$title", ({ record, lines }) => {
    expect(linesOf(recordWith(record))).toEqual(lines);
  });
});

describe("the note under the steps", () => {
  it("says for whom a pull request waits", () => {
    const message = "It needs one approval by a member of myorg/platform.";
    const record = recordWith({
      state: "open",
      pullRequest,
      decision: { kind: "wait", reasonCode: "approvalsMissing", message },
    });
    expect(reportOf(record, context).note).toBe(message);
  });

  it("names the failing object, its message and what can be done", () => {
    const cause = {
      apiVersion: "cosmosdb.azure.upbound.io/v1beta1",
      kind: "Account",
      name: "my-app-database-x7k2p",
      message: "ResourceGroupNotFound: Resource group 'platform-resources' could not be found.",
    };
    const record = recordWith({
      state: "failed",
      ...mergedFields,
      delivery: delivery({ state: "deployed" }, { state: "failed", final: true, cause }),
    });
    const { note } = reportOf(record, context);
    expect(note).toContain("Account “my-app-database-x7k2p” reports: ResourceGroupNotFound");
    expect(note).toContain("resourceGroupName");
  });

  it("says nothing while all goes its way", () => {
    expect(
      reportOf(recordWith({ state: "merged", ...mergedFields }), context).note,
    ).toBeUndefined();
  });
});

it("titles the request by what it is, its name and its team, and links what no step names", () => {
  const report = reportOf(recordWith({ state: "open", pullRequest }), {
    ...context,
    argoUrl: "https://argocd.example.com/applications/team-alpha",
  });
  expect(report.title).toBe("Database “my-app-database” for my-team");
  expect(report.links).toEqual([
    { text: "Argo CD", url: "https://argocd.example.com/applications/team-alpha" },
  ]);
});
