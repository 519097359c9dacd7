import { describe, expect, it } from "vitest";
import { deployment, kustomization, type Tree } from "./layouts.ts";
import { argo, changedLines, promote } from "./promoting.ts";

const inDev = (...images: readonly string[]): Tree => ({
  ...argo("path: dev", "path: staging"),
  ...Object.fromEntries(
    images.map((tag, index) => [
      `dev/${index}.yaml`,
      deployment(`acme/checkout:${tag}`, `d${index}`),
    ]),
  ),
  "staging/web.yaml": deployment("acme/checkout:1.4.0", "web"),
});

const overlayOf = (name: string): string =>
  kustomization(
    `images:\n  - { name: checkout, newName: ghcr.io/acme/${name}, newTag: "${name}" }\n`,
  );

describe("questions", () => {
  it("asks which of two versions of one image is meant, and goes by the answer", () => {
    const tree = inDev("1.4.2", "1.4.1");
    const plan = promote(tree);
    expect(plan).toMatchObject({
      kind: "ambiguous",
      question: "acme/checkout has 2 versions in dev. Which one shall staging get?",
      options: [{ id: "acme/checkout=1.4.2" }, { id: "acme/checkout=1.4.1" }],
    });
    const answered = promote(tree, { choices: ["acme/checkout=1.4.1"] });
    expect(answered).toMatchObject({ kind: "edits", version: "1.4.1" });
  });

  it("does not ask where the same image has the same version twice", () => {
    expect(promote(inDev("1.4.2", "1.4.2"))).toMatchObject({ kind: "edits", version: "1.4.2" });
  });

  it("changes every place of one image that has one version", () => {
    const tree = {
      ...inDev("1.4.2"),
      "staging/worker.yaml": deployment("acme/checkout:1.4.0", "worker"),
    };
    expect(changedLines(promote(tree))).toHaveLength(2);
  });

  it("asks which places to change where they differ", () => {
    const tree = {
      ...inDev("1.4.2"),
      "staging/canary.yaml": deployment("acme/checkout:1.4.1", "canary"),
    };
    const plan = promote(tree);
    if (plan.kind !== "ambiguous") throw new Error(JSON.stringify(plan));
    expect(plan.options.map(({ label }) => label)).toEqual([
      "all 2 places",
      "only staging/canary.yaml spec.template.spec.containers.0.image (1.4.1)",
      "only staging/web.yaml spec.template.spec.containers.0.image (1.4.0)",
    ]);
    const counts = plan.options.map(
      ({ id }) => changedLines(promote(tree, { choices: [id] })).length,
    );
    expect(counts).toEqual([2, 1, 1]);
  });

  it("does not ask where each has its counterpart", () => {
    const tree: Tree = {
      ...argo("path: dev", "path: staging"),
      "dev/web.yaml": deployment("acme/checkout:2", "web"),
      "dev/canary.yaml": deployment("acme/checkout:3", "canary"),
      "staging/web.yaml": deployment("acme/checkout:1", "web"),
      "staging/canary.yaml": deployment("acme/checkout:2", "canary"),
    };
    expect(changedLines(promote(tree))).toEqual([
      "staging/canary.yaml:11: image: acme/checkout:2 → image: acme/checkout:3",
      "staging/web.yaml:11: image: acme/checkout:1 → image: acme/checkout:2",
    ]);
  });

  it("asks whether an image with another name is the same thing renamed", () => {
    const tree: Tree = {
      ...argo("path: dev", "path: staging"),
      "dev/kustomization.yaml": overlayOf("checkout-v2"),
      "staging/kustomization.yaml": overlayOf("checkout"),
    };
    const plan = promote(tree);
    if (plan.kind !== "ambiguous") throw new Error(JSON.stringify(plan));
    const [take, keep] = plan.options.map(({ id }) => promote(tree, { choices: [id] }));
    expect(take).toMatchObject({ changes: [{ aspect: "imageName" }, { aspect: "tag" }] });
    expect(keep).toMatchObject({ changes: [{ aspect: "tag", to: "checkout-v2" }] });
  });

  it("asks whether images that only end alike are the same, and leaves one that is not", () => {
    const tree: Tree = {
      ...argo("path: dev", "path: staging"),
      "dev/web.yaml": deployment("acme/checkout:2", "web"),
      "dev/cache.yaml": deployment("redis:7", "cache"),
      "staging/web.yaml": deployment("mirror.example.com/acme/checkout:1", "web"),
      "staging/cache.yaml": deployment("bitnami/redis:6", "cache"),
    };
    const plan = promote(tree);
    expect(plan).toMatchObject({
      kind: "ambiguous",
      question:
        "dev runs the image redis, and staging the image bitnami/redis. Is it the same thing?",
    });
    const left = promote(tree, { choices: ["bitnami/redis->none"] });
    expect(changedLines(left)).toEqual([
      "staging/web.yaml:11: image: mirror.example.com/acme/checkout:1 → image: mirror.example.com/acme/checkout:2",
    ]);
    expect(left).toMatchObject({
      notes: [
        "bitnami/redis stays as it is in staging, as chosen.",
        "staging goes on pulling mirror.example.com/acme/checkout; dev pulls acme/checkout.",
      ],
    });
  });
});
