import { describe, expect, it } from "vitest";
import type { Exemption } from "../../../src/domain/exemption.ts";
import type { Violation } from "../../../src/domain/guardrail.ts";
import { applyExemptions } from "../../../src/policies/exemptions/apply-exemptions.ts";
import { judgementOf } from "../../../src/policies/judge-change.ts";

const place = (path: string, line: number) => ({
  path,
  startLine: line,
  startColumn: 1,
  endLine: line,
  endColumn: 9,
});

const finding: Violation = {
  policy: "no-host-path.causeway.dev",
  validation: "0",
  outcome: "deny",
  message: "The volume logs is a hostPath.",
  resource: { apiVersion: "apps/v1", kind: "DaemonSet", namespace: "logging", name: "collector" },
  location: place("apps/logging/collector.yaml", 7),
  further: [
    {
      message: "The volume docker is a hostPath.",
      location: place("apps/logging/collector.yaml", 9),
    },
  ],
};

const exemption: Exemption = {
  name: "log-collector",
  guardrail: "no-host-path",
  match: { kind: "DaemonSet" },
  owner: "team-observability",
  reason: "It reads the nodes' logs.",
  expires: "2026-12-31",
  location: place("exemptions/logging.yaml", 12),
  guardrailLocation: place("exemptions/logging.yaml", 6),
};

function judge(match: Exemption["match"], change: Partial<Exemption> = {}, today = "2026-11-25") {
  const judgement = judgementOf([finding], { checkedObjects: 1, checkedFiles: 1 });
  return applyExemptions(judgement, [{ ...exemption, match, ...change }], today);
}

describe("an exemption", () => {
  it("turns its finding, with all its places, into one that is skipped and says why", () => {
    const { judgement, exempted } = judge({ kind: "DaemonSet", namespace: "logging" });
    expect(judgement).toMatchObject({ conclusion: "success", violations: [], checkedFiles: 1 });
    expect(judgement.results).toMatchObject([{ outcome: "skipped", policy: finding.policy }]);
    expect(judgement.results[0]?.message).toContain("team-observability");
    expect(judgement.results[0]?.message).toContain("It reads the nodes' logs.");
    expect(exempted).toHaveLength(1);
  });

  it.each<[string, Exemption["match"], boolean]>([
    ["the name", { name: "collector" }, true],
    ["a pattern of the name", { name: "coll*" }, true],
    ["another name", { name: "collect" }, false],
    ["a folder", { path: "apps/logging/**" }, true],
    ["one folder's files", { path: "apps/*" }, false],
    ["another kind", { kind: "Deployment", path: "apps/**" }, false],
    ["another namespace", { namespace: "kube-system" }, false],
    [
      "all four",
      {
        kind: "DaemonSet",
        namespace: "logging",
        name: "collector",
        path: "apps/logging/collector.yaml",
      },
      true,
    ],
  ])("is about %s", (_, match, covered) => {
    expect(judge(match).judgement.conclusion).toBe(covered ? "success" : "failure");
  });

  it.each(["no-host-path.causeway.dev", "no-host-path"])("may name %s", (guardrail) => {
    expect(judge({ kind: "*" }, { guardrail }).judgement.conclusion).toBe("success");
  });

  it("from another guardrail changes nothing", () => {
    expect(judge({ kind: "*" }, { guardrail: "no-host-ports" }).judgement.conclusion).toBe(
      "failure",
    );
  });

  it("counts on its last day", () => {
    expect(judge({ kind: "*" }, {}, "2026-12-31").judgement.conclusion).toBe("success");
  });

  it("does not count after it, and is told at its own line", () => {
    const { judgement, exempted } = judge({ kind: "*" }, {}, "2027-01-01");
    expect(exempted).toEqual([]);
    expect(judgement.conclusion).toBe("failure");
    const told = judgement.violations.filter(({ policy }) => policy === "exemptions");
    expect(told).toMatchObject([
      { outcome: "warn", location: { path: "exemptions/logging.yaml", startLine: 12 } },
    ]);
    expect(told[0]?.message).toContain("ended on 2026-12-31");
  });

  it("is not told of where it would have changed nothing", () => {
    expect(judge({ kind: "Pod" }, {}, "2027-01-01").judgement.violations).toHaveLength(2);
  });

  it("does not cover what could not be judged", () => {
    const broken = { ...finding, outcome: "error" as const };
    const judgement = judgementOf([broken], { checkedObjects: 1, checkedFiles: 1 });
    expect(applyExemptions(judgement, [exemption], "2026-11-25").judgement.conclusion).toBe(
      "failure",
    );
  });
});
