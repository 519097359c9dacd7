import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runAssess } from "../../src/cli/assess.ts";
import { deliveryStates } from "../../src/domain/delivery.ts";
import { commits, fixture } from "../delivery/fixtures.ts";

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

  it("takes several files as one cluster: the Application is explained by the pod in the other file", async () => {
    const directory = await mkdtemp(join(tmpdir(), "causeway-assess-"));
    try {
      const application = join(directory, "application.json");
      const pods = join(directory, "pods.yaml");
      const [object] = fixture("argocd/17-degraded");
      const resource = { group: "apps", version: "v1", kind: "Deployment", namespace: "shop" };
      const status = {
        ...(object?.["status"] as object),
        resources: [{ ...resource, name: "checkout", status: "Synced" }],
      };
      await writeFile(application, JSON.stringify({ ...object, status }));
      const items = fixture("workloads/crash-loop");
      await writeFile(pods, stringify({ apiVersion: "v1", kind: "List", items }));
      const asked = ["--revision", commits.asked, "--format", "json"];
      const { code, out } = await run(application, pods, ...asked);
      expect(code).toBe(0);
      const assessed = outputShape.parse(JSON.parse(out));
      expect(assessed.map(({ resource: { kind }, state }) => `${kind} ${state}`)).toEqual([
        "Application unhealthy",
        "Deployment unhealthy",
        "Pod progressing",
        "Pod deployed",
      ]);
      expect(assessed[0]?.cause).toMatchObject({
        kind: "Pod",
        message: expect.stringContaining("exit code 1") as unknown,
      });
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("has exactly the keys that are promised, and states from the list", async () => {
    const files = ["argocd/15-deployed", "flux/helm-rolled-back", "rollouts/paused-for-a-time"];
    const paths = files.map((name) => `${name}.yaml`);
    const { out } = await run(...paths, "--revision", commits.asked, "--format", "json");
    const assessed = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(out));
    expect(assessed.length).toBeGreaterThan(3);
    const promised = ["resource", "state", "final", "reasonCode", "message", "cause"];
    for (const one of assessed) {
      expect(promised).toEqual(expect.arrayContaining(Object.keys(one)));
      expect(deliveryStates).toContain(one["state"]);
    }
  });

  it.each([
    ["rollouts/analysis-failed", "failed"],
    ["rollouts/paused-at-step", "paused"],
    ["flux/dependency-not-ready", "waiting"],
    ["crossplane/v2-function-error", "unhealthy"],
    ["argocd/12-drifted", "drifted"],
    ["argocd/13-manual", "needsManualSync"],
    ["argocd/02-deleted", "gone"],
    ["argocd/10-sync-unknown", "unknown"],
    ["argocd/07-syncing", "syncing"],
  ])("%s: the first object is %s", async (name, state) => {
    const { out } = await run(`${name}.yaml`, "--revision", commits.asked, "--format", "json");
    expect(outputShape.parse(JSON.parse(out))[0]?.state).toBe(state);
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
