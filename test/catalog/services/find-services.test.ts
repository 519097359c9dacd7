import { describe, expect, it } from "vitest";
import { findServices } from "../../../src/catalog/services/find-services.ts";
import type { Json } from "../../../src/domain/json.ts";
import type { KubernetesObject } from "../../../src/domain/kubernetes.ts";
import { overlays, repositoryUrl, type Tree } from "../../plan/promotion/layouts.ts";

const environments = ["dev", "staging", "production"] as const;

function find(tree: Tree, objects: readonly KubernetesObject[] = []) {
  const files = Object.entries(tree).map(([path, content]) => ({ path, content }));
  return findServices({ files, objects, environments, repositoryUrl });
}

/** `service@environment deployer`, for short. */
function found(tree: Tree, objects: readonly KubernetesObject[] = []): readonly string[] {
  return find(tree, objects).services.flatMap(({ instances }) =>
    instances.map(
      (one) => `${one.service}@${one.environment} ${one.deployer.kind}/${one.deployer.name}`,
    ),
  );
}

interface AppParts {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly namespace?: string;
  readonly helm?: Json;
}

function app({
  name,
  labels = {},
  path = "manifests",
  namespace = "x",
  helm,
}: AppParts): KubernetesObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd", labels },
    spec: {
      source: { repoURL: repositoryUrl, path, ...(helm === undefined ? {} : { helm }) },
      destination: { namespace },
    },
  };
}

describe("which service and which environment a deployer is for", () => {
  it.each([
    [
      "our labels before all else",
      {
        name: "a-dev",
        labels: { "causeway.dev/service": "b", "causeway.dev/environment": "staging" },
      },
      "b@staging",
    ],
    ["the label environment", { name: "checkout", labels: { environment: "dev" } }, "checkout@dev"],
    ["the label env", { name: "checkout", labels: { env: "production" } }, "checkout@production"],
    ["the end of the name", { name: "checkout-staging" }, "checkout@staging"],
    ["the start of the name", { name: "dev.checkout" }, "checkout@dev"],
    ["an overlay's folder", { name: "app1", path: "checkout/overlays/dev" }, "app1@dev"],
    [
      "a folder per environment, and a name that is only the environment",
      { name: "dev", path: "apps/dev/checkout" },
      "checkout@dev",
    ],
    [
      "a folder under the service's",
      { name: "staging", path: "services/checkout/overlays/staging" },
      "checkout@staging",
    ],
    [
      "the namespace it deploys to",
      { name: "checkout", namespace: "checkout-production" },
      "checkout@production",
    ],
    ["a namespace that is the environment", { name: "checkout", namespace: "dev" }, "checkout@dev"],
    [
      "a values file",
      { name: "checkout", path: "chart", helm: { valueFiles: ["values-staging.yaml"] } },
      "checkout@staging",
    ],
    [
      "the name label, without its environment",
      { name: "x-dev", labels: { "app.kubernetes.io/name": "checkout-dev" } },
      "checkout@dev",
    ],
    [
      "the part-of label",
      { name: "x-dev", labels: { "app.kubernetes.io/part-of": "shop" } },
      "shop@dev",
    ],
  ])("%s", (_rule, parts, expected) => {
    expect(found({}, [app(parts)])).toEqual([`${expected} Application/${parts.name}`]);
  });

  it("takes the longest environment that fits", () => {
    const objects = [app({ name: "checkout-prod-eu" })];
    const { services } = findServices({ files: [], objects, environments: ["eu", "prod-eu"] });
    expect(services[0]?.instances[0]).toMatchObject({
      service: "checkout",
      environment: "prod-eu",
    });
  });

  it("leaves out what is for no environment", () => {
    expect(find({}, [app({ name: "root" })])).toEqual({ services: [], problems: [] });
  });

  it("tells of a label with an environment that there is not", () => {
    const labels = { "causeway.dev/environment": "prodution" };
    const { services, problems } = find({}, [app({ name: "checkout", labels })]);
    expect(services).toEqual([]);
    expect(problems[0]?.message).toBe(
      "Application checkout has the label causeway.dev/environment: prodution, and there is no such environment; there are: dev, staging, production. Did you mean production?",
    );
  });

  it("tells of two that claim the same, and guesses neither", () => {
    const labels = { "causeway.dev/service": "checkout" };
    const { services, problems } = find({}, [
      app({ name: "a-dev", labels }),
      app({ name: "b-dev", labels }),
      app({ name: "c-staging", labels }),
    ]);
    expect(services.flatMap(({ instances }) => instances.map((one) => one.environment))).toEqual([
      "staging",
    ]);
    expect(problems).toEqual([
      {
        service: "checkout",
        environment: "dev",
        message:
          "Application a-dev (in the cluster) and Application b-dev (in the cluster) both deploy checkout in dev, so it is not clear which of them to change. Give each a label causeway.dev/service with a name of its own.",
      },
    ]);
  });
});

const set = (
  generators: string,
  name: string,
  path: string,
): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: checkout, namespace: argocd }
spec:
  generators:
${generators}  template:
    metadata: { name: "${name}" }
    spec:
      source: { repoURL: "${repositoryUrl}", path: "${path}" }
`;

describe("Argo CD", () => {
  it("finds Applications in files with their sources, in the environments' order", () => {
    const { services } = find(overlays);
    expect(services.map(({ name }) => name)).toEqual(["checkout"]);
    expect(services[0]?.instances.map(({ environment }) => environment)).toEqual(environments);
    expect(services[0]?.instances[1]).toEqual({
      service: "checkout",
      environment: "staging",
      deployer: {
        group: "argoproj.io",
        kind: "Application",
        namespace: "argocd",
        name: "checkout-staging",
      },
      sources: [
        {
          repository: "github.com/acme/platform-config",
          here: true,
          path: "apps/checkout/overlays/staging",
          targetRevision: "main",
          valueFiles: [],
          images: [],
          recurse: false,
        },
      ],
      definedIn: { path: "argocd/checkout-staging.yaml", document: 0, at: [] },
    });
  });

  it("prefers the file to the same Application in the cluster", () => {
    const { services, problems } = find(overlays, [app({ name: "checkout-dev" })]);
    expect(problems).toEqual([]);
    expect(services[0]?.instances[0]?.definedIn?.path).toBe("argocd/checkout-dev.yaml");
  });

  it("reads values files of several sources, also through a ref", () => {
    const tree: Tree = {
      "app.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: checkout-dev }
spec:
  sources:
    - { repoURL: "https://charts.example.com", chart: web, targetRevision: 1.2.3, helm: { valueFiles: [$values/env/dev.yaml, own.yaml] } }
    - { repoURL: "git@github.com:acme/platform-config.git", targetRevision: main, ref: values }
`,
    };
    const [chart, values] = find(tree).services[0]?.instances[0]?.sources ?? [];
    expect(chart).toMatchObject({ chart: "web", here: false, valueFiles: ["env/dev.yaml"] });
    expect(values).toMatchObject({ here: true, repository: "github.com/acme/platform-config" });
  });

  it.each([
    [
      "a list",
      set(
        "    - list: { elements: [{ env: dev }, { env: staging }] }\n",
        "checkout-{{env}}",
        "x/{{ env }}",
      ),
    ],
    [
      "folders of the repository",
      set(
        `    - git: { repoURL: "${repositoryUrl}", directories: [{ path: "over/*" }, { path: over/production, exclude: true }] }\n`,
        "checkout-{{path.basename}}",
        "{{path}}",
      ),
    ],
    [
      "files of the repository",
      set(
        `    - git: { repoURL: "${repositoryUrl}", files: [{ path: "**/env.yaml" }] }\n`,
        "checkout-{{ .name }}",
        "{{ .path.path }}",
      ),
    ],
    [
      "a matrix",
      set(
        `    - matrix: { generators: [{ list: { elements: [{ app: checkout }] } }, { list: { elements: [{ env: dev }, { env: staging }] } }] }\n`,
        "{{app}}-{{env}}",
        "x",
      ),
    ],
  ])("reads an ApplicationSet with %s", (_generator, text) => {
    const tree = {
      "set.yaml": text,
      "over/dev/env.yaml": "name: dev\n",
      "over/staging/env.yaml": "name: staging\n",
      "over/production/other.yaml": "name: production\n",
    };
    expect(found(tree)).toEqual([
      "checkout@dev Application/checkout-dev",
      "checkout@staging Application/checkout-staging",
    ]);
  });

  it("goes by the cluster where only Argo CD knows what a generator makes", () => {
    const tree = { "set.yaml": set("    - clusters: {}\n", "checkout-{{name}}", "x") };
    expect(found(tree)).toEqual([]);
    expect(found(tree, [app({ name: "checkout-dev" })])).toEqual([
      "checkout@dev Application/checkout-dev",
    ]);
  });
});
