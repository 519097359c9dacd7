import { describe, expect, it } from "vitest";
import { application, deployment, kustomization, overlays, type Tree } from "./layouts.ts";
import { argo, changedLines, promote } from "./promoting.ts";

const flux = (
  environment: string,
  spec: string,
): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: checkout, namespace: flux-system }
spec:
  path: ./apps/checkout/${environment}
  sourceRef: { kind: GitRepository, name: flux-system }
${spec}`;

const release = (version: string, tag: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: checkout, namespace: checkout }
spec:
  chart:
    spec: { chart: web, version: ${version}, sourceRef: { kind: HelmRepository, name: acme } }
  values:
    replicaCount: 2
    image:
      repository: ghcr.io/acme/checkout
      tag: ${tag}
`;

const layouts: readonly (readonly [string, Tree, readonly string[]])[] = [
  [
    "images of a Kustomize overlay",
    overlays,
    [
      "apps/checkout/overlays/staging/kustomization.yaml:7: newTag: 1.4.1 # moved by Causeway → newTag: 1.4.2 # moved by Causeway",
    ],
  ],
  [
    "digests of a Kustomize overlay",
    {
      ...argo("path: dev", "path: staging"),
      "dev/kustomization.yaml": kustomization(
        "images: [{ name: checkout, digest: sha256:aaaa }]\n",
        "d.yaml",
      ),
      "staging/kustomization.yaml": kustomization(
        "images: [{ name: checkout, digest: sha256:bbbb }]\n",
        "d.yaml",
      ),
    },
    [
      "staging/kustomization.yaml:5: images: [{ name: checkout, digest: sha256:bbbb }] → images: [{ name: checkout, digest: sha256:aaaa }]",
    ],
  ],
  [
    "an overlay that takes its version from the base, into one of its own",
    {
      ...overlays,
      "apps/checkout/overlays/dev/kustomization.yaml": kustomization(""),
    },
    [
      "apps/checkout/overlays/staging/kustomization.yaml:7: newTag: 1.4.1 # moved by Causeway → newTag: 1.0.0 # moved by Causeway",
    ],
  ],
  [
    "plain manifests, tag and digest together",
    {
      ...argo("path: dev", "path: staging"),
      "dev/checkout.yaml": deployment("ghcr.io/acme/checkout:1.4.2@sha256:aaaa"),
      "staging/checkout.yaml": deployment('"ghcr.io/acme/checkout:1.4.1"'),
    },
    [
      'staging/checkout.yaml:11: image: "ghcr.io/acme/checkout:1.4.1" → image: "ghcr.io/acme/checkout:1.4.2@sha256:aaaa"',
    ],
  ],
  [
    "a patch over a base",
    {
      ...overlays,
      "apps/checkout/overlays/dev/kustomization.yaml": kustomization(
        "patches:\n  - path: image.yaml\n",
      ),
      "apps/checkout/overlays/dev/image.yaml": deployment("ghcr.io/acme/checkout:1.5.0"),
      "apps/checkout/overlays/staging/kustomization.yaml": kustomization(
        "patches:\n  - target: { kind: Deployment }\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/0/image\n        value: ghcr.io/acme/checkout:1.4.1\n",
      ),
    },
    [
      "apps/checkout/overlays/staging/kustomization.yaml:10: value: ghcr.io/acme/checkout:1.4.1 → value: ghcr.io/acme/checkout:1.5.0",
    ],
  ],
  [
    "Helm values files",
    {
      ...argo(
        "path: chart, helm: { valueFiles: [values-dev.yaml] }",
        "path: chart, helm: { valueFiles: [values-staging.yaml] }",
      ),
      "chart/Chart.yaml": "name: checkout\nversion: 0.1.0\n",
      "chart/values.yaml": "image: { repository: ghcr.io/acme/checkout, tag: '' }\nreplicas: 1\n",
      "chart/values-dev.yaml": "replicas: 1\nimage:\n  tag: 1.4.2\n",
      "chart/values-staging.yaml": "replicas: 3\nimage:\n  tag: '1.4.1' # keep\n",
    },
    ["chart/values-staging.yaml:3: tag: '1.4.1' # keep → tag: '1.4.2' # keep"],
  ],
  [
    "Helm parameters, values in a block, and valuesObject",
    {
      "argocd/dev.yaml": application(
        "checkout-dev",
        'chart: web, targetRevision: 2.0.0, helm: { valuesObject: { image: { repository: x/checkout, tag: "1.10" }, worker: { image: { repository: x/worker, tag: "7" } } } }',
      ),
      "argocd/staging.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: checkout-staging }
spec:
  source:
    repoURL: https://charts.example.com
    chart: web
    targetRevision: 1.9.0
    helm:
      parameters:
        - { name: worker.image.tag, value: "6" }
      values: |
        # one line each
        image:
          repository: x/checkout
          tag: 1.9   # here
        worker: { image: { repository: x/worker, tag: old } }
`,
    },
    [
      "argocd/staging.yaml:8: targetRevision: 1.9.0 → targetRevision: 2.0.0",
      'argocd/staging.yaml:11: - { name: worker.image.tag, value: "6" } → - { name: worker.image.tag, value: "7" }',
      'argocd/staging.yaml:16: tag: 1.9   # here → tag: "1.10"   # here',
    ],
  ],
  [
    "images in an Application",
    argo(
      'path: base, kustomize: { images: ["ghcr.io/acme/checkout:1.4.2"] }',
      'path: base, kustomize: { images: ["ghcr.io/acme/checkout=mirror.example.com/checkout:1.4.1"] }',
    ),
    [
      `argocd/checkout-staging.yaml:6: source: { repoURL: "https://github.com/acme/platform-config.git", path: base, kustomize: { images: ["ghcr.io/acme/checkout=mirror.example.com/checkout:1.4.1"] } } → source: { repoURL: "https://github.com/acme/platform-config.git", path: base, kustomize: { images: ["ghcr.io/acme/checkout=mirror.example.com/checkout:1.4.2"] } }`,
    ],
  ],
  [
    "what Argo CD Image Updater wrote beside the manifests",
    {
      ...argo("path: dev", "path: staging, kustomize: { images: ['acme/checkout:1.0.0'] }"),
      "dev/checkout.yaml": deployment("acme/checkout:1.4.2"),
      "staging/checkout.yaml": deployment("acme/checkout:0.9.0"),
      "staging/.argocd-source-checkout-staging.yaml":
        "kustomize:\n  images:\n    - acme/checkout:1.4.1\n",
    },
    [
      "staging/.argocd-source-checkout-staging.yaml:3: - acme/checkout:1.4.1 → - acme/checkout:1.4.2",
    ],
  ],
  [
    "a targetRevision that is a tag",
    argo("path: base, targetRevision: v1.4.2", "path: base, targetRevision: v1.4.1"),
    [
      'argocd/checkout-staging.yaml:6: source: { repoURL: "https://github.com/acme/platform-config.git", path: base, targetRevision: v1.4.1 } → source: { repoURL: "https://github.com/acme/platform-config.git", path: base, targetRevision: v1.4.2 }',
    ],
  ],
  [
    "a targetRevision that is a commit, and nothing in the files that it does not take",
    {
      "argocd/dev.yaml": application("checkout-dev", "path: dev, targetRevision: 2222222"),
      "argocd/staging.yaml": application(
        "checkout-staging",
        "path: dev, targetRevision: x",
      ).replace("targetRevision: x }", "\n    targetRevision: 1111111 }"),
      "dev/checkout.yaml": deployment("acme/checkout:1.4.2"),
    },
    ['argocd/staging.yaml:7: targetRevision: 1111111 } → targetRevision: "2222222" }'],
  ],
  [
    "an element of an ApplicationSet",
    {
      "argocd/checkout.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: checkout }
spec:
  generators:
    - list:
        elements:
          - env: dev
            tag: 1.4.2
          - env: staging
            tag: 1.4.1
  template:
    metadata: { name: "checkout-{{env}}" }
    spec:
      source:
        repoURL: https://github.com/acme/platform-config
        path: base
        kustomize: { images: ["ghcr.io/acme/checkout:{{tag}}"] }
`,
    },
    ["argocd/checkout.yaml:11: tag: 1.4.1 → tag: 1.4.2"],
  ],
  [
    "a config file that an ApplicationSet reads",
    {
      "argocd/checkout.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: checkout }
spec:
  goTemplate: true
  generators:
    - git:
        repoURL: https://github.com/acme/platform-config
        files: [{ path: "config/*/values.json" }]
  template:
    metadata:
      name: "checkout-{{ .path.basename }}"
    spec:
      source: { repoURL: "https://charts.example.com", chart: web, targetRevision: "{{ .chart.version }}" }
`,
      "config/dev/values.json": '{"chart": {"version": "2.1.0"}}\n',
      "config/staging/values.json": '{"chart": {"version": "2.0.0"}}\n',
    },
    [
      'config/staging/values.json:1: {"chart": {"version": "2.0.0"}} → {"chart": {"version": "2.1.0"}}',
    ],
  ],
  [
    "Flux Kustomizations: images and variables",
    {
      "clusters/dev/checkout.yaml": flux(
        "dev",
        "  images: [{ name: checkout, newTag: 1.4.2 }]\n  postBuild: { substitute: { app_version: 1.4.2, replicas: '1', shared_cidr: 10.0.0.1, image_count: '3' } }\n",
      ),
      "clusters/staging/checkout.yaml": flux(
        "staging",
        "  images:\n    - name: checkout\n      newTag: 1.4.1\n  postBuild:\n    substitute:\n      app_version: 1.4.1\n      replicas: '3'\n      shared_cidr: 10.1.0.1\n      image_pull: Always\n",
      ),
    },
    [
      "clusters/staging/checkout.yaml:9: newTag: 1.4.1 → newTag: 1.4.2",
      "clusters/staging/checkout.yaml:12: app_version: 1.4.1 → app_version: 1.4.2",
    ],
  ],
  [
    "Flux HelmReleases: chart and values, brought by a Kustomization",
    {
      "clusters/dev/checkout.yaml": flux("dev", ""),
      "clusters/staging/checkout.yaml": flux("staging", ""),
      "apps/checkout/dev/release.yaml": release("3.1.0", "1.4.2"),
      "apps/checkout/staging/release.yaml": release("3.0.0", "1.4.1"),
    },
    [
      "apps/checkout/staging/release.yaml:6: spec: { chart: web, version: 3.0.0, sourceRef: { kind: HelmRepository, name: acme } } → spec: { chart: web, version: 3.1.0, sourceRef: { kind: HelmRepository, name: acme } }",
      "apps/checkout/staging/release.yaml:11: tag: 1.4.1 → tag: 1.4.2",
    ],
  ],
  [
    "Flux sources with a ref",
    {
      "clusters/dev/checkout.yaml": `${flux("dev", "")}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { url: "https://github.com/acme/checkout", ref: { tag: v1.4.2 } }
`,
      "clusters/staging/checkout.yaml": `${flux("staging", "")}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec:
  url: https://github.com/acme/checkout
  ref:
    tag: v1.4.1
`,
    },
    ["clusters/staging/checkout.yaml:14: tag: v1.4.1 → tag: v1.4.2"],
  ],
  [
    "revisions of a Crossplane composition",
    {
      ...argo("path: dev", "path: staging"),
      "dev/db.yaml":
        "apiVersion: example.org/v1\nkind: Database\nmetadata: { name: checkout-db }\nspec: { size: small, crossplane: { compositionRevisionRef: { name: databases-2222222 } } }\n",
      "staging/db.yaml":
        "apiVersion: example.org/v1\nkind: Database\nmetadata: { name: checkout-db }\nspec:\n  size: large\n  crossplane:\n    compositionRevisionRef:\n      name: databases-1111111\n",
    },
    ["staging/db.yaml:8: name: databases-1111111 → name: databases-2222222"],
  ],
];

describe("a promotion changes the version and no other byte", () => {
  it.each(layouts)("%s", (_layout, tree, lines) => {
    expect(changedLines(promote(tree))).toEqual(lines);
  });
});
