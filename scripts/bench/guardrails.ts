import { pathToFileURL } from "node:url";
import type { ChangedFile } from "../../src/domain/guardrail.ts";
import { startJudge } from "../../src/policies/judge-worker.ts";

export interface GuardrailFigures {
  readonly manifests: number;
  /** From nothing to the judgement: the thread's start, all imports, all schemas. */
  readonly coldMs: number;
  /** The same change again in the same thread. */
  readonly warmMs: number;
  readonly results: number;
  readonly denied: number;
}

const xrd = `apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: { name: xdatabases.platform.example.com }
spec:
  group: platform.example.com
  names: { kind: XDatabase, plural: xdatabases }
  claimNames: { kind: Database, plural: databases }
  versions:
    - name: v1alpha1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                parameters:
                  type: object
                  properties:
                    size: { type: string, enum: [small, medium, large] }
                  required: [size]
`;

function pod(indent: string, tag: string): string {
  const lines = [
    "containers:",
    "  - name: app",
    `    image: registry.example.com/app:${tag}`,
    "    ports: [{ name: http, containerPort: 8080 }]",
    "    env:",
    "      - { name: LOG_LEVEL, value: info }",
    "      - { name: PORT, value: '8080' }",
    "    readinessProbe: { httpGet: { path: /ready, port: http } }",
    "    resources:",
    "      requests: { cpu: 100m, memory: 128Mi }",
    "      limits: { memory: 128Mi }",
    "    securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true }",
    "  - name: proxy",
    "    image: registry.example.com/proxy:2.0.1",
    "    resources:",
    "      requests: { cpu: 10m, memory: 32Mi }",
    "      limits: { memory: 32Mi }",
  ];
  return lines.map((line) => `${indent}${line}\n`).join("");
}

function manifest(index: number): string {
  const head = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: app-${index}\n  namespace: team-${index % 20}\n  labels: { app: app-${index} }\n`;
  const tag = index % 50 === 0 ? "latest" : `1.${index}.0`;
  switch (index % 6) {
    case 0:
    case 1:
      return `${head("apps/v1", "Deployment")}spec:\n  replicas: 2\n  selector: { matchLabels: { app: app-${index} } }\n  template:\n    metadata: { labels: { app: app-${index} } }\n    spec:\n${pod("      ", tag)}`;
    case 2:
      return `${head("v1", "Service")}spec:\n  selector: { app: app-${index} }\n  ports: [{ name: http, port: 80, targetPort: http }]\n`;
    case 3:
      return `${head("v1", "ConfigMap")}data:\n  config.yaml: |\n    level: info\n    port: 8080\n`;
    case 4:
      return `${head("batch/v1", "CronJob")}spec:\n  schedule: "0 3 * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n${pod("          ", tag)}`;
    default:
      return `${head("platform.example.com/v1alpha1", "Database")}spec:\n  parameters:\n    size: medium\n`;
  }
}

/** That many manifests of six kinds, one in a file. */
export function benchManifests(
  count: number,
): readonly (ChangedFile & { readonly content: string })[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `apps/app-${index}.yaml`,
    content: manifest(index),
  }));
}

/** Judges that many manifests, one in a file, by the built-in set: the bar is 1,000 in 2 s, cold. */
export async function benchGuardrails(manifests = 1_000): Promise<GuardrailFigures> {
  const files = benchManifests(manifests);
  const input = { files, rules: [{ path: "compositions/database.yaml", content: xrd }] };
  const judge = startJudge({ timeoutMs: 120_000 });
  const started = performance.now();
  const { results } = await judge.judge(input);
  const cold = performance.now();
  await judge.judge(input);
  const warm = performance.now();
  await judge.close();
  return {
    manifests,
    coldMs: Math.round(cold - started),
    warmMs: Math.round(warm - cold),
    results: results.length,
    denied: results.filter(({ outcome }) => outcome === "deny").length,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(`${JSON.stringify(await benchGuardrails())}\n`);
}
