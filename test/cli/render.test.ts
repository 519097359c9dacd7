import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runRender } from "../../src/cli/render.ts";
import { toManifest } from "../../src/plan/manifest.ts";
import { seedOffering, seedXrd, xrdOf } from "../catalog/offerings.ts";

const good = `name: my-app-database
team: my-team
spec:
  parameters:
    size: medium
    backup: true
`;

/** A folder with an XRD and values, gone after the test. */
async function folderWith(values: string, xrd = seedXrd): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "causeway-render-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "xrd.yaml"), xrd);
  await writeFile(join(folder, "values.yaml"), values);
  return folder;
}

async function run(cwd: string, ...args: readonly string[]) {
  const printed = { out: "", err: "" };
  const code = await runRender(args, {
    cwd,
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
  });
  return { code, ...printed };
}

const usual = ["xrd.yaml", "--values", "values.yaml", "--out", "out"];
const written = "out/claims/my-team/my-app-database.yaml";

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe("causeway render", () => {
  it("writes the manifest that a request would write, and prints its path", async () => {
    const folder = await folderWith(good);
    expect(await run(folder, ...usual)).toEqual({ code: 0, out: `${written}\n`, err: "" });
    const values = { spec: { parameters: { size: "medium", backup: true } } };
    const expected = { name: "my-app-database", namespace: "my-team", values };
    expect(await readFile(join(folder, written), "utf8")).toBe(
      toManifest(seedOffering(), expected),
    );
  });

  it.each([
    ["by their fields", "name: a\nteam: my-team\nsize: large\n", "my-team"],
    ["by keys under spec", "name: a\nteam: my-team\nparameters: { size: large }\n", "my-team"],
    ["for a namespace alone", "name: a\nnamespace: alpha\nsize: large\n", "alpha"],
    [
      "in a namespace of another name",
      "name: a\nteam: my-team\nnamespace: alpha\nsize: large\n",
      "my-team",
    ],
  ])("takes values %s", async (_what, values, team) => {
    const folder = await folderWith(values);
    expect((await run(folder, ...usual)).out).toBe(`out/claims/${team}/a.yaml\n`);
    const text = await readFile(join(folder, `out/claims/${team}/a.yaml`), "utf8");
    expect(text).toContain(`namespace: ${values.includes("alpha") ? "alpha" : "my-team"}\n`);
    expect(text).toContain("    size: large\n");
  });

  it("needs only a team for what has no namespace", async () => {
    const xrd = xrdOf({ type: "object", properties: {} }).replace(
      "group:",
      "scope: Cluster\n  group:",
    );
    const folder = await folderWith("name: a\nteam: ops\n", xrd);
    expect((await run(folder, ...usual)).code).toBe(0);
    expect(await readFile(join(folder, "out/claims/ops/a.yaml"), "utf8")).not.toContain(
      "namespace",
    );
  });

  it.each([
    ["a wrong name", good.replace("my-app-database", "My App"), "1:7: A name is made of"],
    ["no name", "team: my-team\nsize: small\n", "1:1: A name is needed"],
    ["no team", "name: a\nsize: small\n", "1:1: Say whose it is"],
    ["a wrong team", good.replace("my-team", "../up"), "2:7: The team: A name is made of"],
    ["a number as the name", good.replace("my-app-database", "12"), "1:7: name must be text."],
    ["a wrong choice", good.replace("medium", "huge"), "5:11: Size must be one of: small, medium"],
    ["a wrong type", good.replace("true", '"ja"'), "6:13: Backup must be yes or no."],
    [
      "a misspelt key",
      good.replace("backup", "bakup"),
      '6:5: There is no "bakup" in spec.parameters. Did you mean backup?',
    ],
    [
      "a misspelt field",
      "name: a\nteam: b\nsise: small\n",
      '3:7: There is no field "sise". Did you mean size?',
    ],
    ["a value twice", `${good}size: small\n`, '7:7: "size" is given twice'],
    ["what a field needs", "name: a\nteam: b\n", "Size is needed."],
    ["a list", "- 1\n", "1:1: The values are one map"],
    ["nothing", "", "1:1: The values are one map"],
    ["two documents", `${good}---\n${good}`, "1:1: The values are one map"],
    ["no YAML", "name: [", "values.yaml:1:"],
    ["a key twice", `${good}name: b\n`, "values.yaml:7:1:"],
  ])("refuses %s at its place, and writes nothing", async (_what, values, message) => {
    const folder = await folderWith(values);
    const { code, out, err } = await run(folder, ...usual);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(message);
    expect(err).toMatch(/^values\.yaml:\d+:\d+: /);
    expect(await readdir(folder)).not.toContain("out");
  });

  it("keeps text that looks like YAML as text", async () => {
    const xrd = xrdOf({ type: "object", properties: { note: { type: "string" } } });
    const folder = await folderWith(
      'name: a\nteam: b\nnote: "x: &a [y] # no\\nkind: Secret"\n',
      xrd,
    );
    expect((await run(folder, ...usual)).code).toBe(0);
    const text = await readFile(join(folder, "out/claims/b/a.yaml"), "utf8");
    expect(text).not.toMatch(/^kind: Secret/m);
  });

  it("never writes over a file", async () => {
    const folder = await folderWith(good);
    await run(folder, ...usual);
    await writeFile(join(folder, written), "mine");
    const { code, err } = await run(folder, ...usual);
    expect(code).toBe(1);
    expect(err).toContain("my-app-database.yaml is there already. Nothing was written.");
    expect(await readFile(join(folder, written), "utf8")).toBe("mine");
  });

  it.each(["claims", "claims/my-team"])(
    "never follows a link at %s out of the folder",
    async (at) => {
      const folder = await folderWith(good);
      await mkdir(join(folder, "elsewhere/my-team"), { recursive: true });
      await mkdir(join(folder, "out/claims"), { recursive: true });
      if (at === "claims") await rm(join(folder, "out/claims"), { recursive: true });
      await symlink(join(folder, "elsewhere"), join(folder, "out", at));
      const { code, err } = await run(folder, ...usual);
      expect(code).toBe(1);
      expect(err).toContain("would be outside of");
      expect(await filesUnder(join(folder, "elsewhere"))).toEqual([]);
    },
  );

  it("never writes through a link that stands where the file would be", async () => {
    const folder = await folderWith(good);
    await mkdir(join(folder, "out/claims/my-team"), { recursive: true });
    await symlink(join(folder, "elsewhere.yaml"), join(folder, written));
    expect((await run(folder, ...usual)).code).toBe(1);
    expect(await readdir(folder)).not.toContain("elsewhere.yaml");
  });

  it("says where a file stands in the way of a folder", async () => {
    const folder = await folderWith(good);
    await mkdir(join(folder, "out"));
    await writeFile(join(folder, "out/claims"), "");
    const { code, err } = await run(folder, ...usual);
    expect(code).toBe(1);
    expect(err).toContain("a folder is needed there");
  });

  it.each([
    ["a broken XRD", xrdOf({ type: "strng" }), /^xrd\.yaml:\d+:\d+: /],
    ["an XRD that is none", "kind: ConfigMap\n", /xrd\.yaml offers nothing/],
    [
      "two offerings",
      `${xrdOf({ type: "object" }, "A")}---\n${xrdOf({ type: "object" }, "B")}`,
      /holds 2 offerings: as\.example\.org, bs\.example\.org/,
    ],
  ])("exits 1 for %s", async (_what, xrd, message) => {
    const { code, err } = await run(await folderWith(good, xrd), ...usual);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  it.each([
    [[], "Which file?"],
    [["xrd.yaml", "--out", "out"], "Where are the values?"],
    [["xrd.yaml", "--values", "values.yaml"], "Where to?"],
    [["xrd.yaml", "b.yaml", "--values", "v", "--out", "o"], "One file at a time"],
    [["xrd.yaml", "--values", "nowhere.yaml", "--out", "o"], "nowhere.yaml can't be read"],
    [["nowhere.yaml", "--values", "values.yaml", "--out", "o"], "nowhere.yaml can't be read"],
    [["--nope"], "Unknown option '--nope'"],
  ])("exits 2 for %j", async (args, message) => {
    const { code, out, err } = await run(await folderWith(good), ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });
});
