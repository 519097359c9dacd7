import { KubeConfig } from "@kubernetes/client-node";
import { errorMessage, TerminalError } from "../domain/errors.ts";

/** The context name that means the pod's own service account, whatever a kubeconfig holds. */
export const inCluster = "in-cluster";

/** Where a cluster's address and credentials come from. */
export interface KubeConfigPlace {
  /** A kubeconfig as YAML. Without it: `KUBECONFIG`, `~/.kube/config`, then the pod's own service account. */
  readonly kubeConfig?: string | undefined;
  /** A context of the kubeconfig instead of its current one, or `in-cluster`. */
  readonly context?: string | undefined;
}

/** Throws a TerminalError that says what to mend when there is no kubeconfig, or not that context. */
export function loadKubeConfig({ kubeConfig, context }: KubeConfigPlace): KubeConfig {
  const config = new KubeConfig();
  try {
    if (context === inCluster) config.loadFromCluster();
    else if (kubeConfig === undefined) config.loadFromDefault();
    else config.loadFromString(kubeConfig);
  } catch (error) {
    throw new TerminalError(
      `The kubeconfig can't be used: ${errorMessage(error)}. Check KUBECONFIG, or ~/.kube/config, or the service account.`,
      { cause: error },
    );
  }
  if (context !== undefined && context !== inCluster) chooseContext(config, context);
  if (config.getCurrentCluster() === null) {
    throw new TerminalError(
      "The kubeconfig names no current cluster. Set its current-context to one of its contexts.",
    );
  }
  return config;
}

/** Makes a context the current one. Throws a TerminalError that lists those that are there. */
export function chooseContext(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw new TerminalError(
      `The kubeconfig has no context "${context}", which CAUSEWAY_CLUSTERS names. It has ${known.length === 0 ? "none" : known.join(", ")}.`,
    );
  }
  config.setCurrentContext(context);
}
