import { describe, expect, it } from "vitest";
import { readKustomization } from "../../../src/policies/rendering/kustomization.ts";

const read = (text: string) => readKustomization(text, "overlays/prod/kustomization.yaml");

describe("what a kustomization refers to", () => {
  it("is found wherever it may be named", () => {
    const found = read(`
resources: [../../base, extra.yaml]
components: [../../components/tls]
patches:
  - path: patches/replicas.yaml
    target: { kind: Deployment }
  - patch: |-
      - op: remove
        path: /spec/replicas
patchesStrategicMerge:
  - memory.yaml
  - |-
    apiVersion: v1
    kind: ConfigMap
patchesJson6902:
  - path: ports.json
    target: { kind: Service, name: web }
configMapGenerator:
  - name: settings
    files: [app.properties, renamed.txt=source.txt]
    envs: [.env]
secretGenerator:
  - name: keys
    env: keys.env
configurations: [names.yaml]
replacements:
  - path: replacement.yaml
openapi: { path: schema.json }
`);
    expect(found.members).toEqual(["base", "overlays/prod/extra.yaml", "components/tls"]);
    expect(found.patches.toSorted()).toEqual([
      "overlays/prod/memory.yaml",
      "overlays/prod/patches/replicas.yaml",
      "overlays/prod/ports.json",
    ]);
    expect(found.files).toEqual(
      expect.arrayContaining([
        "overlays/prod/app.properties",
        "overlays/prod/source.txt",
        "overlays/prod/.env",
        "overlays/prod/keys.env",
        "overlays/prod/names.yaml",
        "overlays/prod/replacement.yaml",
        "overlays/prod/schema.json",
      ]),
    );
    expect(found).toMatchObject({ remote: [], needsHelm: false, isComponent: false });
  });

  it.each([
    "https://github.com/myorg/base//deploy?ref=v1",
    "github.com/myorg/base",
    "git@github.com:myorg/base.git",
    "ssh://git@example.com/base.git",
    "git::https://example.com/base",
    "example.com/base?ref=main",
    "https://example.com/all.yaml",
  ])("is remote for %s", (address) => {
    expect(read(`resources: ["${address}"]`)).toMatchObject({ members: [], remote: [address] });
  });

  it.each(["../../base", "./app", "deploy.yaml", "github.com-mirror/app"])(
    "is not remote for %s",
    (path) => {
      expect(read(`resources: ["${path}"]`).remote).toEqual([]);
    },
  );

  it("never leads out of the repository", () => {
    expect(read("resources: [../../../etc, /etc/passwd]").members).toEqual([]);
  });

  it.each(["[", "just text", "resources: all", "resources: [1, {a: b}]", "patches: [1]"])(
    "is nothing where the file is not what it should be: %s",
    (text) => {
      expect(read(text)).toMatchObject({ members: [], files: [], remote: [] });
    },
  );

  it("tells a Component and an inflator of charts", () => {
    expect(read("kind: Component").isComponent).toBe(true);
    expect(read("helmCharts: [{ name: web }]").needsHelm).toBe(true);
  });
});
