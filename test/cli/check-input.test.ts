import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { runCheck } from "../../src/cli/check.ts";
import { findTool } from "../../src/render/run-tool.ts";

const denied = await readFile(
  new URL("../fixtures/guardrails/no-host-path/fail.yaml", import.meta.url),
  "utf8",
);
const config = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: team-alpha }\n`;

const immutable = (size: string): string =>
  `${config("a")}immutable: true\ndata: { size: ${size} }\n`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "causeway-check-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function check(...args: readonly string[]) {
  const printed = { out: "", err: "" };
  const code = await runCheck(args, {
    cwd: folder,
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
  });
  return { code, ...printed };
}

const results = z.object({
  results: z.array(z.object({ policy: z.string(), outcome: z.string(), message: z.string() })),
});

/** What one policy said, as outcomes. */
async function outcomes(policy: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { out } = await check(...args, "--format", "json");
  return results
    .parse(JSON.parse(out))
    .results.filter((result) => result.policy === policy)
    .map(({ outcome }) => outcome);
}

describe("files that are hard to read", () => {
  it("1,000 documents in a file are judged, one more is too many", async () => {
    const documents = Array.from({ length: 1_001 }, (_, index) => config(`c${index}`));
    await write({
      "good.yaml": documents.slice(1).join("---\n"),
      "bad.yaml": documents.join("---\n"),
    });
    const good = await check("good.yaml", "--no-default-policies");
    expect(good).toMatchObject({ code: 0 });
    expect(good.out).toContain("1000 objects in 1 file");
    const bad = await check("bad.yaml", "--no-default-policies");
    expect(bad.code).toBe(2);
    expect(bad.out).toContain("bad.yaml:1:1: error: The file has 1001 documents; at most 1000");
  });

  it("30,000 keys in one map are judged", async () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `  k${index}: v\n`).join("");
    await write({ "a.yaml": `${config("many")}data:\n${keys}` });
    expect(await check("a.yaml", "--no-default-policies")).toMatchObject({ code: 0 });
  });

  it("aliases that multiply are refused", async () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg", "gh"].map((pair) =>
      pair.split(""),
    )) {
      lines.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(", ")}]`);
    }
    await write({ "a.yaml": lines.join("\n") });
    const { code, out } = await check("a.yaml");
    expect(code).toBe(2);
    expect(out).toMatch(/^a\.yaml:\d+:\d+: error: .*alias/m);
  });

  it("bytes that are no UTF-8 are told at their place", async () => {
    const bad = Buffer.concat([
      Buffer.from(`${config("a")}data:\n  é: `),
      Buffer.from([0xe9, 0x74, 0xe9]),
      Buffer.from("\n"),
    ]);
    await write({ "a.yaml": bad, "b.yaml": config("b") });
    const { code, out } = await check(".");
    expect(code).toBe(2);
    expect(out).toContain("a.yaml:5:6: error: This file was not checked: it is not UTF-8");
  });

  it("a replacement character that somebody wrote is text as any other", async () => {
    await write({ "a.yaml": `${config("a")}data: { a: "\uFFFD" }\n` });
    expect(await check("a.yaml")).toMatchObject({ code: 0 });
  });

  it("NUL bytes in a manifest are an error, in a picture they are nothing", async () => {
    await write({ "a.yaml": "kind: \0\n", "a.png": "\0\0" });
    const { code, out } = await check(".");
    expect(code).toBe(2);
    expect(out).toContain("a.yaml:1:1: error: This file was not checked: it holds NUL bytes");
    expect(out).not.toContain("a.png");
  });

  it("a document that is broken does not hide what its neighbours do", async () => {
    await write({ "a.yaml": `${config("a")}---\nkind: [\n---\n${denied}` });
    const { code, out } = await check("a.yaml");
    expect(code).toBe(1);
    expect(out).toMatch(/^a\.yaml:\d+:\d+: error: This is not valid YAML/m);
    expect(out).toMatch(/^a\.yaml:\d+:\d+: denied: The volume docker/m);
  });

  it("Helm templates among plain YAML are named and left alone", async () => {
    await write({
      "templates/a.yaml": "kind: Pod\nmetadata:\n  name: {{ .Values.name }}\n",
      "plain.yaml": config("a"),
    });
    const { code, out } = await check(".");
    expect(code).toBe(0);
    expect(out).toContain("1 object in 2 files");
    const json = await check(".", "--format", "json");
    expect(json.out).toContain("This file is a template");
  });

  it("a file that is larger than any manifest is not passed over in silence", async () => {
    await write({ "a.yaml": `${config("a")}data: { a: "${"x".repeat(4_000_001)}" }\n` });
    const { code, out } = await check("a.yaml");
    expect(code).toBe(2);
    expect(out).toMatch(/a\.yaml:1:1: error: This file was not checked: it has \d+ bytes/);
  });
});

describe("--base", () => {
  const policy = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: keep.example.com }
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], operations: [UPDATE, DELETE], resources: [configmaps] }
  validations:
    - expression: object != null && object.data == oldObject.data
      message: It must stay as it is.
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: keep.example.com }
spec: { policyName: keep.example.com, validationActions: [Deny] }
`;

  it.each([
    ["a folder", ["new", "--base", "old"]],
    ["a file", ["new/a.yaml", "--base", "old/a.yaml"]],
  ])("may be %s", async (_, args) => {
    await write({ "new/a.yaml": immutable("2"), "old/a.yaml": immutable("1"), "p.yaml": policy });
    expect(await outcomes("keep.example.com", ...args, "--policies", "p.yaml")).toEqual(["deny"]);
  });

  it("may be a commit of Git, and what is gone since then is a DELETE", async () => {
    await write({ "apps/a.yaml": immutable("1"), "apps/b.yaml": config("b"), "p.yaml": policy });
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
        cwd: folder,
      });
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "one");
    await write({ "apps/a.yaml": immutable("2") });
    await rm(join(folder, "apps/b.yaml"));
    const args = ["apps", "--base", "git:HEAD", "--policies", "p.yaml"];
    expect(await outcomes("keep.example.com", ...args)).toEqual(["deny", "deny"]);
    const { code, err } = await check("apps", "--base", "git:nowhere");
    expect(code).toBe(2);
    expect(err).toContain("--base git:nowhere: there is no such commit, branch or tag here.");
  });

  it("keeps a change from exempting itself", async () => {
    const exemption = `apiVersion: causeway.dev/v1
kind: Exemption
metadata: { name: mine }
spec:
  guardrail: no-host-path
  match: { path: "**" }
  owner: me
  reason: Because.
  expires: 2999-01-01
`;
    await write({
      "new/exemptions/a.yaml": exemption,
      "new/a.yaml": denied,
      "old/b.yaml": config("b"),
    });
    expect(await outcomes("no-host-path.causeway.dev", "new", "--base", "old")).toContain("deny");
    const { out } = await check("new");
    expect(out).toContain("1 exempted");
    expect(await outcomes("no-host-path.causeway.dev", "new")).not.toContain("deny");
  });
});

const kustomize = findTool(["kustomize", "kubectl"], process.env["PATH"] ?? "");

describe.skipIf(kustomize === undefined)("an overlay, with the kustomize of this machine", () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: team-alpha }
spec: { containers: [{ name: app, image: "registry.example.com/app:1.0.0" }] }
`;
  const patch = `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: team-alpha }
spec:
  hostNetwork: true
`;

  it("is built, and what a patch does is denied at the patch", async () => {
    await write({
      "base/kustomization.yaml": "resources: [pod.yaml]\n",
      "base/pod.yaml": pod,
      "overlays/prod/kustomization.yaml":
        "resources: [../../base]\npatches: [{ path: host.yaml }]\n",
      "overlays/prod/host.yaml": patch,
    });
    const { code, out } = await check(".");
    expect(code).toBe(1);
    expect(out).toMatch(/^overlays\/prod\/host\.yaml:5:16: denied: .*hostNetwork.*As built from/m);
    expect(out).toMatch(/and 1 built with Kustomize or Helm: 1 denied/);
  });

  it("finds its base outside the folder that was named", async () => {
    await write({
      "base/kustomization.yaml": "resources: [pod.yaml]\n",
      "base/pod.yaml": pod.replace("spec: {", "spec: { hostPID: true,"),
      "overlays/prod/kustomization.yaml": "resources: [../../base]\n",
    });
    const { code, out } = await check("overlays/prod");
    expect(code).toBe(1);
    expect(out).toMatch(/^base\/pod\.yaml:4:\d+: denied: .*hostPID/m);
  });

  it("that can't be built is denied at its kustomization", async () => {
    await write({ "a/kustomization.yaml": "resources: [nothing.yaml]\n" });
    const { code, out } = await check("a");
    expect(code).toBe(1);
    expect(out).toMatch(
      /^a\/kustomization\.yaml:1:1: denied: kustomize can't build this: .*nothing\.yaml/m,
    );
    expect(out).not.toContain(tmpdir());
  });

  it("with a base from elsewhere is named and not built", async () => {
    await write({ "a/kustomization.yaml": "resources: ['https://example.com/all.yaml']\n" });
    const { code, err } = await check("a");
    expect(code).toBe(0);
    expect(err).toContain(
      "note: a/kustomization.yaml was not built. It takes https://example.com/all.yaml",
    );
  });
});

describe("--params and --environment", () => {
  it("takes the objects that policies ask for as parameters", async () => {
    const policy = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: limit.example.com }
spec:
  failurePolicy: Fail
  paramKind: { apiVersion: v1, kind: ConfigMap }
  matchConstraints:
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets] }
  validations:
    - expression: object.metadata.name == params.data.allowed
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: limit.example.com }
spec:
  policyName: limit.example.com
  validationActions: [Deny]
  paramRef: { name: limits, namespace: policies, parameterNotFoundAction: Deny }
`;
    const params =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: limits, namespace: policies }\ndata: { allowed: a }\n";
    const secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: team-alpha }\n";
    await write({ "a.yaml": secret, "p.yaml": policy, "limits.yaml": params });
    const args = ["a.yaml", "--policies", "p.yaml"];
    expect(await outcomes("limit.example.com", ...args, "--params", "limits.yaml")).toEqual([
      "pass",
    ]);
    expect(await outcomes("limit.example.com", ...args)).not.toContain("pass");
  });

  it("refuses an environment that platform.yaml does not have", async () => {
    const platform =
      "apiVersion: causeway.dev/v1\nkind: Platform\nteams: { a: { github: myorg/a } }\n";
    await write({ "platform.yaml": platform, "a.yaml": config("a") });
    const { code, err } = await check(".", "--environment", "prod");
    expect(code).toBe(2);
    expect(err).toContain(
      '--environment is "prod"; platform.yaml has these environments: dev, staging, production.',
    );
    expect(await check(".", "--environment", "production")).toMatchObject({ code: 0 });
  });
});
