import { describe, expect, it } from "vitest";
import { judgeChange } from "../../src/policies/judge-change.ts";
import type { ChangedFile } from "../../src/domain/guardrail.ts";
import type { Judge } from "../../src/domain/ports/judge.ts";
import { judgeSubject } from "../../src/workflow/judge-subject.ts";
import { platformYaml, portsOf, World } from "./world.ts";

const pod = (name: string, labels = "{}"): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: team-alpha
  labels: ${labels}
spec:
  containers:
    - name: app
      image: registry.example.com/app:1.0.0
`;

const teamLabel = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: team-label.example.com }
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods] }
  validations:
    - expression: has(object.metadata.labels) && 'team' in object.metadata.labels
      message: The label team is missing.
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: team-label.example.com }
spec: { policyName: team-label.example.com, validationActions: [Deny] }
`;

const policyPath = "guardrails/team-label.yaml";
const exemption = `apiVersion: causeway.dev/v1
kind: Exemption
metadata: { name: old-pods }
spec:
  guardrail: team-label.example.com
  match: { path: apps/a.yaml }
  owner: team-alpha
  reason: It goes away with the old cluster.
  expires: 2027-06-30
`;

/** The real judge, in this thread, without the guardrails that ship. */
const judge: Judge = {
  judge: (input) => judgeChange(input, []),
  close: () => Promise.resolve(),
};

async function judged(
  base: Readonly<Record<string, string>>,
  files: readonly ChangedFile[],
  change: { readonly judge?: Judge } = {},
) {
  const ports = portsOf(new World(base), { judge, ...change });
  return judgeSubject(ports, await ports.configuration.refresh(), {
    repository: ports.settings.configurationRepository,
    files,
    skipped: [],
  });
}

const apps = { "apps/a.yaml": pod("a"), "apps/b.yaml": pod("b", "{ team: alpha }") };

describe("a change of the rules", () => {
  it("is told by what a new policy would deny in the files that are there", async () => {
    const { details } = await judged(apps, [{ path: policyPath, content: teamLabel }]);
    expect(details.effect).toMatchObject({ judgedFiles: 2, files: 2, noLongerDenied: [] });
    expect(details.effect?.newlyDenied).toMatchObject([
      { policy: "team-label.example.com", location: { path: "apps/a.yaml" } },
    ]);
  });

  it("is told by what a removed policy would let pass", async () => {
    const base = { ...apps, [policyPath]: teamLabel };
    const { details } = await judged(base, [{ path: policyPath, baseContent: teamLabel }]);
    expect(details.effect?.newlyDenied).toEqual([]);
    expect(details.effect?.noLongerDenied).toHaveLength(1);
  });

  it.each([
    [
      "a level in platform.yaml",
      "platform.yaml",
      platformYaml("guardrails: { team-label.example.com: warn }"),
    ],
    ["an exemption", "exemptions/old.yaml", exemption],
  ])("is told for %s", async (_, path, content) => {
    const base = { ...apps, [policyPath]: teamLabel };
    const { details, judgement } = await judged(base, [{ path, content }]);
    expect(judgement.conclusion).toBe("success");
    expect(details.effect?.noLongerDenied).toMatchObject([{ location: { path: "apps/a.yaml" } }]);
  });

  it("does not judge the pull request that brings it", async () => {
    const base = { ...apps, [policyPath]: teamLabel };
    const files = [
      { path: "exemptions/old.yaml", content: exemption },
      { path: "apps/a.yaml", content: pod("a2") },
    ];
    expect((await judged(base, files)).judgement.conclusion).toBe("failure");
  });

  it("is judged no further than there is time for, and says so", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 305 }, (_, index) => [`apps/${index + 1_000}.yaml`, pod(`p${index}`)]),
    );
    const { details } = await judged(many, [{ path: policyPath, content: teamLabel }]);
    expect(details.effect).toMatchObject({ judgedFiles: 300, files: 305 });
    expect(details.effect?.newlyDenied).toHaveLength(300);
  });

  it("is not known when the judge was ended, and that is said", async () => {
    const ended: Judge = {
      judge: async (input) => {
        const judgement = await judgeChange(input, []);
        const [result] = judgement.results;
        if (result === undefined || input.files.length < 2) return judgement;
        const error = {
          ...result,
          policy: "guardrails",
          validation: "complete",
          outcome: "error" as const,
          message: "The checks took longer than 10 s and were ended.",
        };
        return { ...judgement, violations: [error] };
      },
      close: () => judge.close(),
    };
    const { details } = await judged(apps, [{ path: policyPath, content: teamLabel }], {
      judge: ended,
    });
    expect(details.effect?.problem).toContain("took longer than 10 s");
  });

  it("is not looked for when the change leaves the rules alone", async () => {
    const { details } = await judged(apps, [{ path: "apps/a.yaml", content: pod("a2") }]);
    expect(details.effect).toBeUndefined();
  });
});

describe("exemptions of the default branch", () => {
  const base = { ...apps, [policyPath]: teamLabel };
  const change = [{ path: "apps/a.yaml", content: pod("a2") }];

  it("let their findings pass, and the check says by whose leave", async () => {
    const { judgement, details } = await judged(
      { ...base, "exemptions/old.yaml": exemption },
      change,
    );
    expect(judgement.conclusion).toBe("success");
    expect(details.exempted).toMatchObject([{ exemption: { name: "old-pods" } }]);
  });

  it("that are over do not count, and are told at their line", async () => {
    const old = exemption.replace("2027-06-30", "2026-01-31");
    const { judgement } = await judged({ ...base, "exemptions/old.yaml": old }, change);
    expect(judgement.conclusion).toBe("failure");
    expect(judgement.violations).toContainEqual(
      expect.objectContaining({
        policy: "exemptions",
        outcome: "warn",
        location: expect.objectContaining({ path: "exemptions/old.yaml", startLine: 9 }),
      }),
    );
  });

  it("that can't be read do not count, and the platform team is told", async () => {
    const broken = exemption.replace("  owner: team-alpha\n", "");
    const { judgement, details } = await judged({ ...base, "exemptions/old.yaml": broken }, change);
    expect(judgement.conclusion).toBe("failure");
    expect(details.notes.join()).toContain("exemptions/old.yaml:");
  });
});

describe("a pull request that brings an exemption", () => {
  it.each([
    [
      "without an owner",
      exemption.replace("  owner: team-alpha\n", ""),
      '"owner" is missing',
      "failure",
    ],
    [
      "from a guardrail that there is not",
      exemption.replace("team-label", "team-labl"),
      "Did you mean",
      "failure",
    ],
    [
      "that is over already",
      exemption.replace("2027-06-30", "2026-01-31"),
      "ended on 2026-01-31",
      "success",
    ],
  ])("%s is told at its line", async (_, content, message, conclusion) => {
    const base = { ...apps, [policyPath]: teamLabel };
    const { judgement } = await judged(base, [{ path: "exemptions/new.yaml", content }]);
    expect(judgement.conclusion).toBe(conclusion);
    expect(judgement.violations).toMatchObject([
      { policy: "exemptions", location: { path: "exemptions/new.yaml" } },
    ]);
    expect(judgement.violations[0]?.message).toContain(message);
  });
});
