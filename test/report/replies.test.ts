import { describe, expect, it } from "vitest";
import type { Cause } from "../../src/domain/delivery.ts";
import type { Violation } from "../../src/domain/guardrail.ts";
import type { Reply } from "../../src/domain/report.ts";
import type { RequestRecord } from "../../src/domain/request.ts";
import { putAsideReply, repliesOf } from "../../src/report/replies.ts";
import type { ReportContext } from "../../src/report/report.ts";
import {
  context,
  delivery,
  mergedFields,
  passedCheck,
  pullRequest,
  recordWith,
} from "./records.ts";

const sent = { channel: "C024BE91L", id: "1" };

function onlyReply(changes: Partial<RequestRecord>, more: Partial<ReportContext> = {}): Reply {
  const replies = repliesOf(recordWith(changes), { ...context, ...more });
  expect(replies).toHaveLength(1);
  const [reply] = replies;
  if (reply === undefined) throw new Error("There is no reply.");
  return reply;
}

const cause: Cause = {
  apiVersion: "cosmosdb.azure.upbound.io/v1beta1",
  kind: "Account",
  name: "my-app-database-x7k2p",
  message:
    "async create failed: ResourceGroupNotFound: Resource group 'platform-resources' could not be found. RequestID 5f0c2a8e-1111-4222-8333-123456789abc at 12:01:33",
};

function failedRecord(failure: Cause): Partial<RequestRecord> {
  const crossplane = { state: "failed", final: true, cause: failure } as const;
  return {
    state: "failed",
    ...mergedFields,
    delivery: delivery({ state: "deployed" }, crossplane),
  };
}

describe("when nobody must know or act, nobody is told", () => {
  it.each<[string, Partial<RequestRecord>]>([
    ["asked", {}],
    ["pull request open", { state: "open", pullRequest }],
    [
      "check running",
      {
        state: "open",
        pullRequest,
        decision: { kind: "wait", reasonCode: "checkRunning", message: "The check runs." },
      },
    ],
    ["merging", { state: "open", decision: { kind: "proceed", reasonCode: "allowed" } }],
    ["merged", { state: "merged", ...mergedFields }],
    ["sent before", { state: "ready", ...mergedFields, replies: { ready: sent } }],
  ])("%s", (_, changes) => {
    expect(repliesOf(recordWith(changes), context)).toEqual([]);
  });
});

describe("ready", () => {
  const ready = { state: "ready", ...mergedFields, finishedAt: "2026-03-02T12:04:10Z" } as const;

  it("says how long it took and how to reach it", () => {
    const reply = onlyReply(ready, {
      connection: "Key Vault platform-kv, secret my-team-my-app-database",
    });
    expect(reply.kind).toBe("ready");
    expect(reply.paragraphs).toEqual([
      "Database “my-app-database” for my-team is ready. It took 4 min 10 s from request to ready.",
      "How to reach it: Key Vault platform-kv, secret my-team-my-app-database",
    ]);
  });

  it("names the connection Secret, by reference only", () => {
    const reply = onlyReply(ready, {
      connectionSecret: { namespace: "my-team", name: "my-app-database-conn" },
    });
    expect(reply.paragraphs[1]).toContain(
      "the Secret “my-app-database-conn” in the namespace “my-team”",
    );
    expect(reply.code).toBe("kubectl get secret my-app-database-conn --namespace my-team");
  });

  it("says whom to ask when no reference is known", () => {
    expect(onlyReply(ready).paragraphs[1]).toContain("Ask the platform team");
  });

  it("says that it recovered when it had failed", () => {
    const reply = onlyReply({ ...ready, replies: { "failed:12345678": sent } });
    expect(reply.paragraphs[0]).toContain("is ready after all.");
  });
});

describe("failed", () => {
  it("names the root cause, what can be done and the command that shows more", () => {
    const reply = onlyReply(failedRecord(cause));
    expect(reply.paragraphs[0]).toBe("Database “my-app-database” for my-team failed.");
    expect(reply.paragraphs[1]).toContain(
      "Account “my-app-database-x7k2p” reports: async create failed",
    );
    expect(reply.paragraphs[2]).toMatch(/^What can be done: .*resourceGroupName/);
    expect(reply.code).toBe(
      "kubectl describe account.cosmosdb.azure.upbound.io my-app-database-x7k2p",
    );
  });

  it("is told once, although the message's request id and time differ at each try", () => {
    const first = onlyReply(failedRecord(cause));
    const again = {
      ...cause,
      message: cause.message
        .replace("5f0c2a8e-1111-4222-8333-123456789abc", "77777777-aaaa-4222-8333-123456789abc")
        .replace("12:01:33", "12:05:59"),
    };
    expect(onlyReply(failedRecord(again)).kind).toBe(first.kind);
  });

  it("is told again when the cause is another", () => {
    const first = onlyReply(failedRecord(cause));
    const other = { ...cause, message: "QuotaExceeded: no more accounts." };
    const changes = { ...failedRecord(other), replies: { [first.kind]: sent } };
    expect(onlyReply(changes).kind).not.toBe(first.kind);
  });

  it("without a cause gives the reason", () => {
    const reply = onlyReply({ state: "failed", reason: "GitHub did not take the commit." });
    expect(reply.paragraphs).toContain("GitHub did not take the commit.");
  });
});

describe("waiting", () => {
  it("for approval names whom, once for each commit", () => {
    const decision = {
      kind: "wait",
      reasonCode: "approvalsMissing",
      message: "1 of 2 approvals by members of myorg/platform is there.",
    } as const;
    const reply = onlyReply({ state: "open", pullRequest, check: passedCheck, decision });
    expect(reply.paragraphs).toContain(decision.message);
    const laterMessage = { ...decision, message: "Nobody of myorg/platform has approved it." };
    expect(onlyReply({ state: "open", pullRequest, decision: laterMessage }).kind).toBe(reply.kind);
    const nextCommit = { ...pullRequest, headSha: "d".repeat(40) };
    expect(onlyReply({ state: "open", pullRequest: nextCommit, decision }).kind).not.toBe(
      reply.kind,
    );
  });

  it("for a person in Argo CD", () => {
    const reply = onlyReply({
      state: "merged",
      ...mergedFields,
      delivery: delivery(
        { state: "needsManualSync", message: "Automatic sync is off: sync it by hand." },
        {},
      ),
    });
    expect(reply.paragraphs[0]).toContain("waits for a person in Argo CD");
    expect(reply.paragraphs[1]).toContain("sync it by hand");
  });
});

describe("a failed check", () => {
  const finding: Violation = {
    policy: "schema",
    validation: "0",
    outcome: "deny",
    message: "size must be one of small, medium, large.",
    location: {
      path: "claims/my-team/my-app-database.yaml",
      startLine: 8,
      startColumn: 11,
      endLine: 8,
      endColumn: 15,
    },
  };
  const record = {
    state: "open",
    pullRequest,
    check: { ...passedCheck, conclusion: "failure" },
    decision: {
      kind: "wait",
      reasonCode: "checkFailed",
      message: "The guardrails found 1 problem.",
    },
  } as const;

  it("names file and line", () => {
    const reply = onlyReply(record, { violations: [finding] });
    expect(reply.paragraphs[1]).toBe(
      "claims/my-team/my-app-database.yaml, line 8: size must be one of small, medium, large.",
    );
    expect(reply.links[0]?.url).toBe(pullRequest.url);
  });

  it("names a few and counts the rest", () => {
    const reply = onlyReply(record, { violations: Array.from({ length: 9 }, () => finding) });
    expect(reply.paragraphs).toHaveLength(7);
    expect(reply.paragraphs[6]).toContain("And 4 more");
  });

  it("gives the decision's words when the findings are not at hand", () => {
    expect(onlyReply(record).paragraphs[1]).toBe("The guardrails found 1 problem.");
  });
});

describe("ends that a person chose", () => {
  it("closed: who did it and how to go on", () => {
    const reply = onlyReply({
      state: "closed",
      pullRequest,
      reason: "mona closed pull request #7 without merging.",
    });
    expect(reply.kind).toBe("closed");
    expect(reply.paragraphs[0]).toContain("mona closed pull request #7");
    expect(reply.paragraphs[1]).toContain("/platform new-db");
  });

  it("merged without a cluster: does not say that it will not be made", () => {
    const reason = "It is merged. No cluster is connected to Causeway.";
    const reply = onlyReply({ state: "closed", ...mergedFields, reason });
    expect(reply.paragraphs).toEqual([`Database “my-app-database” for my-team: ${reason}`]);
  });

  it("refused: the reason, and that nothing was written", () => {
    const reply = onlyReply({
      state: "refused",
      reason: "“my-app-database” is taken. Choose another name.",
    });
    expect(reply.kind).toBe("refused");
    expect(reply.paragraphs[0]).toContain("Nothing was written");
    expect(reply.paragraphs[1]).toContain("Choose another name");
  });
});

describe("put aside", () => {
  it("says that nothing is lost and which id the platform team needs", () => {
    const reply = putAsideReply(recordWith({}), context, { attempts: 8 });
    expect(reply.paragraphs[0]).toContain("Something went wrong on our side");
    expect(reply.paragraphs[0]).toContain("8 tries");
    expect(reply.paragraphs[1]).toContain("r-4k2jq8d1zx");
  });

  it("gives a reason that was written for people", () => {
    const reason = "The App may not write to myorg/platform-config: give it Contents: write.";
    const reply = putAsideReply(recordWith({}), context, { attempts: 1, reason });
    expect(reply.paragraphs[1]).toBe(`The reason: ${reason}`);
    expect(reply.kind).not.toBe(putAsideReply(recordWith({}), context, { attempts: 1 }).kind);
  });
});
