import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPglite } from "../../../src/store/pglite-database.ts";
import { deadAddress, useInstallation, writeKubeConfig } from "./installation.ts";

const installation = useInstallation();

describe("causeway doctor and the database", () => {
  it("leaves an embedded database that is in use alone, and opens one that is not", async () => {
    const directory = join(installation().directory, "held");
    const changes = { CAUSEWAY_DATA_DIR: "held" };
    const database = await openPglite(directory);
    const held = await installation().visit(changes);
    await database.close();
    expect(held.of("database")).toContain("! database: The embedded database in");
    expect(held.of("database")).toContain("[database-in-use]");
    expect(held.status).toBe(0);
    const free = await installation().visit(changes);
    expect(free.of("database")).toContain(
      `✓ database: The embedded database in ${directory} opens`,
    );
  });

  it("says that PostgreSQL is not there, without the password", async () => {
    const { port } = new URL(await deadAddress());
    const { status, text, of } = await installation().visit({
      DATABASE_URL: `postgres://causeway:tr0ub4dor%263@127.0.0.1:${port}/causeway`,
    });
    expect(of("database")).toContain("[database-silent]");
    expect(of("database")).toContain("DATABASE_URL");
    expect(text).not.toContain("tr0ub4dor");
    expect(status).toBe(1);
  });
});

describe("causeway doctor and the configuration", () => {
  it("tells each mistake in platform.yaml with its line, and goes on with the cluster", async () => {
    const { github } = installation().world;
    const text = (await github.files())["platform.yaml"] ?? "";
    await github.pushFiles("mona", {
      "platform.yaml": text.replace("approvals: 1", "approvals: x"),
    });
    const { status, of } = await installation().visit();
    await github.pushFiles("mona", { "platform.yaml": text });
    expect(of("configuration")).toMatch(/✗ configuration: platform\.yaml:8:16: .*approvals/);
    expect(of("cluster")).toContain("✓");
    expect(status).toBe(1);
  });

  it("tells a broken offering with its line, and forms that are out of date", async () => {
    const { github } = installation().world;
    await github.pushFiles("mona", {
      "compositions/cache.yaml":
        "apiVersion: apiextensions.crossplane.io/v1\nkind: CompositeResourceDefinition\nmetadata:\n  name: caches.platform.example.com\nspec: {}\n",
      ".github/ISSUE_TEMPLATE/new-db.yml": "# Written by Causeway from an older file.\nname: Old\n",
    });
    const { status, of } = await installation().visit();
    await github.deleteFiles("mona", ["compositions/cache.yaml"]);
    expect(of("configuration")).toMatch(/✗ configuration: compositions\/cache\.yaml:\d+:\d+: /);
    expect(of("configuration")).toContain(
      "! configuration: These issue forms are missing or out of",
    );
    expect(of("configuration")).toContain(".github/ISSUE_TEMPLATE/new-db.yml");
    expect(status).toBe(1);
  });
});

describe("causeway doctor and the cluster", () => {
  it("gives the RBAC rule for a kind that is forbidden", async () => {
    const { cluster } = installation().world;
    cluster.forbid("applications.argoproj.io");
    const { status, of } = await installation().visit();
    cluster.permit("applications.argoproj.io");
    expect(of("cluster")).toContain(
      "✗ cluster: The cluster forbids to list applications.argoproj.io",
    );
    expect(of("cluster")).toContain("kubectl apply -f deploy/rbac.yaml");
    expect(of("cluster")).toContain(
      '{apiGroups: ["argoproj.io"], resources: [applications], verbs: [get, list, watch]}',
    );
    expect(of("cluster")).toContain("✓ cluster:");
    expect(status).toBe(1);
  });

  it("tells once that the cluster is away, and where it should be", async () => {
    const server = await deadAddress();
    const KUBECONFIG = await writeKubeConfig(installation().directory, server);
    const { status, text, of } = await installation().visit({ KUBECONFIG });
    expect(of("cluster").match(/✗/g)).toHaveLength(1);
    expect(of("cluster")).toContain(`did not answer at ${server} (context other): connect ECONN`);
    expect(text).not.toContain("a-token-of-the-cluster");
    expect(status).toBe(1);
  });

  it("knows a kubeconfig that is not there", async () => {
    const { status, of } = await installation().visit({ KUBECONFIG: "no-such-file" });
    expect(of("cluster")).toContain("[cluster-kubeconfig]");
    expect(of("cluster")).toContain("no-such-file");
    expect(status).toBe(1);
  });

  it("takes it as it is that no cluster is wanted", async () => {
    const { status, of } = await installation().visit({ CAUSEWAY_CLUSTER: "none" });
    expect(of("cluster")).toContain("✓ cluster: No cluster is connected");
    expect(status).toBe(0);
  });
});
