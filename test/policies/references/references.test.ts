import { describe, expect, test } from "vitest";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { judgeMarked } from "../schemas/marked.ts";

type Files = Readonly<Record<string, string>>;

function meta(name: string, namespace = "shop"): string {
  return `metadata: { name: ${name}, namespace: ${namespace} }`;
}

function deployment(name: string, pod: string, labels = `{ app: ${name} }`): string {
  return `apiVersion: apps/v1\nkind: Deployment\n${meta(name)}\nspec:\n  selector: { matchLabels: ${labels} }\n  template:\n    metadata: { labels: ${labels} }\n    spec:\n      ${pod.trim().replaceAll("\n", "\n      ")}\n`;
}

const web = deployment(
  "web",
  "containers:\n  - { name: web, image: a, ports: [{ name: http, containerPort: 80 }] }",
);
const config = `apiVersion: v1\nkind: ConfigMap\n${meta("web-settings")}\n`;
const service = (spec: string, name = "web"): string =>
  `apiVersion: v1\nkind: Service\n${meta(name)}\nspec:\n  ${spec.replaceAll("\n", "\n  ")}\n`;
const backend = (port: string, name = "web"): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${meta("web")}\nspec:\n  defaultBackend:\n    service:\n      name: ${name}\n      port: { ${port} }\n`;
const application = (project: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\n${meta("web", "argocd")}\nspec:\n  project: ${project}\n  destination: {}\n`;
const project = `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\n${meta("payments", "argocd")}\nspec: {}\n`;
const kustomization = (source: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n${meta("web")}\nspec:\n  interval: 1m\n  prune: true\n  sourceRef: { kind: GitRepository, name: ${source} }\n`;
const source = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n${meta("shop-config")}\nspec: { interval: 1m, url: https://a.example.com }\n`;
const external = (store: string): string =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n${meta("web-key")}\nspec:\n  secretStoreRef: { kind: ClusterSecretStore, name: ${store} }\n  target: { name: web-key }\n`;
const store = `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: { name: vault }\nspec: { provider: { fake: { data: [] } } }\n`;
const autoscaler = (target: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n${meta("web")}\nspec:\n  maxReplicas: 3\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${target} }\n`;
const role = `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n${meta("reader")}\n`;
const binding = (name: string, kind = "Role"): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n${meta("web")}\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: ${name} }\n`;
const withConfig = (name: string): string =>
  deployment(
    "web",
    `containers:\n  - name: a\n    image: b\n    envFrom:\n      - configMapRef: { name: ${name} }`,
  );
const composition = (name: string): string =>
  `apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: { name: a }\nspec:\n  compositeTypeRef: { apiVersion: a.example.com/v1, kind: A }\n  pipeline:\n    - { step: a, functionRef: { name: ${name} } }\n`;
const fn = `apiVersion: pkg.crossplane.io/v1\nkind: Function\nmetadata: { name: function-auto-ready }\nspec: { package: a }\n`;

const told: readonly (readonly [message: string, files: Files])[] = [
  [
    "No file has the ConfigMap web-setings. Did you mean web-settings?",
    { "a/web.yaml": withConfig("§web-setings"), "a/config.yaml": config },
  ],
  [
    "No file has the Secret web-kye. Did you mean web-key?",
    {
      "a/web.yaml": deployment(
        "web",
        "containers: []\nvolumes:\n  - { name: a, secret: { secretName: §web-kye } }",
      ),
      "b/secret.yaml": external("vault"),
      "b/store.yaml": store,
    },
  ],
  [
    "No file has the ServiceAccount web-acount. Did you mean web-account?",
    {
      "a/web.yaml": deployment("web", "serviceAccountName: §web-acount\ncontainers: []"),
      "a/account.yaml": `apiVersion: v1\nkind: ServiceAccount\n${meta("web-account")}\n`,
    },
  ],
  [
    "No file has the PersistentVolumeClaim web-dta. Did you mean web-data?",
    {
      "a/web.yaml": deployment(
        "web",
        "containers: []\nvolumes:\n  - { name: a, persistentVolumeClaim: { claimName: §web-dta } }",
      ),
      "a/data.yaml": `apiVersion: v1\nkind: PersistentVolumeClaim\n${meta("web-data")}\nspec: {}\n`,
    },
  ],
  [
    'The selector takes no pods: those of the Deployment web have app: "web".',
    {
      "a/web.yaml": web,
      "a/service.yaml": service("selector: { app: §wbe }\nports: [{ port: 80 }]", "front"),
    },
  ],
  [
    "The selector takes no pods: those of the Deployment web have no label name.",
    { "a/web.yaml": web, "a/service.yaml": service("selector: { name: §web }") },
  ],
  [
    "No container of the Deployment web has a port named htttp. Did you mean http?",
    {
      "a/web.yaml": web,
      "a/service.yaml": service(
        "selector: { app: web }\nports: [{ port: 80, targetPort: §htttp }]",
      ),
    },
  ],
  [
    "The Service web has no port 8080; it has 80.",
    {
      "a/web.yaml": web,
      "a/service.yaml": service("selector: { app: web }\nports: [{ name: http, port: 80 }]"),
      "a/ingress.yaml": backend("number: §8080"),
    },
  ],
  [
    "The Service web has no port named https. Did you mean http?",
    {
      "a/service.yaml": service("ports: [{ name: http, port: 80 }]"),
      "a/ingress.yaml": backend("name: §https"),
    },
  ],
  [
    "No file has the Service website. Did you mean web-site?",
    {
      "a/service.yaml": service("ports: [{ name: http, port: 80 }]", "web-site"),
      "a/ingress.yaml": backend("name: http", "§website"),
    },
  ],
  [
    "No file has the Deployment webb. Did you mean web?",
    { "a/web.yaml": web, "a/hpa.yaml": autoscaler("§webb") },
  ],
  [
    "No file has the AppProject platform. There is only payments.",
    { "a/app.yaml": application("§platform"), "p/project.yaml": project },
  ],
  [
    "No file has the GitRepository shop. There is only shop-config.",
    { "a/web.yaml": kustomization("§shop"), "a/source.yaml": source },
  ],
  [
    "No file has the ClusterSecretStore valt. Did you mean vault?",
    { "a/secret.yaml": external("§valt"), "s/store.yaml": store },
  ],
  [
    "No file has the Role readers. Did you mean reader?",
    { "a/binding.yaml": binding("§readers"), "a/role.yaml": role },
  ],
  [
    "No file has the Function function-autoready. Did you mean function-auto-ready?",
    { "a/composition.yaml": composition("§function-autoready"), "a/function.yaml": fn },
  ],
];

describe("a name that nothing has is told with the nearest one", () => {
  test.each(told)("%s", async (message, files) => {
    const { expected, found } = await judgeMarked(files);
    expect(found).toEqual([[...expected, message]]);
  });
});

const silent: readonly (readonly [what: string, files: Files])[] = [
  ["what is there", { "a/web.yaml": withConfig("web-settings"), "a/config.yaml": config }],
  ["a kind of which no file has any", { "a/web.yaml": withConfig("web-settings") }],
  [
    "another name than any: a chart may bring it",
    { "a/web.yaml": withConfig("istio"), "a/config.yaml": config },
  ],
  [
    "a name like one of another namespace",
    {
      "a/web.yaml": withConfig("web-setting"),
      "a/config.yaml": config.replace("namespace: shop", "namespace: other"),
    },
  ],
  [
    "one of a series",
    { "a/web.yaml": withConfig("web-1"), "a/config.yaml": config.replace("web-settings", "web-2") },
  ],
  [
    "what is optional",
    {
      "a/web.yaml": withConfig("web-setings, optional: true"),
      "a/config.yaml": config,
    },
  ],
  [
    "what a generator makes",
    {
      "a/web.yaml": withConfig("web-settings"),
      "a/kustomization.yaml":
        "resources: [web.yaml, other.yaml]\nconfigMapGenerator:\n  - { name: web-settings, literals: [a=b] }\n",
      "a/other.yaml": config.replace("web-settings", "web-setting"),
    },
  ],
  [
    "the secret that an ExternalSecret makes",
    {
      "a/web.yaml": deployment(
        "web",
        "containers: []\nvolumes:\n  - { name: a, secret: { secretName: web-key } }",
      ),
      "a/secret.yaml": external("vault"),
      "s/store.yaml": store,
    },
  ],
  [
    "a Service before pods that an operator makes",
    { "a/web.yaml": web, "a/service.yaml": service("selector: { app: redis }", "cache") },
  ],
  [
    "a Service without a selector, or with a port by number",
    {
      "a/web.yaml": web,
      "a/one.yaml": service("ports: [{ port: 80, targetPort: any }]", "one"),
      "a/two.yaml": service(
        "selector: { app: web }\nports: [{ port: 80, targetPort: 8080 }]",
        "two",
      ),
    },
  ],
  ["the project default", { "a/app.yaml": application("default"), "p/project.yaml": project }],
  [
    "the source that flux makes",
    { "a/web.yaml": kustomization("flux-system"), "a/source.yaml": source },
  ],
  [
    "roles that each cluster has",
    {
      "a/binding.yaml": binding("view", "ClusterRole"),
      "a/role.yaml": role.replace("kind: Role", "kind: ClusterRole").replace("reader", "views"),
    },
  ],
  [
    "what stands in a chart",
    { "chart/templates/web.yaml": withConfig("web-setings"), "a/config.yaml": config },
  ],
];

describe("nothing is told of", () => {
  test.each(silent)("%s", async (_what, files) => {
    expect((await judgeMarked(files)).found).toEqual([]);
  });
});

const outcomes = async (files: Files): Promise<readonly string[]> => {
  const changed = Object.entries(files).map(([path, content]) => ({ path, content }));
  const { violations } = await judgeChange({ files: changed, rules: [] }, []);
  return violations.map(({ outcome }) => outcome);
};

describe("how much it weighs", () => {
  const wrongPort = service("selector: { app: web }\nports: [{ port: 80, targetPort: grpc }]");

  test("a name only warns: the cluster may hold what no file does", async () => {
    expect(
      await outcomes({ "a/web.yaml": withConfig("web-setings"), "a/config.yaml": config }),
    ).toEqual(["warn"]);
  });

  test("a port that the pods beside it do not have is denied", async () => {
    expect(await outcomes({ "a/web.yaml": web, "a/service.yaml": wrongPort })).toEqual(["deny"]);
  });

  test("it warns where Kustomize can still add the port", async () => {
    const files = { "a/web.yaml": web, "a/service.yaml": wrongPort };
    expect(
      await outcomes({ ...files, "a/kustomization.yaml": "resources: [web.yaml, service.yaml]\n" }),
    ).toEqual(["warn"]);
  });

  test("names are looked up in files of the base branch, but not in what the change leaves of them", async () => {
    const files = [{ path: "a/web.yaml", content: withConfig("web-setings") }];
    const baseFiles = [{ path: "a/config.yaml", content: config }];
    const found = async (more: object): Promise<number> =>
      (await judgeChange({ files, rules: [], baseFiles, ...more }, [])).violations.length;
    expect(await found({})).toBe(1);
    const removed = [...files, { path: "a/config.yaml", baseContent: config }];
    expect(await found({ files: removed })).toBe(0);
  });
});

test.each([
  ["each of them is told of the other", "", ["web-admin", "web"]],
  ["a headless one beside the one for clients is the usual pair", "\nclusterIP: None", []],
])("two Services that take the same pods: %s", async (_what, more, named) => {
  const files = [
    {
      path: "a/admin.yaml",
      content: service(`selector: { app: web }\nports: [{ port: 81 }]${more}`, "web-admin"),
    },
    { path: "a/service.yaml", content: service("selector: { app: web }\nports: [{ port: 80 }]") },
    { path: "a/web.yaml", content: web },
  ];
  const { violations } = await judgeChange({ files, rules: [] }, []);
  const found = violations.filter(({ policy }) => policy === "references");
  expect(
    found.map(({ message }) => /The Service (\S+) has the same selector/.exec(message)?.[1]),
  ).toEqual(named.toReversed());
});
