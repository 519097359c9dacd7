/** Where the schemas of one pack come from. */
export interface PackSource {
  /** The file's name in src/policies/schemas/packs. */
  readonly name: string;
  readonly licence: string;
  /** Folders with CRDs in Go modules: `go mod download` puts them there. */
  readonly crds: readonly { readonly module: string; readonly folder: string }[];
  /** npm packages whose declarations give what no module has; only these API groups. */
  readonly declarations: readonly {
    readonly name: string;
    readonly version: string;
    readonly groups: readonly string[];
  }[];
}

/** Every pack. Say in NOTICE what is taken from where. */
export const packs: readonly PackSource[] = [
  {
    name: "argo-cd",
    licence: "Apache-2.0",
    crds: [{ module: "github.com/argoproj/argo-cd/v3@v3.6.1", folder: "manifests/crds" }],
    declarations: [],
  },
  {
    name: "argo-rollouts",
    licence: "Apache-2.0",
    crds: [{ module: "github.com/argoproj/argo-rollouts@v1.10.2", folder: "manifests/crds" }],
    declarations: [],
  },
  {
    name: "flux",
    licence: "Apache-2.0 and MIT",
    crds: [
      { module: "github.com/fluxcd/source-controller@v1.10.1", folder: "config/crd/bases" },
      { module: "github.com/fluxcd/kustomize-controller@v1.10.1", folder: "config/crd/bases" },
    ],
    declarations: [
      {
        name: "@kubernetes-models/flux-cd",
        version: "4.0.0",
        groups: [
          "helm.toolkit.fluxcd.io",
          "image.toolkit.fluxcd.io",
          "notification.toolkit.fluxcd.io",
        ],
      },
    ],
  },
  {
    name: "external-secrets",
    licence: "Apache-2.0",
    crds: [
      {
        module: "github.com/external-secrets/external-secrets@v1.3.2",
        folder: "config/crds/bases",
      },
    ],
    declarations: [],
  },
  {
    name: "gateway-api",
    licence: "Apache-2.0",
    crds: [{ module: "sigs.k8s.io/gateway-api@v1.7.0", folder: "config/crd/standard" }],
    declarations: [],
  },
  {
    name: "cert-manager",
    licence: "Apache-2.0",
    crds: [{ module: "github.com/cert-manager/cert-manager@v1.21.2", folder: "deploy/crds" }],
    declarations: [],
  },
  {
    name: "keda",
    licence: "Apache-2.0",
    crds: [{ module: "github.com/kedacore/keda/v2@v2.21.0", folder: "config/crd/bases" }],
    declarations: [],
  },
  {
    name: "prometheus-operator",
    licence: "Apache-2.0",
    crds: [
      {
        module: "github.com/prometheus-operator/prometheus-operator@v0.85.0",
        folder: "example/prometheus-operator-crd",
      },
    ],
    declarations: [],
  },
];
