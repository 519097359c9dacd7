import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";

const folder = new URL("../../fixtures/policies/pod-security-policies/", import.meta.url);

/** The level that takes a policy in with others. */
const levels = {
  hostnetwork: "baseline",
  "hostports-containers": "baseline",
  "seccomp-profile-restricted": "restricted",
  "selinux-type": "baseline",
  "volume-types": "restricted",
} as const;

function read(policy: string, file: string): string {
  return readFileSync(new URL(`${policy}/${file}.yaml`, folder), "utf8");
}

const labelDomain = "pss.security.kolteq.com";

/** The label prefix by which a namespace opts in to a policy alone, as its bindings have it. */
function ownLabel(policy: string): string {
  const found = /key: (\S+\.pss\.security\.kolteq\.com)\/warn/.exec(read(policy, "binding"));
  return found?.[1] ?? "";
}

/** What a policy says of a Pod in a Namespace with some labels; of one that is in no file, without. */
async function outcomes(
  policy: string,
  pod: string,
  labels?: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: { name: policy-test, labels: ${JSON.stringify(labels)} }\n`;
  const rules = [
    { path: "policy.yaml", content: read(policy, "policy") },
    { path: "binding.yaml", content: read(policy, "binding") },
    ...(labels === undefined ? [] : [{ path: "namespace.yaml", content: namespace }]),
  ];
  const files = [{ path: "pod.yaml", content: pod }];
  const { results } = await judgeChange({ files, rules }, []);
  return results.filter((one) => one.policy.startsWith("check-")).map(({ outcome }) => outcome);
}

const wellFormed = `apiVersion: v1
kind: Pod
metadata: { name: good, namespace: policy-test }
spec:
  securityContext: { seccompProfile: { type: RuntimeDefault } }
  containers: [{ name: main, image: a }]
`;

describe.each(Object.entries(levels))("the published policy %s", (policy, level) => {
  const own = ownLabel(policy);

  test.each([
    ["asks for it", { [`${own}/enforce`]: "true" }, ["deny"]],
    ["wants to be warned", { [`${own}/warn`]: "true" }, ["warn"]],
    ["wants it audited", { [`${own}/audit`]: "true" }, ["audit"]],
    ["has its level", { [`${labelDomain}/enforce`]: level }, ["deny"]],
    [
      "has its level and opts out",
      { [`${labelDomain}/enforce`]: level, [`${own}/enforce`]: "false" },
      [],
    ],
    ["says nothing", {}, []],
    ["is in no file", undefined, ["notEvaluable"]],
  ])("judges the Pod that it is about when the namespace %s", async (_what, labels, expected) => {
    expect(await outcomes(policy, read(policy, "test"), labels)).toEqual(expected);
  });

  test("lets a well-formed Pod pass", async () => {
    expect(await outcomes(policy, wellFormed, { [`${own}/enforce`]: "true" })).toEqual(["pass"]);
  });
});

test("a policy on a subresource takes no file", async () => {
  const policy = "hostports-ephemeralcontainers";
  const labels = { [`${ownLabel(policy)}/enforce`]: "true" };
  expect(await outcomes(policy, read(policy, "test"), labels)).toEqual([]);
});
