import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import {
  startSimulatedCluster,
  type SimulatedCluster,
} from "../../demo/simulated-cluster/start-simulated-cluster.ts";
import { assessDelivery, kindsToFollow } from "../../src/delivery/assess-delivery.ts";
import { statusSources } from "../../src/delivery/status-sources.ts";
import type { Delivery, DeliveryTarget } from "../../src/domain/delivery.ts";
import type { Catalog } from "../../src/domain/offering.ts";
import type { Cluster } from "../../src/domain/ports/cluster.ts";
import { connectCluster } from "../../src/kubernetes/connect-cluster.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { waitUntil } from "../kubernetes/wait-until.ts";

const repositoryUrl = "https://github.com/myorg/platform-config";
const manifestPath = "claims/team-alpha/my-app-database.yaml";
const claim = `apiVersion: platform.example.com/v1alpha1
kind: Database
metadata:
  name: my-app-database
  namespace: team-alpha
spec:
  parameters:
    size: small
    backup: true
`;

const catalog: Catalog = {
  broken: [],
  offerings: [
    {
      name: "xdatabases.platform.example.com",
      command: "new-db",
      title: "Database",
      description: "",
      source: { kind: "xrd", path: "compositions/database-composition.yaml" },
      schema: {},
      fields: [],
      unsupported: [],
      target: {
        apiVersion: "platform.example.com/v1alpha1",
        kind: "Database",
        plural: "databases",
        namespaced: true,
      },
    },
  ],
};

/** The demo's own configuration repository, to which a test can commit. */
class Repository {
  readonly #files = new Map<string, string>();
  #commits = 1;

  constructor() {
    const root = fileURLToPath(new URL("../../demo/platform-config/", import.meta.url));
    for (const path of globSync("**/*.yaml", { cwd: root })) {
      this.#files.set(path, readFileSync(join(root, path), "utf8"));
    }
  }

  get headSha(): string {
    return String(this.#commits).padStart(40, "0");
  }

  commit(path: string, content: string | undefined): string {
    if (content === undefined) this.#files.delete(path);
    else this.#files.set(path, content);
    this.#commits += 1;
    return this.headSha;
  }

  read(): { readonly headSha: string; readonly files: ReadonlyMap<string, string> } {
    return { headSha: this.headSha, files: new Map(this.#files) };
  }
}

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface World {
  readonly repository: Repository;
  readonly simulated: SimulatedCluster;
  readonly cluster: Cluster;
}

async function startWorld(): Promise<World> {
  const repository = new Repository();
  const simulated = await startSimulatedCluster({
    readRepository: () => Promise.resolve(repository.read()),
    repositoryUrl,
    stepMs: 5,
  });
  cleanups.push(() => simulated.stop());
  const timings = { refusedMs: 20, retryMs: [5, 20] as const };
  const cluster = await connectCluster({
    kubeConfig: simulated.kubeConfig,
    log: new FakeLogger(),
    timings,
  });
  cleanups.push(() => cluster.stop());
  await cluster.follow(statusSources.flatMap((source) => source.kinds(catalog)));
  return { repository, simulated, cluster };
}

function targetOf(commitSha: string): DeliveryTarget {
  return {
    commitSha,
    descendants: new Set([commitSha]),
    repositoryUrl: `${repositoryUrl}.git`,
    manifestPath,
    object: {
      group: "platform.example.com",
      kind: "Database",
      namespace: "team-alpha",
      name: "my-app-database",
    },
    mergedAt: new Date().toISOString(),
  };
}

/** Follows a delivery until it is as wanted; gives what was seen on the way, each state once. */
async function followUntil(
  cluster: Cluster,
  target: DeliveryTarget,
  isDone: (delivery: Delivery) => boolean,
): Promise<{ readonly last: Delivery; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  let last: Delivery = { steps: [], state: "unknown" };
  await waitUntil(cluster, () => {
    last = assessDelivery(statusSources, target, cluster.view, {
      now: new Date(),
      settings: { settleSeconds: 0, deadlineSeconds: 600 },
    });
    const line = last.steps
      .map(({ source, assessment }) => `${source} ${assessment.state}`)
      .join(", ");
    if (seen.at(-1) !== line) seen.push(line);
    void follow(cluster, target);
    return isDone(last);
  });
  return { last, seen };
}

async function follow(cluster: Cluster, target: DeliveryTarget): Promise<void> {
  for (const { apiVersion, kind } of kindsToFollow(target, cluster.view)) {
    const found = await cluster.discover(apiVersion, kind);
    if (found !== undefined) await cluster.follow([found]);
  }
}

describe("the simulated cluster, seen through the real informers", () => {
  it("brings a claim from a commit to ready, through the app of apps", async () => {
    const { repository, simulated, cluster } = await startWorld();
    const target = targetOf(repository.commit(manifestPath, claim));
    simulated.poke();
    const { last, seen } = await followUntil(cluster, target, ({ state }) => state === "deployed");
    expect(last.steps.map(({ source }) => source)).toEqual(["Argo CD", "Crossplane"]);
    expect(seen).toContain("Argo CD syncing, Crossplane waiting");
    expect(seen).toContain("Argo CD deployed, Crossplane progressing");
    expect(seen.at(-1)).toBe("Argo CD deployed, Crossplane deployed");
    expect(seen.join()).not.toMatch(/drifted|failed|unhealthy/);
    const account = simulated.store.list("cosmosdb.azure.upbound.io", "Account")[0];
    expect(account?.["spec"]).toMatchObject({
      forProvider: { capabilities: [{ name: "EnableServerless" }] },
    });
  });

  it("names the managed resource that fails, and gets ready when the cause is mended", async () => {
    const { repository, simulated, cluster } = await startWorld();
    simulated.failNext("my-app-database");
    const target = targetOf(repository.commit(manifestPath, claim));
    simulated.poke();
    const failed = await followUntil(cluster, target, ({ cause }) => cause !== undefined);
    expect(failed.last.state).toBe("unhealthy");
    expect(failed.last.cause).toMatchObject({
      apiVersion: "cosmosdb.azure.upbound.io/v1beta1",
      kind: "Account",
      message: "create failed: cannot create Account: resource group platform-resources not found",
    });
    simulated.mend("my-app-database");
    const mended = await followUntil(cluster, target, ({ state }) => state === "deployed");
    expect(mended.last.cause).toBeUndefined();
  });

  it("shows why a broken file can't be synced, and goes on when it is put right", async () => {
    const { repository, simulated, cluster } = await startWorld();
    const target = targetOf(repository.commit(manifestPath, `${claim}kind: Database\n`));
    simulated.poke();
    const broken = await followUntil(cluster, target, ({ cause }) => cause !== undefined);
    expect(broken.last.cause?.message).toContain('The key "kind" is here twice');
    const mended = targetOf(repository.commit(manifestPath, claim));
    simulated.poke();
    const { last } = await followUntil(cluster, mended, ({ state }) => state === "deployed");
    expect(last.state).toBe("deployed");
  });

  it("fails a sync whose kind is not installed, with the object that failed", async () => {
    const { repository, simulated, cluster } = await startWorld();
    const target = targetOf(repository.commit(manifestPath, claim.replace("Database", "Cache")));
    simulated.poke();
    const { last } = await followUntil(cluster, target, ({ state }) => state === "failed");
    expect(last.cause).toMatchObject({ kind: "Cache", name: "my-app-database" });
  });

  it("removes what a claim was made into when the claim leaves the repository", async () => {
    const { repository, simulated, cluster } = await startWorld();
    const target = targetOf(repository.commit(manifestPath, claim));
    simulated.poke();
    await followUntil(cluster, target, ({ state }) => state === "deployed");
    repository.commit(manifestPath, undefined);
    simulated.poke();
    await waitUntil(cluster, () => cluster.view.find(target.object) === undefined);
    expect(simulated.store.list("cosmosdb.azure.upbound.io", "Account")).toEqual([]);
    expect(simulated.store.list("platform.example.com", "XDatabase")).toEqual([]);
  });
});
