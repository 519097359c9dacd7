import { describe, expect, it } from "vitest";
import { findServices } from "../../../src/catalog/services/find-services.ts";
import { filesOf, repositoryUrl, type Tree } from "../../plan/promotion/layouts.ts";

const environments = ["dev", "staging", "production"] as const;

function find(tree: Tree) {
  return findServices({ files: filesOf(tree), objects: [], environments, repositoryUrl });
}

function found(tree: Tree): readonly string[] {
  return find(tree).services.flatMap(({ instances }) =>
    instances.map(
      (one) => `${one.service}@${one.environment} ${one.deployer.kind}/${one.deployer.name}`,
    ),
  );
}

const kustomization = (name: string, path: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { path: ${path}, sourceRef: { kind: GitRepository, name: flux-system } }\n`;
const source = (url: string, ref: string): string =>
  `---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: flux-system, namespace: flux-system }\nspec: { url: "${url}", ref: ${ref} }\n`;
const generator = (environment: string): string => `---
apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: { name: flux-system, namespace: flux-system }
spec:
  sources: [{ alias: repo, kind: GitRepository, name: flux-system }]
  artifacts:
    - name: checkout
      copy:
        - { from: "@repo/apps/base/**", to: "@artifact/base/" }
        - { from: "@repo/apps/${environment}/**", to: "@artifact/own/" }
`;

describe("Flux", () => {
  const release =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: checkout }\nspec: { chart: { spec: { chart: web, version: 1.0.0 } } }\n";

  it("tells clusters apart by the folder, though their names are the same", () => {
    const tree = {
      "clusters/dev/checkout.yaml": kustomization("checkout", "./apps/dev"),
      "clusters/dev/source.yaml": source(repositoryUrl, "{ branch: main }"),
      "clusters/staging/checkout.yaml": kustomization("checkout", "./apps/staging"),
      "clusters/staging/source.yaml": source("ssh://git@github.com/acme/other", "{ tag: v1.0.0 }"),
      "apps/dev/x.yaml": "a: 1\n",
    };
    const instances = find(tree).services[0]?.instances.map(({ environment, sources }) => [
      environment,
      sources[0],
    ]);
    expect(instances).toMatchObject([
      ["dev", { here: true, path: "apps/dev", targetRevision: "main" }],
      ["staging", { here: false, repository: "github.com/acme/other", targetRevision: "v1.0.0" }],
    ]);
  });

  it("counts a HelmRelease to the Kustomization that brings it", () => {
    const tree = {
      "clusters/dev/checkout.yaml": kustomization("checkout", "./apps/dev/checkout"),
      "apps/dev/checkout/release.yaml": release,
    };
    expect(found(tree)).toEqual(["checkout@dev Kustomization/checkout"]);
  });

  it("finds a HelmRelease by itself", () => {
    expect(found({ "apps/production/checkout.yaml": release })).toEqual([
      "checkout@production HelmRelease/checkout",
    ]);
  });

  it("follows a generated artifact back to its folder, each cluster its own", () => {
    const generated = kustomization("checkout", "./own").replace(
      "kind: GitRepository, name: flux-system",
      "kind: ExternalArtifact, name: checkout",
    );
    const tree = {
      "clusters/dev/all.yaml": generated + generator("dev"),
      "clusters/staging/all.yaml": generated + generator("staging"),
      "apps/dev/x.yaml": "a: 1\n",
      "apps/staging/x.yaml": "a: 1\n",
    };
    const sources = find(tree).services[0]?.instances.map((one) => one.sources[0]?.path);
    expect(sources).toEqual(["apps/dev", "apps/staging"]);
  });

  it("leaves out the root of a cluster, which applies its own file", () => {
    expect(
      found({ "clusters/dev/root.yaml": kustomization("flux-system", "./clusters/dev") }),
    ).toEqual([]);
  });
});
