import { describe, expect, it } from "vitest";
import { nothingRendered, type CheckDetails } from "../../src/domain/check-details.ts";
import type { Judgement, PolicyResult, Violation } from "../../src/domain/guardrail.ts";
import { checkRunOf, mostAnnotations } from "../../src/report/check-run-report.ts";

const details: CheckDetails = {
  skipped: [],
  levels: {},
  advice: new Map([
    ["no-host-path.causeway.dev", { title: "No hostPath volumes", mend: "Use a PVC." }],
  ]),
  exempted: [],
  rendering: nothingRendered,
  notes: [],
};

function finding(line: number, change: Partial<Violation> = {}): Violation {
  return {
    policy: "no-host-path.causeway.dev",
    validation: "0",
    outcome: "deny",
    message: `The volume on line ${line} is a hostPath.`,
    location: { path: "apps/a.yaml", startLine: line, startColumn: 5, endLine: line, endColumn: 9 },
    ...change,
  };
}

function judgement(
  violations: readonly Violation[],
  more: readonly PolicyResult[] = [],
): Judgement {
  const stops = violations.some(({ outcome }) => outcome !== "warn");
  return {
    conclusion: stops ? "failure" : "success",
    results: [...violations, ...more],
    violations,
    checkedObjects: 12,
    checkedFiles: 5,
  };
}

function summaryOf(violations: readonly Violation[], change: Partial<CheckDetails> = {}): string {
  return checkRunOf(judgement(violations), "sha", { ...details, ...change }).summary;
}

describe("the check run's title", () => {
  it.each([
    [[], "All guardrails passed"],
    [[finding(1)], "1 finding to mend before this can be merged"],
    [[finding(1, { outcome: "warn" })], "Nothing stands in the way; 1 warning"],
    [
      [finding(1), finding(2), finding(3, { outcome: "warn" })],
      "2 findings to mend before this can be merged, and 1 warning",
    ],
  ])("says in a second how it stands: %#", (violations, title) => {
    expect(checkRunOf(judgement(violations), "sha", details).title).toBe(title);
  });
});

describe("the check run's summary", () => {
  it("says what is wrong, where, and how to mend it, and no more when nothing else is to tell", () => {
    expect(summaryOf([finding(7)])).toBe(
      [
        "Checked 12 objects in 5 files.",
        "",
        "| | Where | What is wrong | Guardrail |",
        "| - | - | - | - |",
        "| ❌ | `apps/a.yaml:7` | The volume on line 7 is a hostPath. | `no-host-path` |",
        "",
        "### How to mend it",
        "",
        "- `no-host-path`: Use a PVC.",
        "",
        "Push a commit that mends it, and the check runs again by itself.",
      ].join("\n"),
    );
  });

  it("does not say twice how to mend: most messages end with it", () => {
    const text = summaryOf([finding(7, { message: "It is a hostPath. Use a PVC." })]);
    expect(text.match(/Use a PVC/g)).toHaveLength(1);
  });

  it("puts what stops the merge before what only warns", () => {
    const text = summaryOf([finding(1, { outcome: "warn" }), finding(9)]);
    expect(text.indexOf("apps/a.yaml:9")).toBeLessThan(text.indexOf("apps/a.yaml:1"));
  });

  it("lists the first twenty, and counts the others by guardrail", () => {
    const others = Array.from({ length: 5 }, (_, index) => finding(index + 50, { policy: "ours" }));
    const text = summaryOf([
      ...Array.from({ length: 25 }, (_, index) => finding(index + 1)),
      ...others,
    ]);
    expect(text.match(/^\| ❌/gm)).toHaveLength(20);
    expect(text).toContain("And 10 more: see the annotations on the files.");
    expect(text).toContain("By guardrail: `no-host-path` 25, `ours` 5.");
  });

  it("keeps a hostile message inside its cell", () => {
    const message = "a | b\n| ❌ | `x` |\n<!-- causeway:request=1 --> @octocat";
    const text = summaryOf([finding(1, { message })]);
    expect(text.match(/^\| ❌/gm)).toHaveLength(1);
    expect(text).not.toContain("<!--");
    expect(text).not.toContain("@octocat");
  });

  it("tells what is exempted, by whom and until when", () => {
    const exemption = {
      name: "log-collector",
      guardrail: "no-host-path",
      match: { kind: "DaemonSet" },
      owner: "team-observability",
      reason: "It reads the nodes' logs.",
      expires: "2027-06-30",
      location: finding(1).location,
      guardrailLocation: finding(1).location,
    };
    const text = summaryOf([], { exempted: [{ finding: finding(3), exemption }] });
    expect(text).toContain("### Exempted");
    expect(text).toContain(
      "- `apps/a.yaml:3` `no-host-path`: It reads the nodes' logs. (`log-collector`, team-observability, until 2027-06-30)",
    );
  });

  it("tells what platform.yaml switched off, and what was rendered, and what was not looked at", () => {
    const text = summaryOf([], {
      levels: { "no-host-path": "off", "pinned-images": "warn", "two-replicas": "deny" },
      rendering: {
        rendered: ["overlays/dev/kustomization.yaml"],
        notRendered: [{ path: "charts/web/Chart.yaml", why: "helm is not installed." }],
      },
      skipped: ["big.bin"],
      notes: ["An exemption does not count: exemptions/a.yaml:3:1: no reason"],
    });
    expect(text).toContain("- Switched off: `no-host-path`");
    expect(text).toContain("- Only warn: `pinned-images`");
    expect(text).toContain("- Always deny: `two-replicas`");
    expect(text).toContain("- Rendered and checked: `overlays/dev/kustomization.yaml`");
    expect(text).toContain("- Not rendered: `charts/web/Chart.yaml`. helm is not installed.");
    expect(text).toContain("- `big.bin` was not checked");
    expect(text).toContain("exemptions/a.yaml");
  });

  it("tells once what only the cluster can say", () => {
    const open = finding(1, { message: "Who asks is only known in the cluster." });
    const results = [1, 2].map(() => ({ ...open, outcome: "notEvaluable" as const }));
    const text = checkRunOf(judgement([], results), "sha", details).summary;
    expect(text.match(/only known in the cluster/g)).toHaveLength(1);
  });

  it("tells what a change of the rules would newly deny, and how much was judged", () => {
    const effect = { newlyDenied: [finding(4)], noLongerDenied: [], judgedFiles: 300, files: 412 };
    const text = summaryOf([], { effect });
    expect(text).toContain("**Newly denied: 1**");
    expect(text).toContain(
      "- `apps/a.yaml:4` The volume on line 4 is a hostPath. (`no-host-path`)",
    );
    expect(text).toContain("the first 300 of 412 files");
    expect(summaryOf([], { effect: { ...effect, newlyDenied: [] } })).toContain(
      "Nothing there is denied that was not",
    );
  });

  it("is never longer than GitHub takes, and says that it was cut", () => {
    const advice = new Map(
      Array.from({ length: 20 }, (_, index) => [`p${index}`, { mend: "x".repeat(5_000) }] as const),
    );
    const violations = Array.from({ length: 20 }, (_, index) =>
      finding(index, { policy: `p${index}` }),
    );
    const text = summaryOf(violations, { advice });
    expect(text.length).toBeLessThanOrEqual(65_535);
    expect(text).toMatch(/The rest is left out: GitHub shows no more\./);
  });
});

describe("the check run's annotations", () => {
  it("have the exact place, the guardrail's title, and how to mend it", () => {
    expect(checkRunOf(judgement([finding(7)]), "sha", details).annotations).toEqual([
      {
        path: "apps/a.yaml",
        startLine: 7,
        endLine: 7,
        startColumn: 5,
        endColumn: 9,
        level: "failure",
        title: "No hostPath volumes (no-host-path)",
        message: "The volume on line 7 is a hostPath.\n\nHow to mend: Use a PVC.",
      },
    ]);
  });

  it("have no columns when they span lines: GitHub refuses those", () => {
    const location = { ...finding(1).location, endLine: 3 };
    const [annotation] = checkRunOf(
      judgement([finding(1, { location })]),
      "sha",
      details,
    ).annotations;
    expect(annotation).toMatchObject({ startLine: 1, endLine: 3 });
    expect(annotation).not.toHaveProperty("startColumn");
  });

  it("are no more than anyone reads, and the summary says so", () => {
    const many = Array.from({ length: mostAnnotations + 5 }, (_, index) => finding(index + 1));
    const { annotations, summary } = checkRunOf(judgement(many), "sha", details);
    expect(annotations).toHaveLength(mostAnnotations);
    expect(summary).toContain(`the first ${mostAnnotations} are annotated on the files`);
  });

  it("are within GitHub's limits for titles and messages", () => {
    const advice = new Map([["p", { title: "t".repeat(400), mend: "m".repeat(40_000) }]]);
    const violations = [finding(1, { policy: "p" })];
    const [annotation] = checkRunOf(judgement(violations), "sha", {
      ...details,
      advice,
    }).annotations;
    expect(annotation?.title.length).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(annotation?.message ?? "")).toBeLessThanOrEqual(65_536);
  });
});
