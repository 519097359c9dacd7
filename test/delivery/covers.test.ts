import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "../../src/delivery/glob.ts";
import { normaliseRepositoryUrl } from "../../src/delivery/repository-url.ts";
import { sourceOfFile } from "../../src/delivery/sources/argocd/covers.ts";
import type { JsonObject } from "../../src/domain/json.ts";

const noPaths = { "argocd.argoproj.io/manifest-generate-paths": "" };
const repository = "https://github.com/myorg/platform-config";

function covers(
  source: JsonObject,
  file: string,
  annotations: Record<string, string> = {},
): boolean {
  const application = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "one", annotations },
    spec: { source: { repoURL: `${repository}.git`, ...source } },
  };
  return sourceOfFile(application, normaliseRepositoryUrl(repository), file) !== undefined;
}

describe("normaliseRepositoryUrl", () => {
  it.each([
    "https://github.com/myorg/platform-config",
    "https://github.com/myorg/platform-config.git",
    "https://github.com/MyOrg/Platform-Config/",
    "https://x-access-token:secret@github.com/myorg/platform-config.git",
    "git@github.com:myorg/platform-config.git",
    "ssh://git@github.com/myorg/platform-config",
    "ssh://git@github.com:22/myorg/platform-config.git",
    "http://github.com:80/myorg/platform-config.git/",
  ])("reads %s as the same repository", (url) => {
    expect(normaliseRepositoryUrl(url)).toBe("github.com/myorg/platform-config");
  });

  it.each([
    "https://github.com/myorg/platform-config-2",
    "https://github.com/other/platform-config",
    "https://gitlab.com/myorg/platform-config",
    "https://github.example.com:8443/myorg/platform-config",
    "",
  ])("keeps %s apart", (url) => {
    expect(normaliseRepositoryUrl(url)).not.toBe("github.com/myorg/platform-config");
  });

  it("changes nothing the second time", () => {
    assert(
      property(string(), (url) => {
        const once = normaliseRepositoryUrl(url);
        expect(normaliseRepositoryUrl(`https://${once}`)).toBe(
          normaliseRepositoryUrl(`https://${normaliseRepositoryUrl(`https://${once}`)}`),
        );
      }),
    );
  });
});

describe("matchesGlob", () => {
  it.each([
    ["*.yaml", "a.yaml", true],
    ["*.yaml", "team/a.yaml", true],
    ["team/*", "other/a.yaml", false],
    ["{a,b}.yaml", "b.yaml", true],
    ["{a,b}.yaml", "c.yaml", false],
    ["{a,{b,c}}.yaml", "c.yaml", true],
    ["?.yaml", "ab.yaml", false],
    ["[a-c].yaml", "b.yaml", true],
    ["[!a-c].yaml", "b.yaml", false],
    ["[ab].yaml", "c.yaml", false],
    ["\\*.yaml", "*.yaml", true],
    ["\\*.yaml", "a.yaml", false],
    ["**/secrets/**", "x/secrets/y", true],
    ["", "", true],
    ["", "a", false],
    ["{a", "{a", true],
  ])("%s on %s is %s", (pattern, path, expected) => {
    expect(matchesGlob(pattern, path)).toBe(expected);
  });

  it("answers a hostile pattern without trying every way", () => {
    expect(matchesGlob(`${"*a".repeat(500)}b`, "a".repeat(5_000))).toBe(false);
    expect(matchesGlob("{a,b}".repeat(60), "c")).toBe(false);
  });
});

describe("sourceOfFile", () => {
  it.each([
    ["claims", "claims/a.yaml", true],
    ["./claims/", "claims/a.yaml", true],
    ["claims", "claims/team-alpha/a.yaml", false],
    ["claims", "claims-of-others/a.yaml", false],
    ["claims", "claims/readme.md", false],
    [".", "a.yaml", true],
    ["", "a.yaml", true],
    ["argocd/applications", "claims/a.yaml", false],
  ])("a plain folder %s covers %s: %s", (path, file, expected) => {
    expect(covers({ path }, file)).toBe(expected);
  });

  it.each([
    [{ recurse: true }, true],
    [{ recurse: true, include: "team-alpha/*" }, true],
    [{ recurse: true, include: "{team-beta,team-gamma}/*" }, false],
    [{ recurse: true, exclude: "team-alpha/**" }, false],
  ])("a folder with %j covers claims/team-alpha/a.yaml: %s", (directory, expected) => {
    expect(covers({ path: "claims", directory }, "claims/team-alpha/a.yaml")).toBe(expected);
  });

  it("takes every file below a Helm or Kustomize folder for a part of it", () => {
    expect(covers({ path: "apps/one", helm: {} }, "apps/one/templates/a.tpl")).toBe(true);
    expect(covers({ path: "apps/one", kustomize: {} }, "apps/one/patches/a.yaml")).toBe(true);
    expect(covers({ path: "apps/one", kustomize: {} }, "apps/base/a.yaml")).toBe(false);
  });

  it("heeds the paths that an Application says it is made from", () => {
    const annotations = { "argocd.argoproj.io/manifest-generate-paths": ".;../base;/shared" };
    const kustomize = { path: "apps/one", kustomize: {} };
    expect(covers(kustomize, "apps/base/a.yaml", annotations)).toBe(true);
    expect(covers(kustomize, "shared/a.yaml", annotations)).toBe(true);
    expect(covers(kustomize, "apps/two/a.yaml", annotations)).toBe(false);
  });

  it("leaves out what the annotation leaves out, though it is below the path", () => {
    const annotations = { "argocd.argoproj.io/manifest-generate-paths": "/apps/one/overlays/*" };
    const kustomize = { path: "apps/one", kustomize: {} };
    expect(covers(kustomize, "apps/one/overlays/dev.yaml", annotations)).toBe(true);
    expect(covers(kustomize, "apps/one/base/a.yaml", annotations)).toBe(false);
    expect(covers(kustomize, "apps/one/base/a.yaml", { ...annotations, ...noPaths })).toBe(true);
  });

  it("never covers through a chart from a registry or another repository", () => {
    expect(covers({ path: "claims", chart: "redis" }, "claims/a.yaml")).toBe(false);
    expect(covers({ path: "claims", repoURL: "https://github.com/o/r" }, "claims/a.yaml")).toBe(
      false,
    );
  });
});
