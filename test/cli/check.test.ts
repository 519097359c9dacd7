import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runCheck } from "../../src/cli/check.ts";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const output = z.object({
  version: z.number(),
  summary: z.record(z.string(), z.number()),
  results: z.array(
    z.object({
      policy: z.string(),
      validation: z.string(),
      outcome: z.string(),
      message: z.string(),
      location: z.object({
        path: z.string(),
        startLine: z.number(),
        startColumn: z.number(),
        endLine: z.number(),
        endColumn: z.number(),
      }),
    }),
  ),
});

async function run(...args: readonly string[]) {
  const printed = { out: "", err: "" };
  const code = await runCheck(args, {
    cwd: fixtures,
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
  });
  return { code, ...printed };
}

describe("causeway check", () => {
  it("exits 0 on the seed's files and says what it looked at", async () => {
    const { code, out } = await run("policies/seed");
    expect(code).toBe(0);
    expect(out).toMatch(/^policies\/seed\/root-application\.yaml:8:12: warning: /);
    expect(out).toMatch(/5 objects in 4 files: 1 warned of\.\n$/);
  });

  it("exits 1 when something is denied, and names its place", async () => {
    const { code, out } = await run("guardrails/no-host-path/fail.yaml");
    expect(code).toBe(1);
    expect(out).toContain("guardrails/no-host-path/fail.yaml:17:11: denied: The volume docker");
  });

  it("gives JSON with each result", async () => {
    const { code, out } = await run("guardrails/no-host-path/fail.yaml", "--format", "json");
    const { summary, results } = output.parse(JSON.parse(out));
    expect(code).toBe(1);
    expect(summary["deny"]).toBe(results.filter(({ outcome }) => outcome === "deny").length);
    expect(summary["files"]).toBe(1);
  });

  it("gives SARIF with the rule's texts, and the same exit status", async () => {
    const { code, out } = await run("guardrails/no-host-path/fail.yaml", "--format", "sarif");
    expect(code).toBe(1);
    const log: unknown = JSON.parse(out);
    expect(log).toMatchObject({ version: "2.1.0" });
    expect(out).toContain("A hostPath volume reads and writes files of the node");
    expect(out).toContain('"uri": "guardrails/no-host-path/fail.yaml"');
  });

  it("gives SARIF with no result and exits 0 when nothing is found", async () => {
    const { code, out } = await run("guardrails/no-host-path/pass.yaml", "--format", "sarif");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ runs: [{ results: [] }] });
  });

  it("can leave the built-in policies out, and take others", async () => {
    const denied = "guardrails/no-host-path/fail.yaml";
    expect((await run(denied, "--no-default-policies")).code).toBe(0);
    const policies = fileURLToPath(new URL("../../guardrails/no-host-path.yaml", import.meta.url));
    expect((await run(denied, "--no-default-policies", "--policies", policies)).code).toBe(1);
  });

  it.each([
    [[], "Which files?"],
    [["nowhere.yaml"], "nowhere.yaml: there is no such file or folder."],
    [["policies", "--format", "xml"], '--format is "xml"'],
    [["policies", "--sarif"], "Unknown option '--sarif'"],
  ])("exits 2 for %j", async (args, message) => {
    const { code, err, out } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe("");
  });
});
