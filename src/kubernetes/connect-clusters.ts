import type { ObjectRef } from "../domain/kubernetes.ts";
import type { Cluster, ClusterView } from "../domain/ports/cluster.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { connectCluster } from "./connect-cluster.ts";
import type { InformerTimings } from "./informer.ts";

/**
 * Several clusters as one: each object is marked with the name of its cluster. A kind is followed in all of them; in one
 * that does not serve it, it is left out. Throws a TerminalError when a context is not there.
 */
export async function connectClusters(
  contexts: readonly { readonly name: string; readonly context: string }[],
  options: {
    readonly kubeConfig?: string;
    readonly log: Logger;
    readonly timings?: Partial<InformerTimings>;
  },
): Promise<Cluster> {
  const named = await Promise.all(
    contexts.map(async ({ name, context }) => {
      const log = options.log.child({ cluster: name });
      return { name, cluster: await connectCluster({ ...options, log, name, context }) };
    }),
  );
  const clusters = named.map(({ cluster }) => cluster);
  return {
    view: mergedView(new Map(named.map(({ name, cluster }) => [name, cluster.view]))),
    async follow(kinds) {
      await Promise.all(clusters.map((cluster) => cluster.follow(kinds)));
    },
    async discover(apiVersion, kind) {
      const answers = await Promise.all(
        clusters.map((cluster) => cluster.discover(apiVersion, kind)),
      );
      return answers.find((answer) => answer !== undefined);
    },
    onChange: (listener: (ref: ObjectRef) => void) => {
      for (const cluster of clusters) cluster.onChange(listener);
    },
    async stop() {
      await Promise.all(clusters.map((cluster) => cluster.stop()));
    },
  };
}

/**
 * The views of several clusters as one. Synced once each has answered or is known to be silent: one that is away at the
 * start must not keep the others from being looked at, and is told in `clusters`.
 */
export function mergedView(views: ReadonlyMap<string, ClusterView>): ClusterView {
  const all = [...views.values()];
  return {
    get synced() {
      return all.some((view) => view.synced) && all.every((view) => view.synced || isSilent(view));
    },
    find(ref) {
      if (ref.cluster !== undefined) return views.get(ref.cluster)?.find(ref);
      for (const view of all) {
        const found = view.find(ref);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    list: (group, kind) => all.flatMap((view) => view.list(group, kind)),
    isForbidden: (group, kind) => all.some((view) => view.isForbidden(group, kind)),
    get clusters() {
      return all.flatMap((view) => view.clusters ?? []);
    },
  };
}

function isSilent({ clusters }: ClusterView): boolean {
  return clusters?.some(({ notReadSince }) => notReadSince !== undefined) ?? false;
}
