import { describe, expect, it } from "vitest";
import {
  clusterFindings,
  severalClustersFindings,
  type FollowedKind,
  type KindAnswer,
} from "../../src/doctor/cluster-findings.ts";

const applications = followed("argoproj.io", "applications", "Argo CD", "deployer");
const kustomizations = followed(
  "kustomize.toolkit.fluxcd.io",
  "kustomizations",
  "Flux",
  "deployer",
);
const pods = followed("", "pods", "Kubernetes", "explainer");
const databases = followed("platform.example.com", "databases", "Crossplane", "provisioner");

function followed(
  group: string,
  plural: string,
  source: string,
  role: FollowedKind["role"],
): FollowedKind {
  const kind = { group, version: "v1", kind: plural, plural, namespaced: true };
  return { kind, source, role };
}

const yes = { kind: "answered", value: true } as const;
const silent = { kind: "silent", message: "connect ECONNREFUSED" } as const;
const no = (code: string) => ({ kind: "refused", code, message: "no" }) as const;

const kubeConfig = {
  kind: "answered",
  value: { server: "https://cluster.example.com", context: "prod" },
} as const;

type Answers = readonly (readonly [FollowedKind, KindAnswer["answer"]])[];

function find(...answers: Answers) {
  return clusterFindings(facts(...answers));
}

function facts(...answers: Answers) {
  const kinds = answers.map(([kind, answer]) => ({ followed: kind, answer }));
  return { kubeConfig, kinds };
}

describe("clusterFindings", () => {
  it.each<[string, Answers, readonly string[]]>([
    [
      "all can be read",
      [
        [applications, yes],
        [databases, yes],
      ],
      ["ok cluster-kinds"],
    ],
    [
      "Flux is not there beside Argo CD",
      [
        [applications, yes],
        [kustomizations, no("404")],
        [databases, yes],
      ],
      ["ok cluster-kinds"],
    ],
    [
      "neither is there",
      [
        [applications, no("404")],
        [kustomizations, no("404")],
        [databases, yes],
      ],
      ["ok cluster-kinds", "failure cluster-no-deployer"],
    ],
    [
      "an offering's kind is not there yet",
      [
        [applications, yes],
        [databases, no("404")],
      ],
      ["ok cluster-kinds", "warning cluster-kind-missing"],
    ],
    [
      "a kind is forbidden",
      [
        [applications, yes],
        [databases, no("403")],
      ],
      ["ok cluster-kinds", "failure cluster-kind-forbidden"],
    ],
    [
      "what would explain a failure is forbidden",
      [
        [applications, yes],
        [pods, no("403")],
      ],
      ["ok cluster-kinds", "warning cluster-kind-unexplained"],
    ],
    [
      "what would explain a failure is not installed",
      [
        [applications, yes],
        [pods, no("404")],
      ],
      ["ok cluster-kinds"],
    ],
    [
      "everything is forbidden",
      [
        [applications, no("403")],
        [databases, no("403")],
      ],
      ["failure cluster-kind-forbidden", "failure cluster-kind-forbidden"],
    ],
    [
      "the credentials are not known",
      [
        [applications, no("401")],
        [databases, no("401")],
      ],
      ["failure cluster-credentials"],
    ],
    [
      "it is away",
      [
        [applications, silent],
        [databases, silent],
      ],
      ["failure cluster-silent"],
    ],
    [
      "one answer does not come",
      [
        [applications, yes],
        [databases, silent],
      ],
      ["ok cluster-kinds", "failure cluster-silent"],
    ],
    [
      "it has trouble",
      [
        [applications, no("500")],
        [databases, yes],
      ],
      ["ok cluster-kinds", "failure cluster-refused"],
    ],
  ])("when %s", (_what, answers, expected) => {
    const findings = find(...answers);
    expect(findings.map(({ state, id }) => `${state} ${id}`)).toEqual(expected);
    expect(findings.filter(({ state, mend }) => state !== "ok" && !mend)).toEqual([]);
  });

  it("tells of several clusters what each lacks, and what none of them has", () => {
    const management = facts([applications, yes], [databases, no("404")]);
    const eu = facts([applications, no("404")], [databases, no("403")]);
    const us = facts([applications, silent], [databases, silent]);
    const told = (...clusters: readonly (readonly [string, ReturnType<typeof facts>])[]) =>
      severalClustersFindings(clusters.map(([name, one]) => ({ name, facts: one }))).map(
        ({ state, id, what }) => `${state} ${id} ${what.split(":")[0]}`,
      );
    expect(told(["management", management], ["eu", eu], ["us", us])).toEqual([
      "ok cluster-kinds management",
      "failure cluster-kind-forbidden eu",
      "failure cluster-silent us",
    ]);
    expect(told(["eu", facts([applications, no("404")], [databases, no("404")])])).toEqual([
      "warning cluster-kind-missing The cluster has no kind databases.platform.example.com in version v1, which an offering makes.",
      "failure cluster-no-deployer The cluster has neither Argo CD",
    ]);
  });

  it("gives the rule that would permit it", () => {
    const [, finding] = find([applications, yes], [databases, no("403")]);
    expect(finding?.mend).toContain("deploy/rbac.yaml");
    expect(finding?.mend).toContain(
      '{apiGroups: ["platform.example.com"], resources: [databases], verbs: [get, list, watch]}',
    );
  });
});
