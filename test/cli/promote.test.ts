import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { runPromote } from "../../src/cli/promote.ts";
import { unifiedDiff } from "../../src/cli/unified-diff.ts";
import { application, deployment, overlays, type Tree } from "../plan/promotion/layouts.ts";

const platform = `apiVersion: causeway.dev/v1
kind: Platform
environments: [{ name: dev }, { name: staging }, { name: production }]
teams: { team-alpha: { github: myorg/team-alpha } }
`;

/** A folder with these files, gone after the test. */
async function folderWith(tree: Tree): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "causeway-promote-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function run(cwd: string, ...args: readonly string[]) {
  const printed = { out: "", err: "" };
  const code = await runPromote(args, {
    cwd,
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
  });
  return { code, ...printed };
}

const usual = ["--repo", ".", "--service", "checkout", "--from", "dev", "--to", "staging"];
const edited = "apps/checkout/overlays/staging/kustomization.yaml";
const diff = `--- a/${edited}
+++ b/${edited}
@@ -4,5 +4,5 @@
   - ../../base
 images:
   - name: ghcr.io/acme/checkout
-    newTag: 1.4.1 # moved by Causeway
+    newTag: 1.4.2 # moved by Causeway
 replicas: [{ name: checkout, count: 3 }]
`;

describe("causeway promote", () => {
  it("edits the file and prints the change as a diff", async () => {
    const folder = await folderWith({ ...overlays, "platform.yaml": platform });
    expect(await run(folder, ...usual)).toEqual({ code: 0, out: diff, err: "" });
    expect(await readFile(join(folder, edited), "utf8")).toBe(
      overlays[edited]?.replace("1.4.1", "1.4.2"),
    );
  });

  it("writes nothing with --dry-run, and has nothing to do the second time", async () => {
    const folder = await folderWith(overlays);
    expect(await run(folder, ...usual, "--dry-run")).toEqual({ code: 0, out: diff, err: "" });
    expect(await readFile(join(folder, edited), "utf8")).toBe(overlays[edited]);
    await run(folder, ...usual);
    expect(await run(folder, ...usual)).toEqual({
      code: 0,
      out: "",
      err: "staging has checkout 1.4.2 already, the same as dev.\n",
    });
  });

  it("lists the answers to a question, and takes one", async () => {
    const folder = await folderWith({
      "dev.yaml": application("checkout-dev", "path: dev"),
      "staging.yaml": application("checkout-staging", "path: staging"),
      "dev/a.yaml": deployment("acme/checkout:1.4.2", "a"),
      "dev/b.yaml": deployment("acme/checkout:1.4.1", "b"),
      "staging/web.yaml": deployment("acme/checkout:1.4.0", "web"),
    });
    const asked = await run(folder, ...usual);
    expect(asked).toMatchObject({ code: 1, out: "" });
    expect(asked.err).toContain(
      "Which one shall staging get? Run it again with one of:\n  --choose acme/checkout=1.4.2  1.4.2 (dev/a.yaml",
    );
    const answered = await run(folder, ...usual, "--choose", "acme/checkout=1.4.1");
    expect(answered.code).toBe(0);
    expect(answered.out).toContain("+          image: acme/checkout:1.4.1");
  });

  it.each([
    [
      "a service that is not there",
      ["--service", "chekout"],
      1,
      "There is no service chekout; found are checkout, lonely. Did you mean checkout?",
    ],
    [
      "an environment that is not there",
      ["--to", "stagin"],
      2,
      "There is no environment stagin; platform.yaml has dev, staging, production. Did you mean staging?",
    ],
    ["one environment only", ["--service", "lonely"], 1, "lonely is not in staging; it is in dev."],
    ["the same environment twice", ["--to", "dev"], 1, "from dev to itself"],
    ["a folder that is not there", ["--repo", "nowhere"], 2, "nowhere is no folder."],
    ["no service", ["--service", ""], 2, "--service is missing."],
    ["an unknown option", ["--force"], 2, "Usage: causeway promote"],
  ])("refuses %s", async (_case, args, code, reason) => {
    const lonely = application("lonely-dev", "path: apps/checkout/base");
    const folder = await folderWith({
      ...overlays,
      "platform.yaml": platform,
      "argocd/lonely.yaml": lonely,
    });
    const refused = await run(folder, ...usual, ...args);
    expect(refused).toMatchObject({ code, out: "" });
    expect(refused.err).toContain(reason);
  });

  it("tells of two Applications for one environment", async () => {
    const second = application("checkout-dev", "path: x").replace(
      "name: checkout-dev",
      "name: dev-checkout",
    );
    const folder = await folderWith({ ...overlays, "argocd/second.yaml": second });
    const { code, err } = await run(folder, ...usual);
    expect([code, err]).toEqual([1, expect.stringContaining("both deploy checkout in dev")]);
  });

  it("tells of mistakes in platform.yaml", async () => {
    const folder = await folderWith({ ...overlays, "platform.yaml": "kind: Platfrom\n" });
    const { code, err } = await run(folder, ...usual);
    expect([code, err]).toEqual([2, expect.stringContaining("platform.yaml:1:")]);
  });

  it("goes by the address of the clone, also where a folder of another repository has the same name", async () => {
    const config = '[remote "origin"]\n\turl = git@github.com:acme/platform-config.git\n';
    const folder = await folderWith({ ...overlays, ".git/config": config });
    expect(await run(folder, ...usual)).toMatchObject({ code: 0, out: diff });
  });
});

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `l${index}\n`).join("");

describe("the diff", () => {
  it.each([
    [
      "near and far changes",
      lines(40).replace("l5\n", "x\n"),
      lines(40).replace("l5\n", "y\n").replace("l9\n", "z\n").replace("l30\n", "w\n"),
    ],
    ["no line end at the end", "a\nb\nc", "a\nb\nd"],
    ["fewer lines", "a: 1\nb: x\n  y\nc: 2\n", "a: 1\nb: z\nc: 2\n"],
    ["lines that end in CR LF", "a\r\nb\r\n", "a\r\nc\r\n"],
    ["the first line", "a\n", "b\n"],
  ])("is one that git applies: %s", async (_case, before, after) => {
    const folder = await folderWith({
      "f.yaml": before,
      "p.diff": unifiedDiff("f.yaml", before, after),
    });
    await promisify(execFile)("git", ["apply", "--whitespace=nowarn", "p.diff"], { cwd: folder });
    expect(await readFile(join(folder, "f.yaml"), "utf8")).toBe(after);
  });
});
