import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RenderRoot } from "../../src/domain/ports/renderer.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { findTool } from "../../src/render/run-tool.ts";

let bin: string;

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), "causeway-tools-"));
});

afterEach(async () => {
  await rm(bin, { recursive: true });
});

/** A program of that name which does what a few lines of shell say. */
async function program(name: string, script: string): Promise<void> {
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

const systemPath = "/usr/bin:/bin";
const render = (root: RenderRoot, options: { timeoutMs?: number } = {}) =>
  createRenderer({ path: `${bin}${delimiter}${systemPath}`, ...options }).render(root);
const alone = (root: RenderRoot) => createRenderer({ path: bin }).render(root);

const overlay: RenderRoot = {
  tool: "kustomize",
  path: "overlays/prod/kustomization.yaml",
  files: new Map([
    ["overlays/prod/kustomization.yaml", "namePrefix: prod-\nresources: [../../base]\n"],
    ["base/kustomization.yaml", "resources: [map.yaml]\n"],
    ["base/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n"],
  ]),
};

const chart: RenderRoot = {
  tool: "helm",
  path: "charts/web/Chart.yaml",
  files: new Map([
    ["charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"],
    ["charts/web/templates/map.yaml", "kind: {{ .Values.kind }}\n"],
  ]),
};

describe("kustomize", () => {
  it("builds the overlay among the files of the commit, and each object knows its file", async () => {
    await program(
      "kustomize",
      `[ "$1" = build ] && [ "$3" = --load-restrictor=LoadRestrictionsRootOnly ] || exit 3
cat "$2/../repository/base/map.yaml" > /dev/null || exit 4
printf '%s\\n' "apiVersion: v1" "kind: ConfigMap" "metadata:" "  annotations:" "    config.kubernetes.io/origin: |" "      path: ../repository/base/map.yaml" "  name: prod-a" "---" "kind: ConfigMap"`,
    );
    expect(await render(overlay)).toEqual({
      kind: "rendered",
      documents: [
        {
          source: "base/map.yaml",
          content: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: prod-a\n",
        },
        { content: "kind: ConfigMap\n" },
      ],
    });
  });

  it("says what is wrong without naming a folder of this machine", async () => {
    await program(
      "kustomize",
      'echo "Error: accumulating: $2/../repository/base missing" >&2; exit 1',
    );
    const outcome = await render(overlay);
    expect(outcome).toMatchObject({ kind: "failed" });
    expect(JSON.stringify(outcome)).not.toContain(tmpdir());
  });

  it("that takes too long is ended", async () => {
    await program("kustomize", "exec sleep 60");
    const outcome = await render(overlay, { timeoutMs: 200 });
    expect(outcome).toMatchObject({
      kind: "notRendered",
      why: "Building it takes longer than 0.2 s, and was ended.",
    });
  });

  it("that prints without end is ended", async () => {
    await program("kustomize", "exec yes kind");
    expect(await render(overlay)).toMatchObject({ kind: "notRendered" });
  });

  it("that lacks a plugin is no mistake of the change", async () => {
    await program("kustomize", 'echo "unable to load external plugin x" >&2; exit 1');
    expect(await render(overlay)).toMatchObject({ kind: "notRendered" });
  });

  it("gets nothing of this process but the PATH, and no network", async () => {
    process.env["CAUSEWAY_TEST_TOKEN"] = "t0ken";
    await program("kustomize", "env >&2; exit 1");
    const outcome = JSON.stringify(await render(overlay));
    delete process.env["CAUSEWAY_TEST_TOKEN"];
    expect(outcome).not.toContain("t0ken");
    expect(outcome).toContain("HTTPS_PROXY=http://127.0.0.1:9");
  });

  it("leaves nothing behind", async () => {
    const home = join(bin, "home");
    await program("kustomize", `echo "$HOME" > ${home}; exit 1`);
    await render(overlay);
    const folder = (await readFile(home, "utf8")).trim();
    expect(folder).toContain("causeway-render-");
    await expect(stat(folder)).rejects.toThrow("ENOENT");
  });

  it("or kubectl is needed, and that is said", async () => {
    expect(await alone(overlay)).toMatchObject({
      kind: "notRendered",
      why: expect.stringContaining("Neither kustomize nor kubectl is installed"),
    });
    await program("kubectl", '[ "$1" = kustomize ] && echo "kind: X"');
    expect(await render(overlay)).toMatchObject({ documents: [{ content: "kind: X\n" }] });
  });
});

const real = findTool(["kustomize", "kubectl"], process.env["PATH"] ?? "");

const build = (change: Readonly<Record<string, string>>) =>
  createRenderer({ path: process.env["PATH"] ?? "", timeoutMs: 60_000 }).render({
    ...overlay,
    files: new Map([...overlay.files, ...Object.entries(change)]),
  });

describe.skipIf(real === undefined)("the kustomize of this machine", () => {
  it("tells the origin of each object and keeps no annotation of ours", async () => {
    expect(await build({})).toEqual({
      kind: "rendered",
      documents: [
        {
          source: "base/map.yaml",
          content: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: prod-a\n",
        },
      ],
    });
  });

  it("refuses a file outside the root", async () => {
    const outcome = await build({
      "base/kustomization.yaml": "resources: [../secret.yaml]\n",
      "secret.yaml": "kind: X\n",
    });
    expect(outcome).toMatchObject({ kind: "failed" });
  });

  it("fetches nothing", async () => {
    const outcome = await build({
      "base/kustomization.yaml": "resources: [map.yaml, 'https://example.com/a.yaml']\n",
    });
    expect(outcome).toMatchObject({ kind: "failed" });
  });
});

describe("helm", () => {
  it("renders the chart, and each object knows its template", async () => {
    await program(
      "helm",
      `[ "$1 $2" = "template web" ] && [ -f "$3/Chart.yaml" ] || exit 3
printf '%s\\n' --- "# Source: web/templates/map.yaml" "kind: ConfigMap" --- "kind: Second" --- "# Source: web/charts/db/templates/x.yaml" "kind: Third" --- "# Source: web/templates/empty.yaml"`,
    );
    expect(await render(chart)).toMatchObject({
      kind: "rendered",
      documents: [
        { source: "charts/web/templates/map.yaml" },
        { source: "charts/web/templates/map.yaml" },
        { source: "charts/web/charts/db/templates/x.yaml" },
      ],
    });
  });

  it("fetches no dependencies, and a chart that needs them is not rendered", async () => {
    await program(
      "helm",
      'echo "Error: An error occurred while checking for chart dependencies. found in Chart.yaml, but missing in charts/ directory: redis" >&2; exit 1',
    );
    expect(await render(chart)).toMatchObject({
      kind: "notRendered",
      why: "It needs other charts, and checks fetch none.",
    });
  });

  it("says what is wrong with a template", async () => {
    await program(
      "helm",
      'echo "Error: parse error at (web/templates/map.yaml:1): unclosed action" >&2; exit 1',
    );
    expect(await render(chart)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("unclosed action"),
    });
  });

  it("is missed, and that is said", async () => {
    expect(await alone(chart)).toMatchObject({
      kind: "notRendered",
      why: expect.stringContaining("helm is not installed"),
    });
  });
});
