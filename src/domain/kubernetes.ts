import type { Json, JsonObject } from "./json.ts";

/** A kind of object in a cluster, as its API path has it. */
export interface ResourceKind {
  /** `""` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Names one object. The version is left out: an object is the same in each. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  /** The name of the cluster that it is in, where several are read; absent: whichever has it. */
  readonly cluster?: string;
}

/** An object as the API server returns it. Only what every object has is typed; the rest is plain data. */
export interface KubernetesObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubernetesMetadata;
  /** The name of the cluster that it was read from, where several are read. No field of Kubernetes. */
  readonly fromCluster?: string;
}

export interface KubernetesMetadata extends JsonObject {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** The group of an apiVersion: `platform.example.com/v1` → `platform.example.com`; `v1` → `""`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}

/** `kind.group/namespace/name`, and the cluster where it is said: a key that is unique. */
export function objectKey(ref: ObjectRef): string {
  const key = `${ref.kind}.${ref.group}/${ref.namespace ?? ""}/${ref.name}`;
  return ref.cluster === undefined ? key : `${key}@${ref.cluster}`;
}

/** Whether two references are to one object; one that names no cluster may be to any. */
export function isSameObject(a: ObjectRef, b: ObjectRef): boolean {
  return (
    a.kind === b.kind &&
    a.group === b.group &&
    a.name === b.name &&
    a.namespace === b.namespace &&
    (a.cluster === undefined || b.cluster === undefined || a.cluster === b.cluster)
  );
}

export function refOf(object: KubernetesObject): ObjectRef {
  const { name, namespace } = object.metadata;
  return {
    group: groupOf(object.apiVersion),
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...clusterOf(object),
  };
}

/** The cluster of an object as a part of a reference to another one in the same cluster. */
export function clusterOf(object: KubernetesObject): { readonly cluster?: string } {
  return object.fromCluster === undefined ? {} : { cluster: object.fromCluster };
}

/** One entry of `status.conditions`. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

/** The conditions of an object; entries that are not conditions are left out. */
export function conditionsOf(object: KubernetesObject): readonly Condition[] {
  const status = object["status"];
  const list: Json | undefined =
    typeof status === "object" && status !== null && "conditions" in status
      ? status["conditions"]
      : undefined;
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).filter(isCondition);
}

function isCondition(value: Json): value is Json & Condition {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    typeof value["type"] === "string" &&
    "status" in value &&
    typeof value["status"] === "string"
  );
}
