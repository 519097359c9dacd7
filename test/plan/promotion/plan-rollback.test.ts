import { describe, expect, it } from "vitest";
import { versionOf } from "../../../src/plan/promotion/carriers.ts";
import {
  earlierVersions,
  planRollback,
  type RollbackTarget,
} from "../../../src/plan/promotion/plan-rollback.ts";
import { filesOf, instanceIn, kustomization, overlays, serviceIn, type Tree } from "./layouts.ts";

const path = "apps/checkout/overlays/production/kustomization.yaml";

/** The tree with these images in production. */
function at(images: string): Tree {
  return { ...overlays, [path]: kustomization(`images:\n${images}`) };
}

const image = (tag: string, name = "ghcr.io/acme/checkout"): string =>
  `  - name: ${name}\n    newTag: ${tag}\n`;
const head = at(image("1.4.2"));
const history = [
  { commitSha: "c".repeat(40), files: filesOf(head), at: "2026-03-03T10:00:00Z" },
  { commitSha: "b".repeat(40), files: filesOf(at(image("1.4.1"))), at: "2026-03-02T10:00:00Z" },
  { commitSha: "a".repeat(40), files: filesOf(at(image("1.4.1"))), at: "2026-03-01T10:00:00Z" },
  {
    commitSha: "9".repeat(40),
    files: filesOf(at(image('"1.3.9"', "ghcr.io/acme/checkout"))),
    at: "2026-02-01T10:00:00Z",
  },
];

function rollBack(to: RollbackTarget, tree = head) {
  const service = serviceIn(tree);
  const instance = instanceIn(service, "production");
  return planRollback({ service, instance, files: filesOf(tree), history, to });
}

describe("rolling back", () => {
  it("lists the versions that were there, newest first, each once", () => {
    const versions = earlierVersions(instanceIn(serviceIn(head), "production"), history);
    expect(versions.map(({ version, commitSha }) => `${version} ${commitSha[0]}`)).toEqual([
      "1.4.2 c",
      "1.4.1 b",
      "1.3.9 9",
    ]);
  });

  it.each([
    ["a version", { kind: "version", version: "1.4.1" }, "1.4.1"],
    ["a commit", { kind: "commit", commitSha: "9999999" }, "1.3.9"],
  ] as const)("restores %s, and nothing else", (_target, to, version) => {
    const plan = rollBack(to);
    const before = head[path] ?? "";
    const after = before.replace("1.4.2", version);
    expect(plan).toEqual({
      kind: "edits",
      version,
      files: [{ path, before, after }],
      changes: [
        { path, line: 7, what: "ghcr.io/acme/checkout", aspect: "tag", from: "1.4.2", to: version },
      ],
      notes: [],
    });
  });

  it("restores the image's own name too", () => {
    const tree = at(
      "  - name: ghcr.io/acme/checkout\n    newName: ghcr.io/acme/rewrite\n    newTag: 2.0.0\n",
    );
    const older = at(
      "  - name: ghcr.io/acme/checkout\n    newName: ghcr.io/acme/old\n    newTag: 1.0.0\n",
    );
    const service = serviceIn(tree);
    const plan = planRollback({
      service,
      instance: instanceIn(service, "production"),
      files: filesOf(tree),
      history: [{ commitSha: "d".repeat(40), files: filesOf(older), at: "2026-01-01T00:00:00Z" }],
      to: { kind: "version", version: "1.0.0" },
    });
    expect(plan).toMatchObject({
      files: [{ after: (tree[path] ?? "").replace("rewrite", "old").replace("2.0.0", "1.0.0") }],
    });
  });

  it("has nothing to do for the version that is there", () => {
    expect(rollBack({ kind: "version", version: "1.4.2" })).toEqual({
      kind: "nothing",
      message: "production has checkout 1.4.2 already, the same as production at 1.4.2.",
    });
  });

  it("names the versions that it knows where the asked one never was", () => {
    expect(rollBack({ kind: "version", version: "9.9.9" })).toEqual({
      kind: "refused",
      message:
        "production never had checkout 9.9.9, as far as the history that was read goes. Known are: 1.4.2; 1.4.1; 1.3.9.",
    });
  });

  it("keeps what came after the version and is no version", () => {
    const tree = { ...head, [path]: `${head[path]}replicas: [{ name: checkout, count: 12 }]\n` };
    expect(rollBack({ kind: "version", version: "1.4.1" }, tree)).toMatchObject({
      files: [{ after: (tree[path] ?? "").replace("1.4.2", "1.4.1") }],
    });
  });

  it("finds the versions of a commit in which the deployer's file was elsewhere", () => {
    const { "argocd/checkout-production.yaml": moved = "", ...rest } = at(image("1.2.0"));
    const instance = instanceIn(serviceIn(head), "production");
    expect(versionOf(instance, filesOf({ ...rest, "old/place.yaml": moved }))).toBe("1.2.0");
    expect(versionOf(instance, filesOf(rest))).toBe("1.2.0");
    expect(versionOf(instance, [])).toBeUndefined();
  });

  it("leaves what other environments share by now, and restores the rest", () => {
    const base = "apps/checkout/base/deployment.yaml";
    const withProxy = (tree: Tree, tag: string): Tree => ({
      ...tree,
      [base]: `${tree[base]}        - name: proxy\n          image: envoy:${tag}\n`,
    });
    const tree = withProxy(head, "v2");
    const service = serviceIn(tree);
    const older = filesOf(withProxy(at(image("1.4.1")), "v1"));
    const plan = planRollback({
      service,
      instance: instanceIn(service, "production"),
      files: filesOf(tree),
      history: [{ commitSha: "b".repeat(40), files: older, at: "2026-03-02T10:00:00Z" }],
      to: { kind: "commit", commitSha: "b".repeat(40) },
    });
    expect(plan).toMatchObject({
      kind: "edits",
      files: [{ path }],
      notes: [expect.stringContaining("envoy stays as it is")],
    });
  });
});
