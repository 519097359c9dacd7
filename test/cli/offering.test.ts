import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { toIssueForm } from "../../src/catalog/issue-form.ts";
import { runOffering } from "../../src/cli/offering.ts";
import { seedOffering, seedXrd, teams, xrdOf } from "../catalog/offerings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const seedFile = "test/fixtures/catalog/database-composition.yaml";
const sqlFile = "test/fixtures/catalog/sqlinstances.yaml";
const platformFile = "demo/platform-config/platform.yaml";

const element = z.object({ type: z.string(), id: z.string().optional() });
const described = z.array(
  z.object({
    name: z.string(),
    command: z.string(),
    source: z.string(),
    schema: z.record(z.string(), z.unknown()),
    issueForm: z.object({ name: z.string(), body: z.array(element) }).nullable(),
    modal: z.object({ type: z.literal("modal"), blocks: z.array(z.unknown()) }).nullable(),
    manifest: z.record(z.string(), z.unknown()).optional(),
    unsupported: z.array(z.object({ where: z.string(), what: z.string() })),
  }),
);

async function run(cwd: string, ...args: readonly string[]) {
  const printed = { out: "", err: "" };
  const code = await runOffering(args, {
    cwd,
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
  });
  return { code, ...printed };
}

/** A folder with these files, gone after the test. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "causeway-offering-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

describe("causeway offering", () => {
  it("tells a person what a file offers", async () => {
    const { code, out, err } = await run(root, seedFile);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("new-database: Database (databases.platform.example.com)");
    expect(out).toContain("Size (required): one of small, medium, large [size, ");
    expect(out).toContain("On GitHub: .github/ISSUE_TEMPLATE/new-database.yml");
    expect(out).toContain("      parameters:\n        size: small\n");
  });

  it("gives programs the schema, both forms, a manifest and what is left out", async () => {
    const { code, out } = await run(root, seedFile, sqlFile, "--format", "json");
    expect(code).toBe(0);
    const [seed, sql] = described.parse(JSON.parse(out));
    expect(seed).toMatchObject({
      name: "databases.platform.example.com",
      command: "new-database",
      source: "xrd",
      unsupported: [],
      manifest: { kind: "Database", spec: { parameters: { size: "small" } } },
    });
    expect(seed?.issueForm?.body.map(({ id }) => id)).toEqual([
      undefined,
      "offering",
      "name",
      "team",
      "size",
      "backup",
    ]);
    expect(seed?.modal?.blocks).toHaveLength(5);
    expect(sql?.unsupported).toEqual([
      { where: "spec.parameters.managementPolicies", what: "a list" },
    ]);
  });

  it("takes commands and teams from a platform.yaml among the files", async () => {
    const { code, out, err } = await run(root, seedFile, platformFile, "--format", "json");
    expect([code, err]).toEqual([0, ""]);
    const [seed] = described.parse(JSON.parse(out));
    expect(seed?.command).toBe("new-db");
    expect(out).toContain('"team-alpha"');
  });

  it("says why a form can't be shown, and exits 0: the file itself is right", async () => {
    const list = { type: "array", items: { type: "string" } };
    const content = xrdOf({ type: "object", required: ["zones"], properties: { zones: list } });
    const folder = await folderWith({ "a.yaml": content });
    const { code, out } = await run(folder, "a.yaml", "--format", "json");
    expect(code).toBe(0);
    const [thing] = described.parse(JSON.parse(out));
    expect([thing?.modal, thing?.issueForm]).toEqual([null, null]);
    expect(thing?.unsupported.map(({ where }) => where)).toEqual([
      "spec.zones",
      "modal",
      "issueForm",
    ]);
    expect((await run(folder, "a.yaml")).out).toContain("No form in Slack: It needs values");
  });

  it("names each mistake with its place, shows the others, and exits 1", async () => {
    const folder = await folderWith({
      "good.yaml": seedXrd,
      "bad.yaml": xrdOf({ type: "object", properties: { size: { type: "strng" } } }),
      "torn.yaml": "kind: CompositeResourceDefinition\nspec: [",
    });
    const { code, out, err } = await run(folder, "good.yaml", "bad.yaml", "torn.yaml");
    expect(code).toBe(1);
    expect(out).toContain("new-database: Database");
    expect(err).toMatch(/^bad\.yaml:\d+:\d+: The type "strng" is not known\./m);
    expect(err).toMatch(/^torn\.yaml:\d+:\d+: /m);
  });

  it("names a mistake in platform.yaml, and exits 1", async () => {
    const folder = await folderWith({ "a.yaml": seedXrd, "platform.yaml": "kind: Platfrm\n" });
    const { code, err } = await run(folder, "a.yaml", "platform.yaml");
    expect(code).toBe(1);
    expect(err).toMatch(/^platform\.yaml:1:7: /m);
  });

  it("mentions files beside that offer nothing; exits 1 when there is nothing else", async () => {
    const other = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n";
    const folder = await folderWith({ "a.yaml": seedXrd, "b.yaml": other });
    const both = await run(folder, "a.yaml", "b.yaml");
    expect(both.code).toBe(0);
    expect(both.err).toContain("b.yaml offers nothing: it holds no CompositeResourceDefinition.");
    expect((await run(folder, "b.yaml")).code).toBe(1);
  });

  it("prints text from files so that it can't play with the terminal", async () => {
    const description = "red \u001b[31m and\na new line";
    const folder = await folderWith({ "a.yaml": xrdOf({ type: "object", description }) });
    const { out } = await run(folder, "a.yaml");
    expect(out).toContain("red [31m and a new line");
  });

  it.each([
    [[], "Which files?"],
    [["a.yaml", "--format", "poem"], '--format is "poem"'],
    [["--nope"], "Unknown option '--nope'"],
    [["nowhere.yaml"], "nowhere.yaml can't be read"],
  ])("exits 2 for %j", async (args, message) => {
    const { code, out, err } = await run(root, ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });

  it("gives an issue form that is the one in the repository", async () => {
    const { out } = await run(root, seedFile, "--format", "json");
    const [seed] = z.array(z.object({ issueForm: z.unknown() })).parse(JSON.parse(out));
    const offering = { ...seedOffering(), command: "new-database" };
    expect(seed?.issueForm).toEqual(parse(toIssueForm(offering, teams("my-team"))));
  });
});
