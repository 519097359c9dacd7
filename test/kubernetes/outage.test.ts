import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  kubeConfigFor,
  startSimulatedCluster,
  type SimulatedCluster,
} from "../../demo/simulated-cluster/start-simulated-cluster.ts";
import type { KubernetesObject, ObjectRef, ResourceKind } from "../../src/domain/kubernetes.ts";
import type { Cluster } from "../../src/domain/ports/cluster.ts";
import { connectCluster } from "../../src/kubernetes/connect-cluster.ts";
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

async function connect(kubeConfig: string, log: FakeLogger): Promise<Cluster> {
  const timings = { retryMs: [5, 20], refusedMs: 20, graceMs: 0 } as const;
  const cluster = await connectCluster({ kubeConfig, log, timings });
  cleanups.push(() => cluster.stop());
  return cluster;
}

function object(name: string): KubernetesObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
  };
}

function ref(name: string): ObjectRef {
  return { group: "argoproj.io", kind: "Application", namespace: "argocd", name };
}

describe("a cluster that is away", () => {
  it("says once that a cluster is away, for all its kinds, and once that it is back", async () => {
    const server = await startServer();
    server.kinds.add(databases);
    server.store.put(object("one"));
    const log = new FakeLogger();
    const cluster = await connect(server.kubeConfig, log);
    await cluster.follow([applications, databases]);
    const told: ObjectRef[] = [];
    cluster.onChange((changed) => told.push(changed));
    await server.stop();
    const lines = () => log.lines.map(({ level, message }) => `${level} ${message}`);
    await vi.waitFor(() =>
      expect(lines()).toContain("debug the cluster does not answer for this kind either"),
    );
    const again = await startServer(server.port);
    again.kinds.add(databases);
    again.store.put(object("one"));
    again.store.put(object("two"));
    await waitUntil(cluster, () => cluster.view.find(ref("two")) !== undefined);
    await vi.waitFor(() => expect(lines()).toContain("info the cluster answers again"));
    expect(lines().filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(lines().filter((line) => line.startsWith("info"))).toHaveLength(1);
    expect(told.filter(({ name }) => name === "two")).toHaveLength(1);
  });

  it("is not silent for one kind that can't be read while others can", async () => {
    const broken = new Set(["databases"]);
    const api = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
      const isBroken = [...broken].some((plural) => pathname.endsWith(`/${plural}`));
      response.writeHead(isBroken ? 500 : 200, { "content-type": "application/json" });
      if (isBroken) response.end(JSON.stringify({ message: "conversion webhook failed" }));
      else if (searchParams.has("watch")) response.flushHeaders();
      else response.end(JSON.stringify({ metadata: { resourceVersion: "1" }, items: [] }));
    });
    api.listen(0, "127.0.0.1");
    await once(api, "listening");
    cleanups.push(async () => {
      api.closeAllConnections();
      await new Promise((resolve) => api.close(resolve));
    });
    const address = api.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const log = new FakeLogger();
    const cluster = await connect(kubeConfigFor(`http://127.0.0.1:${address.port}`), log);
    await cluster.follow([applications, databases]);
    expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    expect(cluster.view.clusters?.[0]?.notReadSince).toBeUndefined();
    broken.add("applications");
    api.closeAllConnections();
    await vi.waitFor(() => expect(cluster.view.clusters?.[0]?.notReadSince).toBeDefined());
    broken.clear();
    await vi.waitFor(() => expect(cluster.view.clusters?.[0]?.notReadSince).toBeUndefined());
  });
});
