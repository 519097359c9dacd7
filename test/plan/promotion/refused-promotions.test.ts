import { describe, expect, it } from "vitest";
import { deployment, kustomization, overlays } from "./layouts.ts";
import { argo, changedLines, message, promote } from "./promoting.ts";

const overlay = (images: string): string => kustomization(`images:\n${images}`);
const staging = "apps/checkout/overlays/staging/kustomization.yaml";
const dev = "apps/checkout/overlays/dev/kustomization.yaml";
const image = "  - name: ghcr.io/acme/checkout\n";

const sidecar = (tag: string): string =>
  `${deployment("ghcr.io/acme/checkout:1.0.0")}        - name: proxy\n          image: envoy:${tag}\n`;

describe("where there is nothing to do, or it can't be done", () => {
  it("says so where both have the same", () => {
    const tree = { ...overlays, [staging]: overlays[dev] ?? "" };
    expect(promote(tree)).toEqual({
      kind: "nothing",
      message: "staging has checkout 1.4.2 already, the same as dev.",
    });
  });

  it("takes what ran at another commit, not what the default branch says", () => {
    const fromTree = { ...overlays, [dev]: overlay(`${image}    newTag: 1.4.0\n`) };
    const plan = promote(overlays, { fromTree });
    expect(plan).toMatchObject({ kind: "edits", version: "1.4.0" });
  });

  it.each([
    [
      "branches that both follow",
      argo("path: base, targetRevision: main", "path: base, targetRevision: main"),
      "dev and staging both follow main, so a commit there reaches both at once",
    ],
    [
      "different branches",
      argo("path: base, targetRevision: develop", "path: base, targetRevision: release-1.4"),
      "dev follows develop and staging follows release-1.4",
    ],
    [
      "a base that both take it from",
      { ...overlays, [dev]: kustomization(""), [staging]: kustomization("") },
      "apps/checkout/base/deployment.yaml:11 gives ghcr.io/acme/checkout its version in dev and in staging together",
    ],
    [
      "a base that others take it from too",
      {
        ...overlays,
        [staging]: kustomization(""),
        "apps/checkout/overlays/production/kustomization.yaml": kustomization(""),
      },
      "apps/checkout/base/deployment.yaml:11 gives ghcr.io/acme/checkout its version in staging and in production too",
    ],
    [
      "different images",
      {
        ...overlays,
        "apps/checkout/base/deployment.yaml": deployment("nginx"),
        [staging]: overlay("  - name: other\n    newTag: '1'\n"),
      },
      "dev and staging name different things for checkout: ghcr.io/acme/checkout there, other here",
    ],
    [
      "a digest here and a tag there",
      { ...overlays, [staging]: overlay(`${image}    digest: sha256:aaaa\n`) },
      "is named by a digest here and only by a tag there",
    ],
    [
      "a tag that Kubernetes reads as a number",
      { ...overlays, [dev]: overlay(`${image}    newTag: 1.10\n`) },
      'is not in quotes, so it is read as 1.1, and nobody can say which of the two is meant. Write "1.10" there.',
    ],
    [
      "a tag that moves",
      { ...overlays, [dev]: overlay(`${image}    newTag: latest\n`) },
      "dev runs ghcr.io/acme/checkout:latest, and what latest stands for changes.",
    ],
    [
      "an anchor that others repeat",
      {
        ...overlays,
        [staging]: overlay(
          `${image}    newTag: &tag 1.4.1\nlabels: [{ pairs: { version: *tag } }]\n`,
        ),
      },
      "has the anchor &tag, which another place repeats with *tag",
    ],
    [
      "an alias",
      { ...overlays, [staging]: `x-tag: &tag 1.4.1\n${overlay(`${image}    newTag: *tag\n`)}` },
      "is written elsewhere: *tag repeats the anchor &tag",
    ],
    [
      "a template",
      argo(
        'path: base, kustomize: { images: ["ghcr.io/acme/checkout:1.4.2"] }',
        'path: base, kustomize: { images: ["ghcr.io/acme/checkout:{{ .tag }}"] }',
      ),
      "No file says which version of checkout runs in staging",
    ],
  ] as const)("%s", (_case, tree, reason) => {
    const plan = promote(tree);
    expect(plan.kind).toBe("refused");
    expect(message(plan)).toContain(reason);
  });

  it("an environment and itself", () => {
    expect(message(promote(overlays, { to: "dev" }))).toContain("from dev to itself");
  });

  it("leaves an image that the other environment does not have, and names it", () => {
    const tree = {
      ...overlays,
      [staging]: overlay(`${image}    newTag: 1.4.1\n  - name: envoy\n    newTag: v1.30.0\n`),
    };
    const plan = promote(tree);
    expect(plan).toMatchObject({
      kind: "edits",
      notes: ["envoy stays as it is in staging: dev does not name it."],
    });
    expect(changedLines(plan)).toHaveLength(1);
  });

  it("leaves the registry that an environment pulls from, and says so", () => {
    const tree = {
      ...overlays,
      [staging]: overlay(`${image}    newName: mirror.example.com/checkout\n    newTag: 1.4.1\n`),
    };
    const plan = promote(tree);
    expect(changedLines(plan)).toEqual([`${staging}:8: newTag: 1.4.1 → newTag: 1.4.2`]);
    expect(plan).toMatchObject({
      notes: [
        "staging goes on pulling mirror.example.com/checkout; dev pulls ghcr.io/acme/checkout.",
      ],
    });
  });

  it("leaves what dev and staging share by now, and moves the rest", () => {
    const base = "apps/checkout/base/deployment.yaml";
    const plan = promote(
      { ...overlays, [base]: sidecar("v1.31") },
      { fromTree: { ...overlays, [base]: sidecar("v1.30") } },
    );
    expect(changedLines(plan)).toHaveLength(1);
    expect(plan).toMatchObject({
      notes: [
        `envoy stays as it is: ${base}:13 gives envoy its version in staging and in dev and production too.`,
      ],
    });
  });

  it("says that a bot may change it again", () => {
    const mark = '# {"$imagepolicy": "flux-system:checkout:tag"}';
    const tree = { ...overlays, [staging]: overlay(`${image}    newTag: 1.4.1 ${mark}\n`) };
    expect(promote(tree)).toMatchObject({
      notes: [
        `${staging}:7 belongs to Flux's image automation ($imagepolicy), which may change it again.`,
      ],
    });
  });

  it.each([
    ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["a document before it", (text: string) => `# first\n---\n${text}`],
  ])("keeps %s", (_case, change) => {
    const before = change(overlays[staging] ?? "");
    const plan = promote({ ...overlays, [staging]: before });
    const after = before.replace("1.4.1", "1.4.2");
    expect(plan).toMatchObject({ kind: "edits", files: [{ path: staging, before, after }] });
  });

  it("puts a tag that looks like a number in quotes", () => {
    const tree = { ...overlays, [dev]: overlay(`${image}    newTag: "1.10"\n`) };
    expect(changedLines(promote(tree))).toEqual([
      `${staging}:7: newTag: 1.4.1 # moved by Causeway → newTag: "1.10" # moved by Causeway`,
    ]);
  });

  it("moves a held commit on to the one that runs where a branch is followed", () => {
    const [old, fresh] = ["1".repeat(40), "2".repeat(40)];
    const tree = argo("path: base, targetRevision: main", `path: base, targetRevision: "${old}"`);
    const plan = promote(tree, { revision: fresh });
    expect(plan).toMatchObject({
      kind: "edits",
      version: "22222222",
      changes: [{ aspect: "revision", from: old, to: fresh }],
    });
    expect(promote(tree).kind).toBe("refused");
  });
});
