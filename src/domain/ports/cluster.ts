import type { KubernetesObject, ObjectRef, ResourceKind } from "../kubernetes.ts";

/** One of the clusters behind a view. */
export interface ClusterState {
  /** As the settings name it; of a single cluster, its context in the kubeconfig. */
  readonly name: string;
  /** The API server's address, as the kubeconfig has it. */
  readonly server: string;
  /** Set while it does not answer: when it was last heard. ISO 8601. */
  readonly notReadSince?: string;
}

/** What is known of the cluster now: a plain view that pure functions read. */
export interface ClusterView {
  /** False until the first list of a followed kind has arrived. */
  readonly synced: boolean;
  /** A reference without a cluster finds the first of several clusters that has the object. */
  find(ref: ObjectRef): KubernetesObject | undefined;
  list(group: string, kind: string): readonly KubernetesObject[];
  /** Whether the cluster forbids reading a kind: then that an object was not found says nothing about it. */
  isForbidden(group: string, kind: string): boolean;
  /** The clusters that are read, in the order of the settings. Absent where that is not known: in files. */
  readonly clusters?: readonly ClusterState[];
}

/** The cluster, read only. */
export interface Cluster {
  readonly view: ClusterView;
  /** Starts informers on kinds that are not followed yet. A kind that the cluster does not serve is told in the log once. */
  follow(kinds: readonly ResourceKind[]): Promise<void>;
  /** The plural and scope of a kind that was seen in an object's reference, from the API server's discovery. */
  discover(apiVersion: string, kind: string): Promise<ResourceKind | undefined>;
  onChange(listener: (ref: ObjectRef) => void): void;
  stop(): Promise<void>;
}
