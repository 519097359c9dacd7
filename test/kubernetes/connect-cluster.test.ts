import { afterEach, describe, expect, it, vi } from "vitest";
import type { KubernetesObject, ObjectRef, ResourceKind } from "../../src/domain/kubernetes.ts";
import type { Cluster } from "../../src/domain/ports/cluster.ts";
import { connectCluster } from "../../src/kubernetes/connect-cluster.ts";
import {
  startSimulatedCluster,
  type SimulatedCluster,
  type SimulatedClusterOptions,
} from "../../demo/simulated-cluster/start-simulated-cluster.ts";
import { FakeLogger } from "../fakes/fake-logger.ts";
import { waitUntil } from "./wait-until.ts";

const applications: ResourceKind = {
  group: "argoproj.io",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};
const databases: ResourceKind = {
  group: "platform.example.com",
  version: "v1alpha1",
  kind: "Database",
  plural: "databases",
  namespaced: true,
};

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startServer(
  options: Partial<SimulatedClusterOptions> = {},
): Promise<SimulatedCluster> {
  const server = await startSimulatedCluster({
    readRepository: () => Promise.resolve({ headSha: "a".repeat(40), files: new Map() }),
    repositoryUrl: "https://github.com/myorg/platform-config",
    stepMs: 1,
    bookmarkMs: 20,
    ...options,
  });
  cleanups.push(() => server.stop());
  return server;
}

async function connect(
  server: Pick<SimulatedCluster, "kubeConfig">,
  log = new FakeLogger(),
): Promise<Cluster> {
  const cluster = await connectCluster({
    kubeConfig: server.kubeConfig,
    log,
    timings: { retryMs: [5, 20], refusedMs: 20 },
  });
  cleanups.push(() => cluster.stop());
  return cluster;
}

function application(name: string, extra: object = {}): KubernetesObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: { project: "default" },
    ...extra,
  };
}

function ref(name: string): ObjectRef {
  return { group: "argoproj.io", kind: "Application", namespace: "argocd", name };
}

function has(cluster: Cluster, name: string): boolean {
  return cluster.view.find(ref(name)) !== undefined;
}

describe("connectCluster", () => {
  it("holds what was there and what comes, changes and goes", async () => {
    const server = await startServer();
    server.store.put(application("first"));
    const cluster = await connect(server);
    expect(cluster.view.synced).toBe(false);
    await cluster.follow([applications]);
    expect(cluster.view.synced).toBe(true);
    expect(has(cluster, "first")).toBe(true);

    server.store.put(application("second"));
    await waitUntil(cluster, () => has(cluster, "second"));
    server.store.put(application("second", { spec: { project: "other" } }));
    await waitUntil(cluster, () => cluster.view.find(ref("second"))?.metadata.generation === 2);
    server.store.remove(ref("first"));
    await waitUntil(cluster, () => !has(cluster, "first"));
    expect(cluster.view.list("argoproj.io", "Application")).toHaveLength(1);
  });

  it("tells each change once", async () => {
    const server = await startServer();
    server.store.put(application("first"));
    const cluster = await connect(server);
    const told: string[] = [];
    cluster.onChange(({ name }) => told.push(name));
    await cluster.follow([applications]);
    server.store.put(application("second"));
    await waitUntil(cluster, () => has(cluster, "second"));
    server.disconnect();
    server.store.put(application("third"));
    await waitUntil(cluster, () => has(cluster, "third"));
    expect(told).toEqual(["first", "second", "third"]);
  });

  it("lists anew when what it missed is gone from the log, and tells what was deleted meanwhile", async () => {
    const server = await startServer({ bookmarkMs: 60_000 });
    server.store.put(application("stays"));
    server.store.put(application("goes"));
    const cluster = await connect(server);
    await cluster.follow([applications]);
    const told: string[] = [];
    cluster.onChange(({ name }) => told.push(name));
    server.disconnect();
    server.store.remove(ref("goes"));
    server.store.put(application("comes"));
    server.store.compact();
    await waitUntil(cluster, () => has(cluster, "comes") && !has(cluster, "goes"));
    expect(told.toSorted()).toEqual(["comes", "goes"]);
    expect(has(cluster, "stays")).toBe(true);
  });

  it("comes back when the API server was away and started again", async () => {
    const server = await startServer();
    server.store.put(application("before"));
    const log = new FakeLogger();
    const cluster = await connect(server, log);
    await cluster.follow([applications]);
    await server.stop();
    await vi.waitFor(() =>
      expect(log.lines.map(({ message }) => message)).toContain(
        "the cluster does not answer for this kind; trying again",
      ),
    );
    const again = await startServer({ port: server.port });
    again.store.put(application("after"));
    await waitUntil(cluster, () => has(cluster, "after"));
    expect(has(cluster, "before")).toBe(false);
    expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  it("starts without the cluster and is synced when it comes", async () => {
    const server = await startServer();
    const { port } = server;
    await server.stop();
    const cluster = await connect(server);
    await cluster.follow([applications]);
    expect(cluster.view.synced).toBe(false);
    const again = await startServer({ port });
    again.store.put(application("there"));
    await waitUntil(cluster, () => has(cluster, "there"));
    expect(cluster.view.synced).toBe(true);
  });

  it("says once which rule a forbidden kind needs, and reads it when it is allowed", async () => {
    const server = await startServer();
    server.forbid("applications.argoproj.io");
    server.store.put(application("hidden"));
    const log = new FakeLogger();
    const cluster = await connect(server, log);
    await cluster.follow([applications]);
    expect(cluster.view.synced).toBe(true);
    await vi.waitFor(() => expect(log.lines.length).toBeGreaterThan(2));
    const warnings = log.lines.filter(({ level }) => level === "warn");
    expect(warnings).toEqual([
      expect.objectContaining({
        message: expect.stringContaining("reading this kind is forbidden") as unknown,
        fields: expect.objectContaining({
          rule: {
            apiGroups: ["argoproj.io"],
            resources: ["applications"],
            verbs: ["get", "list", "watch"],
          },
        }) as unknown,
      }),
    ]);
    server.permit("applications.argoproj.io");
    await waitUntil(cluster, () => has(cluster, "hidden"));
  });

  it("leaves out a kind that is not installed, reads the others, and finds it once it is", async () => {
    const server = await startServer();
    server.store.put(application("there"));
    const cluster = await connect(server);
    await cluster.follow([databases, applications]);
    expect(cluster.view.synced).toBe(true);
    expect(has(cluster, "there")).toBe(true);
    server.kinds.add(databases);
    const mine = { ...ref("mine"), group: databases.group, kind: "Database" };
    server.store.put({
      apiVersion: "platform.example.com/v1alpha1",
      kind: "Database",
      metadata: { name: "mine", namespace: "argocd" },
    });
    await waitUntil(cluster, () => cluster.view.find(mine) !== undefined);
  });

  it("reads more objects than fit in one answer", async () => {
    const server = await startServer();
    for (let index = 0; index < 1_201; index += 1) server.store.put(application(`app-${index}`));
    const cluster = await connect(server);
    await cluster.follow([applications]);
    expect(cluster.view.list("argoproj.io", "Application")).toHaveLength(1_201);
  });

  it("keeps nothing of an object that nobody reads", async () => {
    const server = await startServer();
    const applied = "kubectl.kubernetes.io/last-applied-configuration";
    server.store.put({
      ...application("big"),
      metadata: {
        name: "big",
        namespace: "argocd",
        annotations: { [applied]: "{}", kept: "yes" },
        managedFields: [{ manager: "argocd" }],
      },
      status: {
        resources: [
          { kind: "Service", name: "fine", status: "Synced", health: { status: "Healthy" } },
          { kind: "Deployment", name: "ill", status: "Synced", health: { status: "Degraded" } },
        ],
      },
    });
    const cluster = await connect(server);
    await cluster.follow([applications]);
    const kept = cluster.view.find(ref("big"));
    expect(kept?.metadata).not.toHaveProperty("managedFields");
    expect(kept?.metadata.annotations).toEqual({ kept: "yes" });
    expect(kept?.["status"]).toEqual({
      resources: [
        { kind: "Deployment", name: "ill", status: "Synced", health: { status: "Degraded" } },
      ],
    });
  });

  it("finds the plural and the scope of a kind that only a reference names", async () => {
    const server = await startServer();
    const cluster = await connect(server);
    expect(await cluster.discover("argoproj.io/v1alpha1", "Application")).toEqual(applications);
    expect(await cluster.discover("argoproj.io/v1alpha1", "Workflow")).toBeUndefined();
    expect(await cluster.discover("nowhere.example.com/v1", "Thing")).toBeUndefined();
  });

  it("goes on when a listener throws", async () => {
    const server = await startServer();
    const cluster = await connect(server);
    cluster.onChange(() => {
      throw new Error("a bug elsewhere");
    });
    await cluster.follow([applications]);
    server.store.put(application("one"));
    await waitUntil(cluster, () => has(cluster, "one"));
    server.store.put(application("two"));
    await waitUntil(cluster, () => has(cluster, "two"));
    expect(has(cluster, "one")).toBe(true);
  });

  it("refuses a kubeconfig that can't be used, and says where to look", async () => {
    const log = new FakeLogger();
    await expect(connectCluster({ kubeConfig: "a: [", log })).rejects.toThrow(
      /The kubeconfig can't be used: .*Check KUBECONFIG/s,
    );
    await expect(connectCluster({ kubeConfig: "clusters: []", log })).rejects.toThrow(/current/);
  });
});
