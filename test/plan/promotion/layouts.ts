import { findServices } from "../../../src/catalog/services/find-services.ts";
import type { RepositoryFile } from "../../../src/domain/repository.ts";
import type { Service, ServiceInstance } from "../../../src/domain/service.ts";

export const repositoryUrl = "https://github.com/acme/platform-config";

/** The files of a repository, by path. */
export type Tree = Readonly<Record<string, string>>;

export function filesOf(tree: Tree): readonly RepositoryFile[] {
  return Object.entries(tree).map(([path, content]) => ({ path, content }));
}

/** An Argo CD Application. `source` is the YAML of `spec.source`, on one line. */
export function application(name: string, source: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  project: default
  source: { repoURL: "${repositoryUrl}.git", ${source} }
  destination: { server: "https://kubernetes.default.svc", namespace: ${name} }
`;
}

export function kustomization(images: string, resources = "../../base"): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ${resources}
${images}`;
}

export function deployment(image: string, name = "checkout"): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: ${name}
          image: ${image}
`;
}

/** checkout in dev, staging and production: one base, an overlay for each, Argo CD. */
export const overlays: Tree = {
  "argocd/checkout-dev.yaml": application(
    "checkout-dev",
    "path: apps/checkout/overlays/dev, targetRevision: main",
  ),
  "argocd/checkout-staging.yaml": application(
    "checkout-staging",
    "path: apps/checkout/overlays/staging, targetRevision: main",
  ),
  "argocd/checkout-production.yaml": application(
    "checkout-production",
    "path: apps/checkout/overlays/production, targetRevision: main",
  ),
  "apps/checkout/base/kustomization.yaml": "resources: [deployment.yaml]\n",
  "apps/checkout/base/deployment.yaml": deployment("ghcr.io/acme/checkout:1.0.0"),
  "apps/checkout/overlays/dev/kustomization.yaml": kustomization(
    "images:\n  - name: ghcr.io/acme/checkout\n    newTag: 1.4.2\nreplicas: [{ name: checkout, count: 1 }]\n",
  ),
  "apps/checkout/overlays/staging/kustomization.yaml": kustomization(
    "images:\n  - name: ghcr.io/acme/checkout\n    newTag: 1.4.1 # moved by Causeway\nreplicas: [{ name: checkout, count: 3 }]\n",
  ),
  "apps/checkout/overlays/production/kustomization.yaml": kustomization(
    "images:\n  - name: ghcr.io/acme/checkout\n    newTag: 1.3.9\nreplicas: [{ name: checkout, count: 9 }]\n",
  ),
};

export const environments = ["dev", "staging", "production"] as const;

export function serviceIn(tree: Tree, name = "checkout"): Service {
  const { services, problems } = findServices({
    files: filesOf(tree),
    objects: [],
    environments,
    repositoryUrl,
  });
  const service = services.find((one) => one.name === name);
  if (service === undefined || problems.length > 0) {
    throw new Error(
      `no ${name}: ${JSON.stringify({ problems, found: services.map((one) => one.name) })}`,
    );
  }
  return service;
}

export function instanceIn(service: Service, environment: string): ServiceInstance {
  const found = service.instances.find((one) => one.environment === environment);
  if (found === undefined) throw new Error(`not in ${environment}: ${JSON.stringify(service)}`);
  return found;
}
