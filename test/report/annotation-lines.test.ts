import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nothingRendered, type CheckDetails } from "../../src/domain/check-details.ts";
import { judgeChange } from "../../src/policies/judge-change.ts";
import { exampleLevels } from "../policies/guardrails/example-levels.ts";
import { checkRunOf } from "../../src/report/check-run-report.ts";

const details: CheckDetails = {
  skipped: [],
  levels: {},
  advice: new Map(),
  exempted: [],
  rendering: nothingRendered,
  notes: [],
};

const path = "apps/app.yaml";

/** The lines that an example says are denied. */
function marked(content: string): readonly number[] {
  return content
    .split("\n")
    .flatMap((line, index) => (line.endsWith("# denied") ? [index + 1] : []));
}

/** The annotations that the check run on a file would have. */
async function annotationsOn(
  content: string,
  baseContent?: string,
  levels: ReturnType<typeof exampleLevels> = {},
) {
  const base = baseContent === undefined ? {} : { baseContent };
  const judgement = await judgeChange({ files: [{ path, content, ...base }], rules: [], levels });
  return checkRunOf(judgement, "sha", details).annotations;
}

describe("annotations of the guardrails' bad examples", () => {
  const examples = new URL("../fixtures/guardrails/", import.meta.url);
  const read = (name: string, file: string): string =>
    readFileSync(new URL(`${name}/${file}`, examples), "utf8");
  // A finding on what is removed has no line: such an example marks none.
  const names = readdirSync(examples).filter((name) =>
    read(name, "fail.yaml").includes("# denied"),
  );

  it("are enough to tell", () => {
    const lines = names.flatMap((name) => marked(read(name, "fail.yaml")));
    expect(lines.length).toBeGreaterThan(60);
  });

  it.each(names)("%s: on the marked lines and no others", async (name) => {
    const content = read(name, "fail.yaml");
    const before = existsSync(new URL(`${name}/before.yaml`, examples))
      ? read(name, "before.yaml")
      : undefined;
    const annotations = await annotationsOn(content, before, exampleLevels(name));
    const own = annotations.filter(({ title }) => title === name);
    expect([...new Set(own.map(({ startLine }) => startLine))]).toEqual(marked(content));
  });
});

const pod = (...lines: readonly string[]): readonly string[] => [
  "apiVersion: v1",
  "kind: Pod",
  "metadata: { name: app, namespace: team-alpha }",
  "spec:",
  "  containers:",
  "    - name: app",
  "      image: registry.example.com/app:1.0.0",
  ...lines,
];

const service = (...lines: readonly string[]): readonly string[] => [
  "apiVersion: v1",
  "kind: Service",
  "metadata: { name: app, namespace: team-alpha }",
  "spec:",
  ...lines,
];

const deployment = (...lines: readonly string[]): readonly string[] => [
  "apiVersion: apps/v1",
  "kind: Deployment",
  "metadata: { name: app, namespace: team-alpha }",
  "spec:",
  "  selector: { matchLabels: { app: app } }",
  ...lines,
  "  template:",
  "    metadata: { labels: { app: app } }",
  "    spec:",
  "      containers:",
  "        - name: app",
  "          image: registry.example.com/app:1.0.0",
];

/** What is written, the guardrail that finds it, its line, and the very text that is underlined. */
const table: readonly (readonly [string, readonly string[], string, number, string])[] = [
  ["an unknown field of a pod", pod("  hostNetwrk: true"), "schema", 8, "hostNetwrk"],
  [
    "an unknown field of a container",
    pod("      imagePullPolcy: Always"),
    "schema",
    8,
    "imagePullPolcy",
  ],
  [
    "an unknown field in a map on one line",
    pod("      resources: { limit: { cpu: 1 } }"),
    "schema",
    8,
    "limit",
  ],
  ["an unknown field at the top", ["spek: {}", ...pod()], "schema", 1, "spek"],
  [
    "an unknown field of metadata",
    ["apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: a", "  lables: {}"],
    "schema",
    5,
    "lables",
  ],
  ["a text where a number must be", deployment("  replicas: many"), "schema", 6, "many"],
  ["a number where a text must be", pod("      env: [{ name: A, value: 1 }]"), "schema", 8, "1"],
  [
    "a boolean where a text must be",
    pod("      env: [{ name: A, value: yes }]"),
    "schema",
    8,
    "yes",
  ],
  ["a text where a boolean must be", pod("  hostNetwork: 'true'"), "schema", 8, "'true'"],
  ["a map where a list must be", pod("  volumes: { a: {} }"), "schema", 8, "volumes"],
  ["a list where a map must be", pod("      resources: [1]"), "schema", 8, "[1]"],
  ["a word that is in no list", pod("      imagePullPolicy: Sometimes"), "schema", 8, "Sometimes"],
  ["a word in the wrong case", pod("  restartPolicy: never"), "schema", 8, "never"],
  ["a wrong word in quotes", pod('  dnsPolicy: "Nowhere"'), "schema", 8, '"Nowhere"'],
  ["a strategy that there is not", deployment("  strategy: { type: Fast }"), "schema", 6, "Fast"],
  ["an unknown field of a service", service("  port: 80"), "schema", 5, "port"],
  ["a port that is no number", service("  ports: [{ port: http }]"), "schema", 5, "http"],
  [
    "a protocol that there is not",
    service("  ports: [{ port: 80, protocol: HTTP }]"),
    "schema",
    5,
    "HTTP",
  ],
  ["a type of service that there is not", service("  type: Public"), "schema", 5, "Public"],
  [
    "a probe's unknown field",
    pod("      readinessProbe: { httpGet: { path: /, prt: 80 } }"),
    "schema",
    8,
    "prt",
  ],
  [
    "a host's directory",
    pod("  volumes:", "    - name: logs", "      hostPath: { path: /var/log }"),
    "no-host-path",
    10,
    "hostPath",
  ],
  [
    "the second of two volumes",
    pod(
      "  volumes:",
      "    - { name: a, emptyDir: {} }",
      "    - { name: b, hostPath: { path: / } }",
    ),
    "no-host-path",
    10,
    "hostPath",
  ],
  ["the host's network", pod("  hostNetwork: true"), "no-host-namespaces", 8, "true"],
  ["the host's processes", pod("  hostPID: true"), "no-host-namespaces", 8, "true"],
  [
    "a privileged container",
    pod("      securityContext: { privileged: true }"),
    "no-privileged-containers",
    8,
    "true",
  ],
  [
    "an image without a version",
    [...pod().slice(0, 6), "      image: registry.example.com/app"],
    "pinned-images",
    7,
    "registry.example.com/app",
  ],
  [
    "an image of the latest version",
    [...pod().slice(0, 6), '      image: "nginx:latest" # newest'],
    "pinned-images",
    7,
    '"nginx:latest"',
  ],
  [
    "the second container's image",
    pod("    - name: other", "      image: nginx"),
    "pinned-images",
    9,
    "nginx",
  ],
  [
    "a host's port",
    pod("      ports: [{ containerPort: 80, hostPort: 80 }]"),
    "no-host-ports",
    8,
    "80",
  ],
  [
    "a key that stands twice",
    ["apiVersion: v1", "kind: ConfigMap", "metadata: { name: a }", "data: {}", "data: {}"],
    "yaml",
    5,
    "data",
  ],
  [
    "a key that is no text",
    ["apiVersion: v1", "kind: ConfigMap", "? [a]", ": b"],
    "yaml",
    3,
    "[a]",
  ],
  [
    "a document behind another one",
    [...pod(), "---", "apiVersion: v1", "kind: ConfigMap", "metadata: { nam: a }"],
    "schema",
    11,
    "nam",
  ],
  [
    "an item of a List",
    [
      "apiVersion: v1",
      "kind: List",
      "items:",
      "  - apiVersion: v1",
      "    kind: ConfigMap",
      "    metadata: { name: a }",
      "    dta: {}",
    ],
    "schema",
    7,
    "dta",
  ],
  [
    "a value that came through an alias",
    pod("  x: &x never", "  restartPolicy: *x"),
    "schema",
    8,
    "x",
  ],
  [
    "a field behind a long text",
    pod(
      "      env:",
      "        - name: A",
      "          value: |",
      "            hostNetwork: true",
      "  hostPID: true",
    ),
    "no-host-namespaces",
    12,
    "true",
  ],
  [
    "a field behind comments",
    pod("  # hostPID: true", "", "  hostPID: true"),
    "no-host-namespaces",
    10,
    "true",
  ],
  [
    "a field behind letters of two units",
    pod("      env: [{ name: A, value: '🚢' }] # 🚢", "  hostPID: true"),
    "no-host-namespaces",
    9,
    "true",
  ],
  [
    "a field behind letters of two units on its line",
    pod("      env: [{ name: A, value: '🚢', valu: x }]"),
    "schema",
    8,
    "valu",
  ],
];

describe("annotations of what people write by hand", () => {
  it.each(table)("%s", async (...row) => {
    const [, lines, guardrail, line, text] = row;
    const content = `${lines.join("\n")}\n`;
    const own = (await annotationsOn(content)).filter(({ title }) => title === guardrail);
    const onLine = own.filter((one) => one.startLine === line && one.endLine === line);
    const written = lines[line - 1] ?? "";
    const texts = onLine.map(({ startColumn = 0, endColumn = 0 }) =>
      written.slice(startColumn - 1, endColumn - 1),
    );
    expect(texts).toContain(text);
  });

  it.each(table.slice(0, 30))("%s, with the line breaks of Windows", async (...row) => {
    const [, lines, guardrail, line] = row;
    const own = await annotationsOn(`${lines.join("\r\n")}\r\n`);
    const places = own.filter(({ title }) => title === guardrail).map(({ startLine }) => startLine);
    expect(places).toContain(line);
  });
});
