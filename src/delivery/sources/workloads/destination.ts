import { stringAt, valueAt } from "../../../domain/json.ts";
import { clusterOf, groupOf, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterState, ClusterView } from "../../../domain/ports/cluster.ts";

/** How Argo CD names the cluster that it runs in (argo-cd common/common.go, KubernetesInternalAPIServerAddr). */
const ownServer = "https://kubernetes.default.svc";

/**
 * The cluster that a deployer brings its objects to, as a part of a reference: the one that it is in itself, or one of
 * the others that are read, by name or by address. Undefined for one that is not read: an object there must not be taken
 * for one of the same name here.
 */
export function destinationOf(
  deployer: KubernetesObject,
  view: ClusterView,
): { readonly cluster?: string } | undefined {
  const here = clusterOf(deployer);
  if (groupOf(deployer.apiVersion).endsWith(".fluxcd.io")) {
    return valueAt(deployer, ["spec", "kubeConfig"]) === undefined ? here : undefined;
  }
  const clusters = view.clusters ?? [];
  const server = stringAt(deployer, ["spec", "destination", "server"]) ?? "";
  const name = stringAt(deployer, ["spec", "destination", "name"]) ?? "";
  if (clusters.length === 0 || server === ownServer || name === "in-cluster") return here;
  const named = clusters.find((one) => (server === "" ? one.name === name : isAt(one, server)));
  if (named !== undefined) return clusters.length === 1 ? here : { cluster: named.name };
  return server === "" && name === "" ? here : undefined;
}

function isAt(cluster: ClusterState, server: string): boolean {
  return normalised(cluster.server) === normalised(server);
}

function normalised(server: string): string {
  return server.toLowerCase().replace(/\/+$/, "").replace(/:443$/, "");
}
