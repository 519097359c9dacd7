import { describe, expect, it } from "vitest";
import { tracePlace, type RenderedRoot } from "../../../src/policies/rendering/trace.ts";
import { readYaml } from "../../../src/yaml/documents.ts";

const base = `apiVersion: v1
kind: Service
metadata: { name: web }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: proxy
          image: proxy:1
        - name: app
          image: app:1
          ports:
            - containerPort: 80
`;

const patch = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      hostNetwork: true
`;

/** As kustomize writes it: keys in its own order, the name longer, the list merged. */
const built = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: prod-web
spec:
  template:
    spec:
      containers:
      - image: app:1
        name: app
        ports:
        - containerPort: 80
      - image: proxy:2
        name: proxy
      hostNetwork: true
`;

const kustomization = "overlays/prod/kustomization.yaml";
const root: RenderedRoot = {
  path: kustomization,
  documents: [],
  files: new Map([
    ["base/web.yaml", base],
    ["overlays/prod/patch.yaml", patch],
    [kustomization, "resources: [../../base]\n"],
  ]),
  patches: ["overlays/prod/patch.yaml"],
};

/** Where the value at a path of the built object comes from: `file:line:column`. */
function trace(path: readonly (string | number)[], source: string | undefined = "base/web.yaml") {
  const [document] = readYaml(built, "built.yaml").documents;
  if (document === undefined) throw new Error("no document");
  const place = document.locate(path);
  const content = { content: built, ...(source === undefined ? {} : { source }) };
  const { path: file, startLine, startColumn } = tracePlace(root, content, place);
  return `${file}:${startLine}:${startColumn}`;
}

const pod = ["spec", "template", "spec"] as const;

describe("a place in what kustomize built", () => {
  it.each([
    [
      "a value, found by its entry's name in another order",
      [...pod, "containers", 0, "image"],
      "base/web.yaml:16:18",
    ],
    ["an entry of a list", [...pod, "containers", 0], "base/web.yaml:15:11"],
    [
      "an entry without a name, by its number",
      [...pod, "containers", 0, "ports", 0, "containerPort"],
      "base/web.yaml:18:30",
    ],
    ["what a patch adds", [...pod, "hostNetwork"], "overlays/prod/patch.yaml:7:20"],
    ["what a transformer changed", [...pod, "containers", 1, "image"], `${kustomization}:1:1`],
    ["a name that was made longer", ["metadata", "name"], `${kustomization}:1:1`],
  ])("is traced to its source: %s", (_, path, place) => {
    expect(trace(path)).toBe(place);
  });

  it("of a generated object is the kustomization", () => {
    const generated = { content: "kind: ConfigMap\n" };
    expect(tracePlace(root, generated, { startLine: 1, startColumn: 1 })).toMatchObject({
      path: kustomization,
      startLine: 1,
    });
  });
});

describe("a place in what helm rendered", () => {
  const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      hostNetwork: true
      containers:
        - name: app
          image: "{{ .Values.image }}"
        - name: other
          image: other:1
`;
  const chart: RenderedRoot = {
    path: "charts/web/Chart.yaml",
    documents: [],
    files: new Map([
      ["charts/web/templates/web.yaml", template],
      ["charts/web/values.yaml", "replicas: 3\nimage: app:latest # ours\n"],
    ]),
    patches: [],
  };
  const rendered = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      hostNetwork: true
      containers:
        - name: app
          image: "app:latest"
        - name: other
          image: other:1
`;

  it.each([
    [
      "the line of the template that says the same",
      [...pod, "hostNetwork"],
      "charts/web/templates/web.yaml:9:7",
    ],
    [
      "the line of values.yaml that it comes from",
      [...pod, "containers", 0, "image"],
      "charts/web/values.yaml:2:1",
    ],
    ["the values' line for a number", ["spec", "replicas"], "charts/web/values.yaml:1:1"],
    [
      "the only line with the key above it",
      [...pod, "containers", 0],
      "charts/web/templates/web.yaml:10:7",
    ],
    [
      "a value that is there as it is",
      [...pod, "containers", 1, "image"],
      "charts/web/templates/web.yaml:14:11",
    ],
  ])("is traced to %s", (_, path, place) => {
    const [document] = readYaml(rendered, "r.yaml").documents;
    if (document === undefined) throw new Error("no document");
    const content = { content: rendered, source: "charts/web/templates/web.yaml" };
    const {
      path: file,
      startLine,
      startColumn,
    } = tracePlace(chart, content, document.locate(path));
    expect(`${file}:${startLine}:${startColumn}`).toBe(place);
  });
});
