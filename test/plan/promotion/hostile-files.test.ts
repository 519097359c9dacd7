import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findServices } from "../../../src/catalog/services/find-services.ts";
import { carriersOf, versionOf } from "../../../src/plan/promotion/carriers.ts";
import { planPromotion } from "../../../src/plan/promotion/plan-promotion.ts";
import {
  application,
  environments,
  filesOf,
  overlays,
  repositoryUrl,
  type Tree,
} from "./layouts.ts";

/** Layouts of all kinds in one tree, to be damaged. */
const whole: Tree = {
  ...overlays,
  "argocd/set.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: worker }
spec:
  generators:
    - list:
        elements:
          - { env: dev, tag: "2.0.0" }
          - { env: staging, tag: "1.9.0" }
    - matrix: { generators: [{ git: { repoURL: "${repositoryUrl}", files: [{ path: "config/*.yaml" }] } }, { list: { elements: [{ x: y }] } }] }
  template:
    metadata: { name: "worker-{{env}}" }
    spec:
      source: { repoURL: "${repositoryUrl}", path: chart, helm: { valueFiles: ["values-{{env}}.yaml"], parameters: [{ name: image.tag, value: "{{tag}}" }], values: "image: {repository: a/worker}" } }
`,
  "config/production.yaml": "env: production\ntag: 1.8.0\n",
  "chart/Chart.yaml":
    "name: worker\nversion: 1.0.0\ndependencies:\n  - name: web\n    version: 1.2.3\n",
  "chart/values.yaml": "image:\n  repository: a/worker\n  tag: 1.0.0\n",
  "chart/values-dev.yaml": "sidecar: { image: envoy:v1.31, }\n",
  "chart/values-staging.yaml": "sidecar:\n  image: envoy:v1.30\n",
  "clusters/dev/api.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: api, namespace: flux-system }
spec: { path: ./flux/dev, sourceRef: { kind: GitRepository, name: flux-system }, images: [{ name: api, newTag: "3" }] }
`,
  "clusters/staging/api.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: api, namespace: flux-system }
spec: { path: ./flux/staging, sourceRef: { kind: GitRepository, name: flux-system }, images: [{ name: api, newTag: "2" }] }
`,
  "flux/dev/release.yaml":
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: db }\nspec:\n  chart: { spec: { chart: pg, version: 2.0.0 } }\n  values:\n    image: { repository: pg, tag: '16.1' }\n",
  "flux/staging/release.yaml":
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: db }\nspec:\n  chart: { spec: { chart: pg, version: 1.0.0 } }\n  values:\n    image: { repository: pg, tag: '15.1' }\n",
  "app.yaml": application("cart-dev", "path: apps/checkout/overlays/dev"),
};

const damages: readonly ((text: string, at: number) => string)[] = [
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at) => text.slice(0, at),
  (text, at) => `${text.slice(0, at)}\n${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}: [&a *a {{ x }}${text.slice(at)}`,
  (text, at) => text.slice(0, at) + "null" + text.slice(at + 4),
  (text, at) =>
    text
      .split("\n")
      .toSpliced(at % text.split("\n").length, 1)
      .join("\n"),
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => `---\n${text}---\n${text}`,
  (text, at) => text.replace(/name: \S+/, `name: "${"../".repeat(at % 5)}__proto__"`),
];

describe("whatever the files hold", () => {
  it("nothing is thrown, and an edit changes the lines that it names and no others", () => {
    const paths = Object.keys(whole);
    const damage = fc.tuple(fc.nat(paths.length - 1), fc.nat(damages.length - 1), fc.nat(600));
    let planned = 0;
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 4 }), (steps) => {
        const tree: Record<string, string> = { ...whole };
        for (const [file, kind, at] of steps) {
          const path = paths[file] ?? "";
          tree[path] =
            damages[kind]?.(tree[path] ?? "", at % ((tree[path] ?? "").length + 1)) ?? "";
        }
        const files = filesOf(tree);
        const { services } = findServices({ files, objects: [], environments, repositoryUrl });
        for (const service of services) {
          const [from, to] = service.instances;
          if (from === undefined || to === undefined) continue;
          versionOf(from, files);
          const astray = carriersOf(to, files).filter(({ range, value, path, inside }) => {
            if (range === undefined || inside !== undefined) return false;
            return tree[path]?.slice(...range).includes(value.slice(0, 3)) !== true;
          });
          expect(astray).toEqual([]);
          const plan = planPromotion({
            service,
            from: { instance: from, files },
            to: { instance: to, files },
          });
          if (plan.kind !== "edits") continue;
          planned += 1;
          for (const { path, before, after } of plan.files) {
            const [old, fresh] = [before.split("\n"), after.split("\n")];
            const lines = old.flatMap((line, index) => (line === fresh[index] ? [] : [index + 1]));
            const named = plan.changes.filter((one) => one.path === path).map(({ line }) => line);
            expect(new Set(named)).toEqual(new Set(lines));
          }
        }
      }),
      { numRuns: 30, seed: 5 },
    );
    expect(planned).toBeGreaterThan(30);
  });
});
