import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runAssess } from "../../src/cli/assess.ts";
import { commits } from "../delivery/fixtures.ts";

const fixtures = fileURLToPath(new URL("../fixtures/delivery/", import.meta.url));
const outputShape = z.array(
  z.object({
    resource: z.object({ apiVersion: z.string(), kind: z.string(), name: z.string() }),
    state: z.string(),
    final: z.boolean(),
    reasonCode: z.string(),
    message: z.string(),
    cause: z.object({ kind: z.string(), message: z.string() }).optional(),
  }),
);

async function run(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const printed = { out: "", err: "" };
  const code = await runAssess(args, {
    cwd: fixtures,
    stdout: { write: (text: string) => (printed.out += text) },
    stderr: { write: (text: string) => (printed.err += text) },
  });
  return { code, ...printed };
}

describe("causeway assess", () => {
  it.each([
    ["argocd/15-deployed.yaml", "deployed"],
    ["argocd/15-superseded.yaml", "superseded"],
    ["argocd/08-sync-failed.yaml", "failed"],
    ["argocd/17-degraded.yaml", "unhealthy"],
    ["argocd/18-progressing.yaml", "progressing"],
    ["argocd/09-not-there-yet.yaml", "waiting"],
    ["argocd/multi-source.yaml", "deployed"],
    ["argocd/03-other-repository.yaml", "irrelevant"],
  ])("%s: %s", async (file, state) => {
    const repository = ["--repository", "https://github.com/myorg/platform-config"];
    const asked = ["--revision", commits.asked, "--descendants", commits.later, ...repository];
    const { code, out } = await run(file, ...asked, "--format", "json");
    expect(code).toBe(0);
    expect(outputShape.parse(JSON.parse(out)).map((one) => one.state)).toEqual([state]);
  });

  it("judges a claim by all the objects that are given, each with its own verdict", async () => {
    const file = "crossplane/managed-resource-error.yaml";
    const { out } = await run(file, "--revision", commits.asked, "--format", "json");
    const assessed = outputShape.parse(JSON.parse(out));
    expect(assessed.map(({ resource, state }) => `${resource.kind} ${state}`)).toEqual([
      "Database unhealthy",
      "XDatabase unhealthy",
      "Account unhealthy",
    ]);
    expect(assessed[0]?.cause?.kind).toBe("Account");
  });

  it("prints for people which object says what", async () => {
    const { out } = await run("argocd/08-sync-failed.yaml", "--revision", commits.asked);
    expect(out).toBe(
      [
        "Application argocd/platform-claims: failed (SYNC_FAILED)",
        "  The sync of Application platform-claims failed, and Argo CD does not try this commit again by itself.",
        '  Cause: Database team-alpha/my-app-database: The Kubernetes API could not find platform.example.com/Database for requested resource team-alpha/my-app-database. Make sure the "Database" CRD is installed on the destination cluster.',
        "",
      ].join("\n"),
    );
  });

  it.each([
    [["--revision", commits.asked], "Name at least one file"],
    [["argocd/15-deployed.yaml"], "--revision SHA"],
    [["argocd/15-deployed.yaml", "--revision", "8f1c6b0"], '"8f1c6b0" is no full commit SHA'],
    [
      ["argocd/15-deployed.yaml", "--revision", commits.asked, "--format", "xml"],
      "it can be text or json",
    ],
    [["argocd/15-deployed.yaml", "--revison", commits.asked], "--revison"],
    [["nowhere.yaml", "--revision", commits.asked], "nowhere.yaml can't be read"],
  ])("refuses %j and says why", async (args, message) => {
    const { code, out, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe("");
  });
});
