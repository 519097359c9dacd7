import { afterEach, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { z } from "zod";
import {
  startSimulatedCluster,
  type SimulatedCluster,
} from "../../demo/simulated-cluster/start-simulated-cluster.ts";
import type { KubernetesObject, ObjectRef, ResourceKind } from "../../src/domain/kubernetes.ts";
import type { Cluster } from "../../src/domain/ports/cluster.ts";
import { connectClusters } from "../../src/kubernetes/connect-clusters.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { waitUntil } from "./wait-until.ts";

const applications: ResourceKind = {
  group: "argoproj.io",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startServer(port = 0): Promise<SimulatedCluster> {
  const server = await startSimulatedCluster({
    readRepository: () => Promise.resolve({ headSha: "a".repeat(40), files: new Map() }),
    repositoryUrl: "https://github.com/myorg/platform-config",
    stepMs: 1,
    bookmarkMs: 20,
    port,
  });
  cleanups.push(() => server.stop());
  return server;
}

const oneCluster = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string() }) })]),
});

/** One kubeconfig with a context for each server. */
function kubeConfigOf(servers: Readonly<Record<string, SimulatedCluster>>): string {
  const names = Object.keys(servers);
  const clusters = Object.entries(servers).map(([name, { kubeConfig }]) => {
    const { server } = oneCluster.parse(parse(kubeConfig)).clusters[0].cluster;
    return { name, cluster: { server, "insecure-skip-tls-verify": true } };
  });
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": names[0],
    clusters,
    users: [{ name: "causeway", user: { token: "simulated" } }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: "causeway" } })),
  });
}

async function connect(
  servers: Readonly<Record<string, SimulatedCluster>>,
  log = new FakeLogger(),
): Promise<Cluster> {
  const contexts = Object.keys(servers).map((name) => ({ name, context: name }));
  const cluster = await connectClusters(contexts, {
    kubeConfig: kubeConfigOf(servers),
    log,
    timings: { retryMs: [5, 20], refusedMs: 20, graceMs: 0 },
  });
  cleanups.push(() => cluster.stop());
  return cluster;
}

function application(name: string, project = "default"): KubernetesObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: { project },
  };
}

function ref(name: string, cluster?: string): ObjectRef {
  const one = { group: "argoproj.io", kind: "Application", namespace: "argocd", name };
  return cluster === undefined ? one : { ...one, cluster };
}

describe("connectClusters", () => {
  it("shows the objects of all clusters, each with the name of its own", async () => {
    const [eu, us] = [await startServer(), await startServer()];
    eu.store.put(application("checkout", "eu"));
    us.store.put(application("checkout", "us"));
    us.store.put(application("search", "us"));
    const cluster = await connect({ eu, us });
    const told: ObjectRef[] = [];
    cluster.onChange((changed) => told.push(changed));
    await cluster.follow([applications]);
    expect(cluster.view.synced).toBe(true);
    const found = cluster.view.list("argoproj.io", "Application");
    expect(found.map(({ metadata, fromCluster }) => `${metadata.name}@${fromCluster}`)).toEqual([
      "checkout@eu",
      "checkout@us",
      "search@us",
    ]);
    expect(cluster.view.find(ref("checkout"))?.fromCluster).toBe("eu");
    expect(cluster.view.find(ref("checkout", "us"))?.["spec"]).toEqual({ project: "us" });
    expect(cluster.view.find(ref("search"))?.fromCluster).toBe("us");
    expect(cluster.view.find(ref("search", "eu"))).toBeUndefined();
    expect(cluster.view.find(ref("search", "nowhere"))).toBeUndefined();
    us.store.put(application("search", "changed"));
    await waitUntil(cluster, () => told.length === 4);
    expect(told.at(-1)).toEqual(ref("search", "us"));
  });

  it("goes on with the others while one is away, and says since when", async () => {
    const [eu, us] = [await startServer(), await startServer()];
    eu.store.put(application("checkout"));
    us.store.put(application("search"));
    const log = new FakeLogger();
    const cluster = await connect({ eu, us }, log);
    await cluster.follow([applications]);
    expect(cluster.view.clusters?.map(({ notReadSince }) => notReadSince)).toEqual([
      undefined,
      undefined,
    ]);
    const { port } = us;
    await us.stop();
    await vi.waitFor(() => expect(cluster.view.clusters?.[1]?.notReadSince).toBeDefined());
    const since = cluster.view.clusters?.[1]?.notReadSince;
    expect(cluster.view.clusters?.[0]?.notReadSince).toBeUndefined();
    expect(cluster.view.find(ref("search"))).toBeDefined();
    eu.store.put(application("second"));
    await waitUntil(cluster, () => cluster.view.find(ref("second")) !== undefined);
    expect(cluster.view.clusters?.[1]?.notReadSince).toBe(since);

    const again = await startServer(port);
    again.store.put(application("search", "later"));
    await vi.waitFor(() => expect(cluster.view.clusters?.[1]?.notReadSince).toBeUndefined());
    expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  it("starts while one is away, and is synced by the others' lists", async () => {
    const [eu, us] = [await startServer(), await startServer()];
    eu.store.put(application("checkout"));
    const servers = { eu, us };
    const config = kubeConfigOf(servers);
    await us.stop();
    const cluster = await connectClusters(
      [
        { name: "europe", context: "eu" },
        { name: "america", context: "us" },
      ],
      {
        kubeConfig: config,
        log: new FakeLogger(),
        timings: { retryMs: [5, 20], refusedMs: 20, graceMs: 0 },
      },
    );
    cleanups.push(() => cluster.stop());
    await cluster.follow([applications]);
    await vi.waitFor(() => expect(cluster.view.synced).toBe(true));
    expect(cluster.view.find(ref("checkout"))?.fromCluster).toBe("europe");
    expect(cluster.view.clusters).toMatchObject([
      { name: "europe", server: expect.stringContaining("http") as unknown },
      { name: "america", notReadSince: expect.any(String) as unknown },
    ]);
  });

  it("finds a kind that only one of them serves", async () => {
    const [eu, us] = [await startServer(), await startServer()];
    const databases = {
      group: "platform.example.com",
      version: "v1alpha1",
      kind: "Database",
      plural: "databases",
      namespaced: true,
    };
    us.kinds.add(databases);
    const cluster = await connect({ eu, us });
    expect(await cluster.discover("platform.example.com/v1alpha1", "Database")).toEqual(databases);
    expect(await cluster.discover("platform.example.com/v1alpha1", "Queue")).toBeUndefined();
    await cluster.follow([databases]);
    expect(cluster.view.synced).toBe(true);
  });

  it("names the contexts that there are when one is not", async () => {
    const eu = await startServer();
    const connecting = connectClusters([{ name: "asia", context: "asia" }], {
      kubeConfig: kubeConfigOf({ eu }),
      log: new FakeLogger(),
    });
    await expect(connecting).rejects.toThrow(
      'The kubeconfig has no context "asia", which CAUSEWAY_CLUSTERS names. It has eu.',
    );
  });
});
