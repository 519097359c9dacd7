import { errorMessage } from "../domain/errors.ts";
import type { KubernetesObject, ObjectRef } from "../domain/kubernetes.ts";
import type { Cluster, ClusterView } from "../domain/ports/cluster.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { createApiClient } from "./api-client.ts";
import { createDiscovery } from "./discovery.ts";
import { createOutage } from "./outage.ts";
import { loadKubeConfig, type KubeConfigPlace } from "./load-kube-config.ts";
import { defaultTimings, startInformer, type Informer, type InformerTimings } from "./informer.ts";

export interface ConnectOptions extends KubeConfigPlace {
  /** Marks each object, where several clusters are read. */
  readonly name?: string;
  readonly log: Logger;
  readonly timings?: Partial<InformerTimings>;
}

/**
 * The cluster behind a kubeconfig, read only. Nothing is asked of it before a kind is followed, and a cluster that is not
 * there is waited for. Throws a TerminalError when the kubeconfig itself can't be read.
 */
export async function connectCluster(options: ConnectOptions): Promise<Cluster> {
  const stopping = new AbortController();
  const config = loadKubeConfig(options);
  const client = createApiClient(config);
  const discovery = createDiscovery(client, options.log, stopping.signal);
  const timings = { ...defaultTimings, ...options.timings };
  const informers = new Map<string, Informer>();
  const listeners: ((ref: ObjectRef) => void)[] = [];
  const onChange = notifier(listeners, options.log);
  const outage = createOutage();
  return {
    view: createView(informers, {
      name: options.name ?? config.getCurrentContext(),
      server: config.getCurrentCluster()?.server ?? "",
      graceMs: timings.graceMs,
      startedAt: Date.now(),
    }),
    async follow(kinds) {
      const started = kinds.flatMap((kind) => {
        const key = kindKey(kind.group, kind.kind);
        if (informers.has(key) || stopping.signal.aborted) return [];
        const informer = startInformer({
          client,
          kind,
          log: options.log,
          timings,
          cluster: options.name,
          outage,
          onChange,
        });
        informers.set(key, informer);
        return [informer];
      });
      await Promise.all(started.map(({ tried }) => tried));
    },
    discover: (apiVersion, kind) => discovery.discover(apiVersion, kind),
    onChange: (listener) => {
      listeners.push(listener);
    },
    async stop() {
      stopping.abort();
      await Promise.all([...informers.values()].map((informer) => informer.stop()));
    },
  };
}

/** A listener that throws must not end the watch. */
function notifier(
  listeners: readonly ((ref: ObjectRef) => void)[],
  log: Logger,
): (ref: ObjectRef) => void {
  return (ref) => {
    for (const listener of listeners) {
      try {
        listener(ref);
      } catch (error) {
        log.error(
          { ...ref, error: errorMessage(error) },
          "a change in the cluster was not handled",
        );
      }
    }
  };
}

/** Synced once all that was followed at first has been answered for; kinds that are followed later do not change that. */
function createView(
  informers: ReadonlyMap<string, Informer>,
  cluster: {
    readonly name: string;
    readonly server: string;
    readonly graceMs: number;
    readonly startedAt: number;
  },
): ClusterView {
  let synced = false;
  return {
    get synced() {
      synced ||= informers.size > 0 && [...informers.values()].every((one) => one.isAnswered());
      return synced;
    },
    find: (ref) => {
      const informer = informers.get(kindKey(ref.group, ref.kind));
      return informer?.objects.get(`${ref.namespace ?? ""}/${ref.name}`);
    },
    list: (group, kind): readonly KubernetesObject[] => [
      ...(informers.get(kindKey(group, kind))?.objects.values() ?? []),
    ],
    isForbidden: (group, kind) => informers.get(kindKey(group, kind))?.isForbidden() ?? false,
    get clusters() {
      const { name, server, graceMs, startedAt } = cluster;
      const since = silentSince(informers, { graceMs, startedAt });
      return [since === undefined ? { name, server } : { name, server, notReadSince: since }];
    },
  };
}

/**
 * Since when a cluster is silent: for none of its kinds there is an answer. One kind alone that can't be read (a webhook
 * that converts it is down) makes no silence, and neither does a short break.
 */
function silentSince(
  informers: ReadonlyMap<string, Informer>,
  { graceMs, startedAt }: { readonly graceMs: number; readonly startedAt: number },
): string | undefined {
  const served = [...informers.values()].filter((informer) => informer.answer() !== "refused");
  if (served.length === 0 || served.some((informer) => informer.answer() === "read"))
    return undefined;
  const heardAt = Math.max(startedAt, ...served.map((informer) => informer.heardAt() ?? startedAt));
  return Date.now() - heardAt < graceMs ? undefined : new Date(heardAt).toISOString();
}

function kindKey(group: string, kind: string): string {
  return `${kind}.${group}`;
}
