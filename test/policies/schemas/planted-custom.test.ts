import { describe, expect, test } from "vitest";
import { judgeMarked, marked as object, type Planted } from "./marked.ts";

const gitops: readonly Planted[] = [
  [
    "spec.sources is a map of fields; expected a list.",
    object("argoproj.io/v1alpha1", "Application", "project: a\ndestination: {}\n§sources: {}"),
  ],
  [
    "spec.project is missing; Application needs it.",
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\n§spec:\n  destination: {}\n",
  ],
  [
    "spec.syncPolicy.automatic is not a field of Application. Did you mean automated?",
    object(
      "argoproj.io/v1alpha1",
      "Application",
      "project: a\ndestination: {}\nsyncPolicy:\n  §automatic: {}",
    ),
  ],
  [
    'spec.syncPolicy.automated.prune is "yes"; expected true or false.',
    object(
      "argoproj.io/v1alpha1",
      "Application",
      "project: a\ndestination: {}\nsyncPolicy: { automated: { prune: §'yes' } }",
    ),
  ],
  [
    "spec.source.repoUrl is not a field of Application. Did you mean repoURL?",
    object(
      "argoproj.io/v1alpha1",
      "Application",
      "project: a\ndestination: {}\nsource:\n  repoURL: b\n  §repoUrl: b",
    ),
  ],
  [
    "spec.generators[0].clusters.selectors is not a field of ApplicationSet. Did you mean selector?",
    object(
      "argoproj.io/v1alpha1",
      "ApplicationSet",
      "template: { metadata: {}, spec: { project: a, destination: {} } }\ngenerators:\n  - clusters: { §selectors: {} }",
    ),
  ],
  [
    "spec.destinations[0].servers is not a field of AppProject. Did you mean server?",
    object("argoproj.io/v1alpha1", "AppProject", "destinations:\n  - { §servers: a }"),
  ],
  [
    'spec.strategy.canary.steps[0].setWeight is "20%"; expected a whole number.',
    object(
      "argoproj.io/v1alpha1",
      "Rollout",
      "strategy:\n  canary:\n    steps:\n      - setWeight: §20%",
    ),
  ],
  [
    "spec.strategy.bluegreen is not a field of Rollout. Did you mean blueGreen?",
    object("argoproj.io/v1alpha1", "Rollout", "strategy:\n  §bluegreen: {}"),
  ],
  [
    "spec.metrics[0].name is missing; AnalysisTemplate needs it.",
    object(
      "argoproj.io/v1alpha1",
      "AnalysisTemplate",
      "metrics:\n  - §provider: { web: { url: a, jsonPath: b } }",
    ),
  ],
  [
    "spec.prune is missing; Kustomization needs it.",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\n§spec:\n  interval: 5m\n  sourceRef: { kind: GitRepository, name: flux-system }\n",
  ],
  [
    'spec.sourceRef.kind is "GitRepo"; expected one of OCIRepository, GitRepository, Bucket, ExternalArtifact.',
    object(
      "kustomize.toolkit.fluxcd.io/v1",
      "Kustomization",
      "interval: 5m\nprune: true\nsourceRef: { kind: §GitRepo, name: flux-system }",
    ),
  ],
  [
    'spec.install.crds is "Replace"; expected one of Skip, Create, CreateReplace.',
    object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "interval: 5m\ninstall: { crds: §Replace }"),
  ],
  [
    "spec.chart.spec.versions is not a field of HelmRelease. Did you mean version?",
    object(
      "helm.toolkit.fluxcd.io/v2",
      "HelmRelease",
      "interval: 5m\nchart:\n  spec:\n    chart: a\n    sourceRef: { kind: HelmRepository, name: a }\n    §versions: '1'",
    ),
  ],
  [
    "spec.url is missing; GitRepository needs it.",
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: a }\n§spec:\n  interval: 1m\n",
  ],
  [
    "spec.refs is not a field of OCIRepository. Did you mean ref?",
    object(
      "source.toolkit.fluxcd.io/v1",
      "OCIRepository",
      "interval: 1m\nurl: oci://a.example.com/b\n§refs: { tag: a }",
    ),
  ],
  [
    'spec.type is "slak"; expected one of 32 values, of which slack is the nearest.',
    object("notification.toolkit.fluxcd.io/v1beta3", "Provider", "type: §slak"),
  ],
  [
    'spec.target.creationPolicy is "Own"; expected one of Owner, Orphan, Merge, None.',
    object("external-secrets.io/v1", "ExternalSecret", "target: { creationPolicy: §Own }"),
  ],
  [
    "spec.data[0].remoteRef is missing; ExternalSecret needs it.",
    object("external-secrets.io/v1", "ExternalSecret", "data:\n  - §secretKey: a"),
  ],
  [
    "spec.provider.azurekv.vaultURL is not a field of SecretStore. Did you mean vaultUrl?",
    object(
      "external-secrets.io/v1",
      "SecretStore",
      "provider:\n  azurekv:\n    vaultUrl: https://a.example.com\n    §vaultURL: b",
    ),
  ],
];

const crossplane: readonly Planted[] = [
  [
    "spec.package is missing; Provider needs it.",
    "apiVersion: pkg.crossplane.io/v1\nkind: Provider\nmetadata: { name: a }\n§spec: {}\n",
  ],
  [
    "spec.packges is not a field of Function. Did you mean package?",
    object("pkg.crossplane.io/v1", "Function", "package: a\n§packges: b"),
  ],
  [
    'spec.revisionActivationPolicy is "Auto"; expected one of Automatic, Manual.',
    object("pkg.crossplane.io/v1", "Configuration", "package: a\nrevisionActivationPolicy: §Auto"),
  ],
  [
    "spec.pipeline[0].functionRef is missing; Composition needs it.",
    object(
      "apiextensions.crossplane.io/v1",
      "Composition",
      "compositeTypeRef: { apiVersion: a.example.com/v1, kind: A }\nmode: Pipeline\npipeline:\n  - §step: a",
    ),
  ],
  [
    "spec.versions[0].referenceable is missing; CompositeResourceDefinition needs it.",
    object(
      "apiextensions.crossplane.io/v2",
      "CompositeResourceDefinition",
      "group: a.example.com\nnames: { kind: A, plural: as }\nversions:\n  - §name: v1\n    served: true",
    ),
  ],
  [
    "spec.claimNames breaks a rule of CompositeResourceDefinition: a v2 XRD offers no claims: people create the composite itself in their namespace.",
    object(
      "apiextensions.crossplane.io/v2",
      "CompositeResourceDefinition",
      "group: a.example.com\nnames: { kind: XA, plural: xas }\n§claimNames: { kind: A, plural: as }\nversions:\n  - { name: v1, served: true, referenceable: true }",
    ),
  ],
  [
    'spec.scope is "LegacyCluster"; expected one of Namespaced, Cluster.',
    object(
      "apiextensions.crossplane.io/v2",
      "CompositeResourceDefinition",
      "group: a.example.com\nnames: { kind: A, plural: as }\nscope: §LegacyCluster\nversions: []",
    ),
  ],
  [
    "spec.matchImages[0].prefix is missing; ImageConfig needs it.",
    object("pkg.crossplane.io/v1beta1", "ImageConfig", "matchImages:\n  - §type: Prefix"),
  ],
  [
    "spec breaks a rule of Usage: either by or reason must be there.",
    "apiVersion: protection.crossplane.io/v1beta1\nkind: Usage\nmetadata: { name: a }\n§spec:\n  of: { apiVersion: v1, kind: ConfigMap, resourceRef: { name: a } }\n",
  ],
];

const others: readonly Planted[] = [
  [
    "spec.gatewayClass is not a field of Gateway. Did you mean gatewayClassName?",
    object(
      "gateway.networking.k8s.io/v1",
      "Gateway",
      "gatewayClassName: a\nlisteners: [{ name: a, port: 80, protocol: HTTP }]\n§gatewayClass: b",
    ),
  ],
  [
    "spec.issuerRef is missing; Certificate needs it.",
    "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: a }\n§spec:\n  secretName: a\n",
  ],
  [
    "spec.scaleTargetRef is missing; ScaledObject needs it.",
    "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: a }\n§spec:\n  triggers: [{ type: cpu, metadata: {} }]\n",
  ],
  [
    "spec.endpoint is not a field of ServiceMonitor. Did you mean endpoints?",
    object(
      "monitoring.coreos.com/v1",
      "ServiceMonitor",
      "selector: {}\nendpoints: []\n§endpoint: []",
    ),
  ],
];

describe("a planted mistake in an object of another system is told with its place", () => {
  test.each([...gitops, ...crossplane, ...others])("%s", async (message, manifest) => {
    const { expected, found } = await judgeMarked({ "apps/a.yaml": manifest });
    expect(found).toEqual([[...expected, expect.stringContaining(message)]]);
  });
});
