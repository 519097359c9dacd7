import { readFileSync } from "node:fs";
import type { DeliveryTarget } from "../../src/domain/delivery.ts";
import { isSameObject, refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import type { ClusterView } from "../../src/domain/ports/cluster.ts";
import { parseObject } from "../../src/kubernetes/parse-object.ts";
import { readYaml } from "../../src/yaml/documents.ts";

/** The commits in the fixtures: the one that is asked about, one after it and one before it. */
export const commits = {
  asked: "8f1c6b0f4b8ad9c5a1e2d3c4b5a69788f1c6b0f4",
  later: "2b7d9e3a5c1f8064b2d7e9a3c5f1806423d7e9a1",
  earlier: "0a1162b3c4d5e6f708192a3b4c5d6e7f80912a3b",
} as const;

/** The objects of `test/fixtures/delivery/<name>.yaml`. */
export function fixture(name: string): readonly KubernetesObject[] {
  const path = `../fixtures/delivery/${name}.yaml`;
  const { documents, problems } = readYaml(
    readFileSync(new URL(path, import.meta.url), "utf8"),
    path,
  );
  if (problems.length > 0) throw new Error(`${path} can't be read`);
  return documents.map(({ value }) => {
    const object = parseObject(value, { apiVersion: "", kind: "" });
    if (object === undefined) throw new Error(`${path} holds something that is no object`);
    return object;
  });
}

export function viewOf(objects: readonly KubernetesObject[], synced = true): ClusterView {
  return {
    synced,
    find: (ref) => objects.find((object) => isSameObject(refOf(object), ref)),
    list: (group, kind) =>
      objects.filter((object) => refOf(object).group === group && object.kind === kind),
    isForbidden: () => false,
  };
}

export function targetFor(change: Partial<DeliveryTarget> = {}): DeliveryTarget {
  return {
    commitSha: commits.asked,
    descendants: new Set([commits.asked, commits.later]),
    repositoryUrl: "https://github.com/myorg/platform-config",
    manifestPath: "claims/team-alpha/my-app-database.yaml",
    object: {
      group: "platform.example.com",
      kind: "Database",
      namespace: "team-alpha",
      name: "my-app-database",
    },
    mergedAt: "2026-11-20T09:00:00Z",
    ...change,
  };
}
