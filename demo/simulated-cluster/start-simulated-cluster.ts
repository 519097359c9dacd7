import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { stringify } from "yaml";
import {
  conditionsOf,
  groupOf,
  objectKey,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from "../../src/domain/kubernetes.ts";
import { createApiServer } from "./api-server.ts";
import { createObjectStore, type ObjectStore } from "./object-store.ts";
import { isDefinition, objectsIn, type RepositorySnapshot } from "./repository-objects.ts";
import { createServedKinds, type ServedKinds } from "./served-kinds.ts";
import { reconcileApplications } from "./simulated-argocd.ts";
import {
  isClaim,
  reconcileClaim,
  removeComposite,
  type SimulatedCrossplaneOptions,
} from "./simulated-crossplane.ts";

export interface SimulatedClusterOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The configuration repository at the head of its default branch. */
  readonly readRepository: () => Promise<RepositorySnapshot>;
  readonly repositoryUrl: string;
  /** How long each step of Argo CD and Crossplane takes, in milliseconds. */
  readonly stepMs: number;
  /** How often a watch gets a bookmark, in milliseconds. A real API server sends one a minute. */
  readonly bookmarkMs?: number;
  /** Told of each request's path and query. */
  readonly onRequest?: (url: string) => void;
}

/** A cluster that is running, with what a demo or a test does to it from outside. */
export interface SimulatedCluster {
  readonly url: string;
  readonly port: number;
  /** A kubeconfig as YAML. */
  readonly kubeConfig: string;
  readonly store: ObjectStore;
  readonly kinds: ServedKinds;
  /** Git has changed: Argo CD looks at once. */
  poke(): void;
  /** From now on the provider refuses what a claim of this name needs, with this message. */
  failNext(claimName: string, message?: string): void;
  /** The cause of the failure is gone: Crossplane's next try works. */
  mend(claimName: string): void;
  /** From now on the registry does not have this image: what is to run it gets no further. */
  loseImage(image: string): void;
  /** `plural.group`: reading it answers 403 until it is permitted again. */
  forbid(resource: string): void;
  permit(resource: string): void;
  /** Breaks every open connection, as a proxy or a restart of the API server does. */
  disconnect(): void;
  stop(): Promise<void>;
}

/** What a provider says when a resource group was never made. */
const resourceGroupMissing =
  "create failed: cannot create Account: resource group platform-resources not found";

/**
 * Starts a simulated cluster: an HTTP server that speaks the Kubernetes API to readers, with simulated controllers behind
 * it. XRDs and Compositions in the repository count as installed, and so do Applications directly under `argocd/`.
 */
export async function startSimulatedCluster(
  options: SimulatedClusterOptions,
): Promise<SimulatedCluster> {
  const stopping = new AbortController();
  const store = createObjectStore();
  const kinds = createServedKinds();
  const forbidden = new Set<string>();
  const failures = new Map<string, string>();
  const missingImages = new Set<string>();
  let definitions: readonly KubernetesObject[] = [];
  const step = (): Promise<boolean> => pause(options.stepMs, stopping.signal);
  const crossplane: SimulatedCrossplaneOptions = {
    store,
    definitions: () => definitions,
    failureFor: (name) => failures.get(name),
    step,
  };
  const claims = serialQueue((ref: ObjectRef) => reconcileClaim(crossplane, ref));
  const git = singleQueue(async () => {
    const repository = await readWithPatience(options, step);
    if (repository === undefined) return;
    definitions = install(repository, store, kinds);
    await reconcileApplications(
      { store, kinds, repositoryUrl: options.repositoryUrl, missingImages, step },
      repository,
    );
  });
  store.subscribe(({ type, object }) => {
    if (!isClaim(crossplane, object)) return;
    if (type === "DELETED") removeComposite(store, object);
    else if (isNewSpec(object)) claims.add(refOf(object));
  });
  const bookmarkMs = options.bookmarkMs ?? 5_000;
  const server = createApiServer({ store, kinds, forbidden, bookmarkMs });
  server.on("request", ({ url }) => options.onRequest?.(url ?? ""));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const port = portOf(server.address());
  const url = `http://127.0.0.1:${port}`;
  git.run();
  return {
    url,
    port,
    kubeConfig: kubeConfigFor(url),
    store,
    kinds,
    poke: () => git.run(),
    failNext: (name, message = resourceGroupMissing) => {
      failures.set(name, message);
    },
    mend(name) {
      failures.delete(name);
      const waiting = store.all().filter((object) => object.metadata.name === name);
      for (const claim of waiting) if (isClaim(crossplane, claim)) claims.add(refOf(claim));
    },
    loseImage: (image) => void missingImages.add(image),
    forbid: (resource) => void forbidden.add(resource),
    permit: (resource) => void forbidden.delete(resource),
    disconnect: () => server.closeAllConnections(),
    async stop() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([git.idle(), claims.idle()]);
    },
  };
}

/** As Argo CD's repository server: tries again until the repository can be read. */
async function readWithPatience(
  { readRepository }: SimulatedClusterOptions,
  step: () => Promise<boolean>,
): Promise<RepositorySnapshot | undefined> {
  do {
    try {
      return await readRepository();
    } catch {
      // Git is away; Argo CD would show a ComparisonError and try again, too.
    }
  } while (await step());
  return undefined;
}

/** Puts into the cluster what a platform team applies by hand: definitions, and the root of its app of apps. */
function install(
  repository: RepositorySnapshot,
  store: ObjectStore,
  kinds: ServedKinds,
): readonly KubernetesObject[] {
  const everything = objectsIn(repository, "compositions", true);
  const definitions = everything.ok
    ? everything.objects.filter((object) => isDefinition(object))
    : [];
  for (const definition of definitions) kinds.install(definition);
  const roots = objectsIn(repository, "argocd", false);
  for (const root of roots.ok ? roots.objects : []) {
    const isApplication = root.kind === "Application" && groupOf(root.apiVersion) === "argoproj.io";
    if (isApplication) store.put({ ...store.get(refOf(root)), ...root });
  }
  return definitions;
}

/** Whether Crossplane has not said anything yet about the object's present spec. */
function isNewSpec(claim: KubernetesObject): boolean {
  const generation = claim.metadata.generation ?? 0;
  const conditions = conditionsOf(claim);
  return (
    conditions.length === 0 ||
    conditions.some(({ observedGeneration }) => (observedGeneration ?? 0) < generation)
  );
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

interface SerialQueue {
  add(ref: ObjectRef): void;
  idle(): Promise<unknown>;
}

/** Works on each object by itself, one round at a time, and once more when it was added during its round. */
function serialQueue(work: (ref: ObjectRef) => Promise<void>): SerialQueue {
  const rounds = new Map<string, ReturnType<typeof singleQueue>>();
  return {
    add(ref) {
      const key = objectKey(ref);
      const round = rounds.get(key) ?? singleQueue(() => work(ref));
      rounds.set(key, round);
      round.run();
    },
    idle: () => Promise.all([...rounds.values()].map((round) => round.idle())),
  };
}

/** Runs work, never twice at a time, and once more when it was asked for meanwhile. */
function singleQueue(work: () => Promise<void>): { run(): void; idle(): Promise<void> } {
  let current: Promise<void> | undefined;
  let isAskedAgain = false;
  const loop = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      await work();
    } while (isAskedAgain);
  };
  return {
    run() {
      isAskedAgain = true;
      current ??= loop().finally(() => {
        current = undefined;
      });
    },
    idle: async () => current,
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

/** Plain HTTP on loopback; the client library allows that only where TLS is not asked for. */
export function kubeConfigFor(url: string): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "simulated",
    clusters: [{ name: "simulated", cluster: { server: url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "causeway", user: { token: "simulated" } }],
    contexts: [{ name: "simulated", context: { cluster: "simulated", user: "causeway" } }],
  });
}
