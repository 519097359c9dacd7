import { describe, expect, test } from "vitest";
import { findUnknownGuardrails } from "../../../src/config/guardrail-names.ts";
import { parsePlatform } from "../../../src/config/parse-platform.ts";
import type { JudgeInput } from "../../../src/domain/guardrail.ts";
import { formatProblem } from "../../../src/domain/location.ts";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { knownGuardrails } from "../../../src/policies/policy-names.ts";

const head = `apiVersion: causeway.dev/v1
kind: Platform
teams: { team-alpha: { github: myorg/team-alpha } }
guardrails:
`;

/** Everything that is wrong with what stands under `guardrails:`, which is line 4. */
function problemsOf(guardrails: string): readonly string[] {
  const text = head + guardrails;
  const parsed = parsePlatform(text, "platform.yaml");
  const form = parsed.kind === "broken" ? parsed.problems : [];
  const unknown = findUnknownGuardrails(text, "platform.yaml", knownGuardrails([]));
  return [...form, ...unknown].map(formatProblem);
}

function levelsOf(guardrails: string): NonNullable<JudgeInput["levels"]> {
  const parsed = parsePlatform(head + guardrails, "platform.yaml");
  if (parsed.kind === "broken") throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return Object.fromEntries(parsed.platform.guardrails);
}

const deployment = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: team-alpha }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      containers: [{ name: app, image: registry.example.com/app:1.0.0 }]
`;

async function twoReplicas(
  input: Partial<JudgeInput>,
  path = "app.yaml",
): Promise<readonly string[]> {
  const files = [{ path, content: deployment(2) }];
  const { results } = await judgeChange({ files, rules: [], ...input });
  return results
    .filter(({ policy }) => policy === "two-replicas.causeway.dev")
    .map(({ outcome, message }) => `${outcome}: ${message.split(".")[0]}`);
}

const parameterFile = (replicas: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: two-replicas.causeway.dev, namespace: kube-system }
data: { replicas: "${replicas}" }
`;

const passes = "pass: The object passes";
const fewer = "warn: The deployment has fewer than 3 replicas";

describe("a guardrail's parameter", () => {
  test("has the value that ships, until something else is said", async () => {
    expect(await twoReplicas({})).toEqual([passes]);
  });

  test("is what platform.yaml says", async () => {
    const levels = levelsOf("  two-replicas: { parameters: { replicas: 3 } }\n");
    expect(await twoReplicas({ levels })).toEqual([fewer]);
    const full = levelsOf(
      "  two-replicas.causeway.dev: { level: deny, parameters: { replicas: 3 } }\n",
    );
    expect(await twoReplicas({ levels: full })).toEqual([fewer.replace("warn", "deny")]);
  });

  test("is what the ConfigMap among the rules says, which the cluster has too; platform.yaml goes before it", async () => {
    const rules = [{ path: "guardrails/two-replicas.yaml", content: parameterFile("3") }];
    expect(await twoReplicas({ rules })).toEqual([fewer]);
    const levels = levelsOf("  two-replicas: { parameters: { replicas: 1 } }\n");
    expect(await twoReplicas({ rules, levels })).toEqual([passes]);
  });

  test("is not what the pull request that is judged says", async () => {
    const brought = { path: "guardrails/p.yaml", content: parameterFile("1") };
    const base = { baseContent: parameterFile("3") };
    const rules = [{ path: "guardrails/p.yaml", content: parameterFile("3") }];
    const app = { path: "app.yaml", content: deployment(2) };
    expect(await twoReplicas({ files: [app, { ...brought, ...base }], rules })).toEqual([fewer]);
    const stricter = { ...brought, content: parameterFile("9") };
    expect(await twoReplicas({ files: [app, stricter], rules: [] })).toEqual([passes]);
  });

  test("may differ by environment; where that is not known, each must be met", async () => {
    const levels = levelsOf(
      "  two-replicas: { parameters: { replicas: { dev: 1, production: 3 } } }\n",
    );
    expect(await twoReplicas({ levels }, "overlays/dev/app.yaml")).toEqual([passes]);
    expect(await twoReplicas({ levels }, "overlays/staging/app.yaml")).toEqual([passes]);
    expect(await twoReplicas({ levels }, "overlays/production/app.yaml")).toEqual([
      fewer.replace("warn", "deny"),
    ]);
    expect(await twoReplicas({ levels })).toEqual([fewer]);
  });
});

describe("a mistake in parameters", () => {
  test.each([
    [
      "a parameter that there is not",
      "  two-replicas:\n    parameters:\n      replica: 3\n",
      '7:7: The guardrail two-replicas has no parameter "replica". Did you mean "replicas"? It takes: replicas.',
    ],
    [
      "a guardrail that takes none",
      "  no-host-path:\n    parameters:\n      paths: [/var/log]\n",
      "7:7: The guardrail no-host-path takes no parameters. Remove this line.",
    ],
    [
      "a text in place of a number",
      "  two-replicas:\n    parameters:\n      replicas: three\n",
      "7:17: The parameter replicas of two-replicas must be a whole number, 0 or more, such as 3. It says the fewest replicas of a Deployment that runs, such as 3.",
    ],
    [
      "a text in place of a list",
      "  allowed-registries: { level: deny, parameters: { registries: registry.example.com } }\n",
      "5:64: The parameter registries of allowed-registries must be a list of texts without commas, such as [one, two]. It says the beginnings of image names that are allowed, such as registry.example.com or docker.io/library; none: all are.",
    ],
    [
      "what is no quantity, for one environment",
      "  size-ceilings:\n    parameters:\n      maxMemory:\n        dev: 2Gi\n        production: 2 GB\n",
      "9:21: The parameter maxMemory of size-ceilings must be a Kubernetes quantity, such as 2Gi or 500m. It says the most memory of one container, such as 8Gi.",
    ],
    [
      "a version that YAML reads as a number",
      "  no-host-probes: { parameters: { kubernetesVersion: 1.30 } }\n",
      '5:54: The parameter kubernetesVersion of no-host-probes must be a Kubernetes version in quotes, such as "1.34". It says the version of the Pod Security Standards, that is of Kubernetes, such as 1.34.',
    ],
    [
      "an environment that there is not",
      "  two-replicas: { prodction: deny }\n",
      '5:19: There is no environment "prodction" for guardrails.two-replicas. Did you mean "production"? Here stand: dev, staging, production, level, parameters.',
    ],
    [
      "an environment of a parameter that there is not",
      "  two-replicas: { parameters: { replicas: { test: 1 } } }\n",
      '5:45: There is no environment "test" for guardrails.two-replicas.parameters.replicas. Here stand: dev, staging, production.',
    ],
    [
      "a level that there is not",
      "  two-replicas:\n    dev: warning\n",
      '6:10: guardrails.two-replicas.dev must be off, warn or deny. It is "warning".',
    ],
    [
      "a list of parameters",
      "  two-replicas:\n    parameters: [replicas]\n",
      "6:17: guardrails.two-replicas.parameters must be parameters by name, such as {replicas: 3}. It is a list.",
    ],
    [
      "a truth",
      "  two-replicas:\n    parameters: { replicas: true }\n",
      "6:29: guardrails.two-replicas.parameters.replicas must be a text, a number, a list of them, or one of these for each environment. It is true.",
    ],
  ])("is told at its place: %s", (_what, guardrails, problem) => {
    expect(problemsOf(guardrails)[0]).toBe(`platform.yaml:${problem}`);
  });

  test.each([
    "  two-replicas: { dev: off, staging: warn, production: deny }\n",
    "  two-replicas: { level: warn, production: deny, parameters: { replicas: 3 } }\n",
    "  size-ceilings: { parameters: { maxCpu: 2, maxMemory: 512Mi, maxReplicas: 10 } }\n",
    '  run-as-non-root: { parameters: { kubernetesVersion: "1.30" } }\n',
    "  required-labels: { parameters: { labels: [] } }\n",
  ])("is none: %s", (guardrails) => {
    expect(problemsOf(guardrails)).toEqual([]);
  });
});
