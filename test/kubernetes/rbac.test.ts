import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { statusSources } from "../../src/delivery/status-sources.ts";

const roleShape = z.object({
  kind: z.literal("ClusterRole"),
  metadata: z.object({ name: z.string() }),
  rules: z.array(
    z.object({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      verbs: z.array(z.string()),
    }),
  ),
  aggregationRule: z.unknown().optional(),
});

const text = readFileSync(new URL("../../deploy/rbac.yaml", import.meta.url), "utf8");
const documents = parseAllDocuments(text).map((document): unknown => document.toJS());
const roles = documents.flatMap((document) => {
  const parsed = roleShape.safeParse(document);
  return parsed.success ? [parsed.data] : [];
});
const rules = roles.flatMap((role) => role.rules);

describe("deploy/rbac.yaml", () => {
  it("lets every kind be read that is followed whatever the catalog holds", () => {
    const kinds = statusSources.flatMap((source) => [
      ...source.kinds({ offerings: [], broken: [] }),
      ...source.kindsOnDemand,
    ]);
    expect(kinds.length).toBeGreaterThan(0);
    for (const { group, plural } of kinds) {
      const rule = rules.find(
        ({ apiGroups, resources }) => apiGroups.includes(group) && resources.includes(plural),
      );
      expect(rule?.verbs.toSorted(), `${plural}.${group}`).toEqual(["get", "list", "watch"]);
    }
  });

  it("reads what Crossplane makes through the role that Crossplane keeps for readers", () => {
    expect(roles.map(({ aggregationRule }) => aggregationRule).filter(Boolean)).toEqual([
      {
        clusterRoleSelectors: [{ matchLabels: { "rbac.crossplane.io/aggregate-to-view": "true" } }],
      },
    ]);
  });

  it("allows no write, no wildcard and no Secret", () => {
    for (const { apiGroups, resources, verbs } of rules) {
      expect(["get", "list", "watch"]).toEqual(expect.arrayContaining(verbs));
      expect([...apiGroups, ...resources]).not.toContain("*");
      expect(resources).not.toContain("secrets");
    }
  });

  it("binds exactly its own roles to its own service account", () => {
    const bindings = documents.filter(
      (document) => z.object({ kind: z.literal("ClusterRoleBinding") }).safeParse(document).success,
    );
    const bound = bindings.map(
      (binding) =>
        z.object({ roleRef: z.object({ name: z.string() }) }).parse(binding).roleRef.name,
    );
    expect(bound.toSorted()).toEqual(roles.map(({ metadata }) => metadata.name).toSorted());
  });
});
