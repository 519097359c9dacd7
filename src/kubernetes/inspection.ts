import { delimiter } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { errorMessage, TerminalError } from "../domain/errors.ts";
import type { ResourceKind } from "../domain/kubernetes.ts";
import { ApiError, createApiClient } from "./api-client.ts";
import { collectionPath } from "./api-path.ts";
import { chooseContext, inCluster } from "./load-kube-config.ts";

/**
 * Questions to the cluster, read only. `paths` is what KUBECONFIG holds; without it, what the library looks for:
 * `~/.kube/config`, then the pod's own service account; `context` is one of its contexts, or `in-cluster`. Throws a
 * TerminalError when there is none or it can't be read.
 */
export function createClusterInspector(paths: string | undefined, context?: string) {
  const config = load(paths, context);
  const cluster = config.getCurrentCluster();
  if (cluster === null)
    throw new TerminalError("The kubeconfig names no current cluster (current-context).");
  const client = createApiClient(config);
  return {
    server: cluster.server,
    context: config.getCurrentContext(),
    /** Lists one object of a kind in all namespaces. Rejects with an ApiError for what the API server refuses. */
    list: async (kind: ResourceKind, signal: AbortSignal): Promise<true> => {
      await client.getJson(`${collectionPath(kind)}?limit=1`, signal);
      return true;
    },
  };
}

function load(paths: string | undefined, context: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    if (context === inCluster) config.loadFromCluster();
    else if (paths === undefined) config.loadFromDefault();
    else loadFiles(config, paths);
  } catch (error) {
    throw new TerminalError(`The kubeconfig can't be used: ${errorMessage(error)}.`, {
      cause: error,
    });
  }
  // With nothing to be found, the library makes up a cluster on this machine.
  if (paths === undefined && config.getCurrentCluster()?.server === "http://localhost:8080")
    throw new TerminalError(
      "There is no kubeconfig: KUBECONFIG is not set, ~/.kube/config is not there, and this is no pod with a service account.",
    );
  if (context !== undefined && context !== inCluster) chooseContext(config, context);
  return config;
}

/** As kubectl does: several files are merged, the first one wins. */
function loadFiles(config: KubeConfig, paths: string): void {
  const [first = "", ...others] = paths.split(delimiter).filter((path) => path !== "");
  config.loadFromFile(first);
  for (const path of others) {
    const more = new KubeConfig();
    more.loadFromFile(path);
    config.mergeConfig(more);
  }
}

/** The API server's no, with its status; undefined when no answer came. */
export function clusterRefusal(
  error: unknown,
): { readonly code: string; readonly message: string } | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return { code: String(error.statusCode), message: error.message };
}
