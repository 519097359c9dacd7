/**
 * Ten thousand Applications watched: how long until they are there, what they cost in memory, and how long an event takes
 * to reach a listener and to become a verdict. Run beside the client library's own informer on the same server.
 *
 *   node scripts/bench/cluster.ts [--applications N] [--events N]
 */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  KubeConfig,
  makeInformer,
  type KubernetesListObject,
  type KubernetesObject as LibraryObject,
} from "@kubernetes/client-node";
import { z } from "zod";
import { createApiServer } from "../../demo/simulated-cluster/api-server.ts";
import { createObjectStore } from "../../demo/simulated-cluster/object-store.ts";
import { createServedKinds } from "../../demo/simulated-cluster/served-kinds.ts";
import { kubeConfigFor } from "../../demo/simulated-cluster/start-simulated-cluster.ts";
import { assessDelivery } from "../../src/delivery/assess-delivery.ts";
import { statusSources } from "../../src/delivery/status-sources.ts";
import type { DeliveryTarget } from "../../src/domain/delivery.ts";
import type { KubernetesObject, ResourceKind } from "../../src/domain/kubernetes.ts";
import type { Logger } from "../../src/domain/ports/logger.ts";
import { connectCluster } from "../../src/kubernetes/connect-cluster.ts";

const commit = "8f1c6b0f4b8ad9c5a1e2d3c4b5a69788f1c6b0f4";
const repositoryUrl = "https://github.com/myorg/platform-config";
const applications: ResourceKind = {
  group: "argoproj.io",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};
const target: DeliveryTarget = {
  commitSha: commit,
  descendants: new Set([commit]),
  repositoryUrl,
  manifestPath: "apps/app-7/database.yaml",
  object: { group: "argoproj.io", kind: "Application", namespace: "argocd", name: "app-7" },
  mergedAt: "2026-11-20T09:00:00Z",
};

/** An Application with 30 resources, ten syncs behind it and the managed fields of three writers: about 25 kB of JSON. */
function application(index: number): KubernetesObject {
  const name = `app-${index}`;
  const source = { repoURL: repositoryUrl, targetRevision: "main", path: `apps/${name}` };
  const destination = { server: "https://kubernetes.default.svc", namespace: name };
  const resources = Array.from({ length: 30 }, (_, number) => ({
    group: "apps",
    version: "v1",
    kind: "Deployment",
    namespace: name,
    name: `${name}-component-${number}`,
    status: "Synced",
    health: { status: "Healthy" },
  }));
  const history = Array.from({ length: 10 }, (_, id) => ({
    id,
    revision: commit,
    deployedAt: "2026-11-20T09:00:12Z",
    deployStartedAt: "2026-11-20T09:00:10Z",
    initiatedBy: { automated: true },
    source,
  }));
  const fields = Object.fromEntries(
    Array.from({ length: 60 }, (_, number) => [`f:field-${number}`, { "f:status": {}, ".": {} }]),
  );
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name,
      namespace: "argocd",
      managedFields: ["argocd-application-controller", "argocd-server", "kubectl"].map(
        (manager) => ({ manager, operation: "Update", fieldsV1: fields }),
      ),
    },
    spec: { project: "default", source, destination, syncPolicy: { automated: { prune: true } } },
    status: {
      health: { status: "Healthy", lastTransitionTime: "2026-11-20T09:00:13Z" },
      history,
      operationState: {
        phase: "Succeeded",
        startedAt: "2026-11-20T09:00:10Z",
        finishedAt: "2026-11-20T09:00:12Z",
        message: "successfully synced (all tasks run)",
        syncResult: { revision: commit, source, resources },
      },
      reconciledAt: "2026-11-20T09:00:13Z",
      resources,
      summary: {
        images: resources.map((resource) => `registry.example.com/${resource.name}:1.0.0`),
      },
      sync: { comparedTo: { destination, source }, revision: commit, status: "Synced" },
    },
  };
}

const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => console.error(message, fields),
  error: (fields, message) => console.error(message, fields),
  child: () => silent,
};

const figuresShape = z.object({
  firstListMs: z.number(),
  megabytes: z.number(),
  latencyMs: z.array(z.number()),
  assessMs: z.number(),
});
type Figures = z.infer<typeof figuresShape>;

/** The API server alone: the simulated controllers would work on ten thousand Applications all the time. */
async function serve(count: number): Promise<void> {
  const store = createObjectStore();
  const kinds = createServedKinds();
  for (let index = 0; index < count; index += 1) store.put(application(index));
  const server = createApiServer({ store, kinds, forbidden: new Set(), bookmarkMs: 60_000 });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  let changes = 0;
  process.on("message", (index: number) => {
    changes += 1;
    const changed = application(index);
    store.put({
      ...changed,
      metadata: { ...changed.metadata, labels: { changed: String(changes) } },
    });
  });
  process.send?.(kubeConfigFor(`http://127.0.0.1:${address.port}`));
}

/** Watches with Causeway's informer, or the library's; every event is answered by the next request. */
async function watch(kind: string, kubeConfig: string, events: number): Promise<Figures> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  const watched =
    kind === "library" ? await watchByLibrary(kubeConfig) : await watchByCauseway(kubeConfig);
  const firstListMs = performance.now() - startedAt;
  const latencyMs: number[] = [];
  for (let index = 0; index < events; index += 1) {
    const heard = watched.next();
    const askedAt = performance.now();
    process.send?.({ change: index });
    await heard;
    latencyMs.push(performance.now() - askedAt);
  }
  globalThis.gc?.();
  const megabytes = (process.memoryUsage.rss() - before) / 1e6;
  const figures = { firstListMs, megabytes, latencyMs, assessMs: watched.assess() };
  await watched.stop();
  return figures;
}

interface Watched {
  /** Resolves when a listener has heard of the next change and can read it. */
  next(): Promise<void>;
  /** How long one verdict takes, in milliseconds. */
  assess(): number;
  stop(): Promise<void>;
}

async function watchByCauseway(kubeConfig: string): Promise<Watched> {
  const cluster = await connectCluster({ kubeConfig, log: silent });
  await cluster.follow([applications]);
  return {
    next: () =>
      new Promise((resolve) => {
        cluster.onChange((ref) => {
          if (cluster.view.find(ref)?.metadata.labels?.["changed"] !== undefined) resolve();
        });
      }),
    assess() {
      const settings = { settleSeconds: 30, deadlineSeconds: 900 };
      const rounds = Array.from({ length: 21 }, () => {
        const startedAt = performance.now();
        assessDelivery(statusSources, target, cluster.view, { now: new Date(), settings });
        return performance.now() - startedAt;
      });
      return percentile(rounds, 0.5);
    },
    stop: () => cluster.stop(),
  };
}

async function watchByLibrary(kubeConfig: string): Promise<Watched> {
  const config = new KubeConfig();
  config.loadFromString(kubeConfig);
  const path = "/apis/argoproj.io/v1alpha1/applications";
  const url = `${config.getCurrentCluster()?.server ?? ""}${path}`;
  const list = async (): Promise<KubernetesListObject<LibraryObject>> => {
    const response = await fetch(url);
    return (await response.json()) as KubernetesListObject<LibraryObject>;
  };
  const informer = makeInformer<LibraryObject>(config, path, list);
  await informer.start();
  return {
    next: () =>
      new Promise((resolve) => {
        informer.on("update", () => {
          resolve();
        });
      }),
    assess: () => 0,
    stop: () => informer.stop(),
  };
}

function start(...args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(import.meta.url), [...args], { execArgv: ["--expose-gc"] });
}

function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("a child process ended early")));
  });
}

async function measure(
  server: ChildProcess,
  kind: string,
  kubeConfig: string,
  events: number,
): Promise<Figures> {
  const child = start("--watch", kind, "--kubeconfig", kubeConfig, "--events", String(events));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.on("message", (message: { change?: number }) => {
      if (message.change === undefined) resolve(figuresShape.parse(message));
      else server.send(message.change);
    });
  });
}

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0;
}

function print(name: string, { firstListMs, megabytes, latencyMs, assessMs }: Figures): void {
  const [p50, p99] = [0.5, 0.99].map((part) => percentile(latencyMs, part).toFixed(1));
  const verdict = assessMs === 0 ? "" : `, one verdict ${assessMs.toFixed(1)} ms (median)`;
  console.log(
    `${name}: first list ${(firstListMs / 1000).toFixed(1)} s, ${megabytes.toFixed(0)} MB, change asked for to listener (with two hops between processes) p50 ${p50} ms p99 ${p99} ms${verdict}`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      applications: { type: "string", default: "10000" },
      events: { type: "string", default: "200" },
      serve: { type: "boolean", default: false },
      watch: { type: "string" },
      kubeconfig: { type: "string", default: "" },
    },
  });
  if (values.serve) return serve(Number(values.applications));
  if (values.watch !== undefined) {
    process.send?.(await watch(values.watch, values.kubeconfig, Number(values.events)));
    process.disconnect();
    return;
  }
  const server = start("--serve", "--applications", values.applications);
  const kubeConfig = z.string().parse(await firstMessage(server));
  const ours = await measure(server, "causeway", kubeConfig, Number(values.events));
  const library = await measure(server, "library", kubeConfig, Number(values.events));
  server.kill();
  console.log(
    `${values.applications} Applications of ${(JSON.stringify(application(0)).length / 1000).toFixed(0)} kB:`,
  );
  print("  Causeway's informer", ours);
  print("  the library's informer", library);
  console.log(`  memory, Causeway to library: ${(ours.megabytes / library.megabytes).toFixed(2)}`);
}

await main();
