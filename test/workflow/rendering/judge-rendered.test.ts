import { describe, expect, it } from "vitest";
import type { Renderer, RenderOutcome } from "../../../src/domain/ports/renderer.ts";
import { judgeChange } from "../../../src/policies/judge-change.ts";
import { judgeRendered } from "../../../src/workflow/rendering/judge-rendered.ts";

const pod = (name: string, more = ""): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: team-alpha }
spec:
  containers: [{ name: app, image: "registry.example.com/app:1.0.0" }]
${more}`;

const files: Readonly<Record<string, string>> = {
  "base/kustomization.yaml": "resources: [pod.yaml]\n",
  "base/pod.yaml": pod("a"),
  "overlays/dev/kustomization.yaml": "resources: [../../base]\n",
  "overlays/prod/kustomization.yaml": "resources: [../../base]\npatches: [{ path: host.yaml }]\n",
  "overlays/prod/host.yaml": pod("a", "  hostNetwork: true\n"),
  "charts/web/Chart.yaml": "name: web\n",
  "charts/web/charts/db/Chart.yaml": "name: db\n",
  "charts/web/templates/pod.yaml": "kind: {{ .Values.kind }}\n",
  "other/kustomization.yaml": "resources: [pod.yaml]\n",
  "other/pod.yaml": pod("b"),
};

/** Answers for some roots; the others are not rendered. Keeps what it was asked. */
class FakeRenderer implements Renderer {
  readonly asked: string[] = [];
  readonly #outcomes: Readonly<Record<string, RenderOutcome>>;

  constructor(outcomes: Readonly<Record<string, RenderOutcome>>) {
    this.#outcomes = outcomes;
  }

  render({ path }: { readonly path: string }): Promise<RenderOutcome> {
    this.asked.push(path);
    return Promise.resolve(this.#outcomes[path] ?? { kind: "notRendered", why: "No tool." });
  }
}

async function judged(
  changed: readonly string[],
  outcomes: Readonly<Record<string, RenderOutcome>> = {},
  all: Readonly<Record<string, string>> = files,
) {
  const renderer = new FakeRenderer(outcomes);
  const input = { files: changed.map((path) => ({ path, content: all[path] ?? "" })), rules: [] };
  const judge = { judge: (asked: typeof input) => judgeChange(asked) };
  const repository = {
    paths: Object.keys(all),
    read: (path: string) => Promise.resolve(all[path]),
  };
  const sources = await judgeChange(input);
  const { judgement, report } = await judgeRendered(
    { judge, renderer },
    input,
    repository,
    sources,
  );
  return { asked: renderer.asked, judgement, report, sources };
}

const rendered = (content: string, source?: string): RenderOutcome => ({
  kind: "rendered",
  documents: [source === undefined ? { content } : { content, source }],
});

describe("what is built for a change", () => {
  it.each([
    [
      "a base: its overlays",
      ["base/pod.yaml"],
      ["overlays/dev/kustomization.yaml", "overlays/prod/kustomization.yaml"],
    ],
    ["a patch: its overlay", ["overlays/prod/host.yaml"], ["overlays/prod/kustomization.yaml"]],
    ["a kustomization by itself", ["other/kustomization.yaml"], ["other/kustomization.yaml"]],
    ["a template: its chart", ["charts/web/templates/pod.yaml"], ["charts/web/Chart.yaml"]],
    [
      "a chart inside a chart: the outer one",
      ["charts/web/charts/db/Chart.yaml"],
      ["charts/web/Chart.yaml"],
    ],
    ["nothing that is built", ["apps/pod.yaml"], []],
  ])("of %s", async (_, changed, roots) => {
    expect((await judged(changed)).asked.toSorted()).toEqual(roots);
  });

  it("is not what would be fetched from elsewhere, and that is said", async () => {
    const remote = {
      ...files,
      "overlays/dev/kustomization.yaml": "resources: [../../base, 'https://example.com/x.yaml']\n",
    };
    const { asked, report } = await judged(["base/pod.yaml"], {}, remote);
    expect(asked).toEqual(["overlays/prod/kustomization.yaml"]);
    expect(report.notRendered).toContainEqual({
      path: "overlays/dev/kustomization.yaml",
      why: "It takes https://example.com/x.yaml from elsewhere, and checks fetch nothing.",
    });
  });

  it("is no more than a check has time for", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [
        `o/${index}/kustomization.yaml`,
        "resources: [../../base]\n",
      ]),
    );
    const { asked, report } = await judged(
      ["base/pod.yaml"],
      {},
      {
        "base/kustomization.yaml": "resources: [pod.yaml]\n",
        "base/pod.yaml": pod("a"),
        ...many,
      },
    );
    expect(asked).toHaveLength(20);
    expect(report.notRendered.filter(({ why }) => why.includes("at most 20"))).toHaveLength(5);
  });

  it("ends where kustomizations name each other in a circle", async () => {
    const circle = {
      "a/kustomization.yaml": "resources: [../b]\n",
      "b/kustomization.yaml": "resources: [../a]\n",
      "c/kustomization.yaml": "resources: [../a]\n",
    };
    expect((await judged(["a/kustomization.yaml"], {}, circle)).asked).toEqual([
      "c/kustomization.yaml",
    ]);
  });
});

describe("what is found in what was built", () => {
  const prod = "overlays/prod/kustomization.yaml";

  it("is told at the line of the source that brings it, and where it was built", async () => {
    const outcome = rendered(pod("a", "  hostNetwork: true\n"), "base/pod.yaml");
    const { judgement, report } = await judged(["base/pod.yaml"], { [prod]: outcome });
    const found = judgement.violations.filter(
      ({ policy }) => policy === "no-host-namespaces.causeway.dev",
    );
    expect(found).toMatchObject([
      { outcome: "deny", location: { path: "overlays/prod/host.yaml", startLine: 6 } },
    ]);
    expect(found[0]?.message).toContain("(As built from overlays/prod/kustomization.yaml.)");
    expect(judgement.conclusion).toBe("failure");
    expect(report.rendered).toEqual([prod]);
  });

  it("is not told again when the source has it already, nor for each overlay", async () => {
    const outcome = rendered(pod("a"), "base/pod.yaml");
    const { judgement, sources } = await judged(["base/pod.yaml"], {
      [prod]: outcome,
      "overlays/dev/kustomization.yaml": outcome,
    });
    expect(judgement.violations).toEqual(sources.violations);
  });

  it("is told at the kustomization where no source says it", async () => {
    const { judgement } = await judged(["base/pod.yaml"], {
      [prod]: rendered(pod("x", "  hostPID: true\n")),
    });
    expect(judgement.violations.filter(({ message }) => message.includes("hostPID"))).toMatchObject(
      [{ location: { path: prod, startLine: 1 } }],
    );
  });

  describe("of a base that the overlays mend", () => {
    const all = { ...files, "base/pod.yaml": pod("a", "  hostPID: true\n") };
    const dev = "overlays/dev/kustomization.yaml";
    const mended = rendered(pod("a"), "base/pod.yaml");
    const asIs = rendered(all["base/pod.yaml"], "base/pod.yaml");
    const denied = async (outcomes: Readonly<Record<string, RenderOutcome>>) =>
      (await judged(["base/pod.yaml"], outcomes, all)).judgement.violations
        .filter(({ message }) => message.includes("hostPID"))
        .map(({ outcome, location }) => `${outcome} ${location.path}`);

    it("only warns: a base is not what is applied", async () => {
      expect(await denied({ [dev]: mended, [prod]: mended })).toEqual(["warn base/pod.yaml"]);
    });

    it("denies when one overlay does not mend it", async () => {
      expect(await denied({ [dev]: mended, [prod]: asIs })).toEqual(["deny base/pod.yaml"]);
    });

    it("denies when one overlay could not be built", async () => {
      expect(await denied({ [dev]: mended })).toEqual(["deny base/pod.yaml"]);
      expect(await denied({ [dev]: mended, [prod]: { kind: "failed", message: "no" } })).toEqual([
        "deny base/pod.yaml",
      ]);
    });
  });

  it("includes that it can't be built: the cluster's tools could not either", async () => {
    const { judgement } = await judged(["base/pod.yaml"], {
      [prod]: { kind: "failed", message: "no matches for Id Pod.v1.[noGrp]/b" },
    });
    expect(judgement.violations).toContainEqual(
      expect.objectContaining({
        policy: "render",
        outcome: "deny",
        message: "kustomize can't build this: no matches for Id Pod.v1.[noGrp]/b",
      }),
    );
  });

  it("is nothing where the tools are missing: the sources stay as they were judged", async () => {
    const { judgement, sources, report } = await judged(["base/pod.yaml"]);
    expect(judgement.violations).toEqual(sources.violations);
    expect(report.notRendered.map(({ why }) => why)).toEqual(["No tool.", "No tool."]);
  });
});
