import { isJsonObject, stringAt, valueAt, type Json } from "../../../domain/json.ts";
import {
  groupOf,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { destinationOf } from "./destination.ts";
import { isWorkloadKind, rollouts, workloadKinds } from "./kinds.ts";

const releaseName = "helm.toolkit.fluxcd.io/name";
const releaseNamespace = "helm.toolkit.fluxcd.io/namespace";

/**
 * The workloads that a deployer says it manages: of an Application `status.resources`, of a Kustomization or HelmRelease
 * `status.inventory`. Names only; each may be in the view or not. None where they are in a cluster that is not read.
 */
export function workloadRefsOf(
  deployer: KubernetesObject,
  view: ClusterView,
): readonly ObjectRef[] {
  const destination = destinationOf(deployer, view);
  if (destination === undefined) return [];
  const listed = valueAt(deployer, ["status", "resources"]);
  const inventory = valueAt(deployer, ["status", "inventory", "entries"]);
  const refs = [
    ...entriesOf(listed).flatMap((entry) => resourceRef(entry)),
    ...entriesOf(inventory).flatMap((entry) => inventoryRef(stringAt(entry, ["id"]) ?? "")),
  ];
  return refs
    .filter(({ group, kind }) => isWorkloadKind(group, kind))
    .map((ref) => ({ ...ref, ...destination }));
}

/** The workloads below a deployer, as far as the view holds them. */
export function workloadsBelow(
  deployer: KubernetesObject,
  view: ClusterView,
): readonly KubernetesObject[] {
  const refs = workloadRefsOf(deployer, view);
  if (refs.length > 0) {
    return refs.flatMap((ref) => {
      const object = view.find(ref);
      return object === undefined ? [] : [object];
    });
  }
  if (groupOf(deployer.apiVersion) !== "helm.toolkit.fluxcd.io") return [];
  return ofRelease(deployer, view);
}

/** helm-controller marks all that a release has with its name, and lists it in the status only since Flux 2.8. */
function ofRelease(release: KubernetesObject, view: ClusterView): readonly KubernetesObject[] {
  const { name, namespace } = refOf(release);
  if (destinationOf(release, view) === undefined) return [];
  return [...workloadKinds, rollouts].flatMap(({ group, kind }) =>
    view.list(group, kind).filter(({ metadata: { labels }, fromCluster }) => {
      const isOurs = labels?.[releaseName] === name && labels[releaseNamespace] === namespace;
      return isOurs && fromCluster === release.fromCluster;
    }),
  );
}

function entriesOf(list: Json | undefined): readonly Json[] {
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

function resourceRef(entry: Json): readonly ObjectRef[] {
  if (!isJsonObject(entry)) return [];
  const { group, kind, namespace, name } = entry;
  if (typeof kind !== "string" || typeof name !== "string") return [];
  const place = typeof namespace === "string" && namespace !== "" ? { namespace } : {};
  return [{ group: typeof group === "string" ? group : "", kind, ...place, name }];
}

/** `<namespace>_<name>_<group>_<kind>` (fluxcd/cli-utils pkg/object, ParseObjMetadata). */
function inventoryRef(id: string): readonly ObjectRef[] {
  const match = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id);
  if (match === null) return [];
  const [, namespace = "", name = "", group = "", kind = ""] = match;
  return [{ group, kind, ...(namespace === "" ? {} : { namespace }), name }];
}
