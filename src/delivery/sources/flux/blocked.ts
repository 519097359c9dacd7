import type { Cause } from "../../../domain/delivery.ts";
import { stringAt } from "../../../domain/json.ts";
import {
  clusterOf,
  conditionsOf,
  groupOf,
  type Condition,
  type KubernetesObject,
  type ObjectRef,
} from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { entriesAt } from "../../entries-at.ts";

const sourceGroup = "source.toolkit.fluxcd.io";

/** How far dependencies of dependencies are followed: they are data from outside, and may be in a circle. */
const maxDepth = 8;

/** Reasons of `Ready` that say that an object waits for another one and did not try anything itself. */
const waitsForOthers: ReadonlySet<string> = new Set([
  "DependencyNotReady",
  "ArtifactFailed",
  "SourceNotReady",
]);

/** Whether a condition says that its object waits for another one: that is no failure of its own. */
export function isWaitingForOthers(ready: Condition | undefined): boolean {
  return ready?.status === "False" && waitsForOthers.has(ready.reason ?? "");
}

/**
 * The object for which a Kustomization or HelmRelease waits, with what it says itself: a source that can't be fetched, or
 * what it depends on (`spec.dependsOn`), down to the one that waits for no other. Undefined where all are ready, or are
 * not in the view.
 */
export function blockerOf(
  object: KubernetesObject,
  view: ClusterView,
  depth = 0,
): Cause | undefined {
  if (depth > maxDepth) return undefined;
  for (const ref of [...sourcesOf(object), ...dependenciesOf(object)]) {
    const other = view.find({ ...ref, ...clusterOf(object) });
    const ready = other === undefined ? undefined : readyOf(other);
    if (other === undefined || ready?.status !== "False") continue;
    return blockerOf(other, view, depth + 1) ?? causeAt(other, ready);
  }
  return undefined;
}

function readyOf(object: KubernetesObject): Condition | undefined {
  return conditionsOf(object).find(({ type }) => type === "Ready");
}

/** `spec.sourceRef`, a release's `spec.chartRef` or the HelmChart made for it, and that chart's own source. */
function sourcesOf(object: KubernetesObject): readonly ObjectRef[] {
  const own = object.metadata.namespace ?? "";
  const named = [
    ["spec", "sourceRef"],
    ["spec", "chartRef"],
  ].flatMap((path): readonly ObjectRef[] => {
    const kind = stringAt(object, [...path, "kind"]);
    const name = stringAt(object, [...path, "name"]);
    if (kind === undefined || name === undefined) return [];
    const namespace = stringAt(object, [...path, "namespace"]) ?? own;
    return [{ group: sourceGroup, kind, namespace, name }];
  });
  const [namespace, name] = (stringAt(object, ["status", "helmChart"]) ?? "").split("/");
  if (namespace === undefined || name === undefined) return named;
  return [...named, { group: sourceGroup, kind: "HelmChart", namespace, name }];
}

/** Kustomizations depend on Kustomizations, releases on releases. */
function dependenciesOf(object: KubernetesObject): readonly ObjectRef[] {
  return entriesAt(object, ["spec", "dependsOn"]).flatMap((entry) => {
    const name = stringAt(entry, ["name"]);
    if (name === undefined) return [];
    const namespace = stringAt(entry, ["namespace"]) ?? object.metadata.namespace ?? "";
    return [{ group: groupOf(object.apiVersion), kind: object.kind, namespace, name }];
  });
}

function causeAt(
  { apiVersion, kind, metadata }: KubernetesObject,
  { message, reason }: Condition,
): Cause {
  const { name, namespace } = metadata;
  const said = message === undefined || message === "" ? (reason ?? "It is not ready.") : message;
  return {
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    message: said,
  };
}
