import { describe, expect, it } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { withoutPartialPatches } from "../../../src/policies/rendering/partial-patches.ts";

const path = "overlays/prod/patch.yaml";

async function judged(content: string, patches: readonly string[] = [path]) {
  const { results } = await judgeChange({ files: [{ path, content }], rules: [] });
  return withoutPartialPatches(results, new Set(patches)).filter(
    ({ outcome }) => outcome === "deny" || outcome === "warn",
  );
}

const partial = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers: [{ name: app, env: [{ name: A, value: b }] }]
`;

describe("a patch of Kustomize", () => {
  it("that no cluster would take is not judged as an object", async () => {
    expect(await judged(partial)).toEqual([]);
  });

  it("is judged where no kustomization names it", async () => {
    expect((await judged(partial, [])).length).toBeGreaterThan(0);
  });

  it("that is a whole object is judged: nothing hides behind a kustomization", async () => {
    const whole = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: team-alpha }
spec:
  hostNetwork: true
  containers: [{ name: app, image: "registry.example.com/app:1.0.0" }]
`;
    const policies = (await judged(whole)).map(({ policy }) => policy);
    expect(policies).toContain("no-host-namespaces.causeway.dev");
  });

  it("may still hold no credentials", async () => {
    const token = ["ghp", "1234567890abcdefghijklmnopqrstuvwxyzAB".slice(0, 36)].join("_");
    const secret = partial.replace("value: b", `value: ${token}`);
    const policies = new Set((await judged(secret)).map(({ policy }) => policy));
    expect([...policies]).toEqual(["secrets"]);
  });
});
