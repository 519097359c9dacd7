import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  objectKey,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from "../../src/domain/kubernetes.ts";

/** One change, as a watch tells it. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly version: number;
  readonly object: KubernetesObject;
}

/** The objects of the simulated cluster, with versions and a bounded log of changes, as etcd keeps them. */
export interface ObjectStore {
  version(): number;
  get(ref: ObjectRef): KubernetesObject | undefined;
  list(group: string, kind: string): readonly KubernetesObject[];
  all(): readonly KubernetesObject[];
  /** Makes or replaces an object; sets uid, generation (which grows with the spec) and resourceVersion. */
  put(object: KubernetesObject): KubernetesObject;
  remove(ref: ObjectRef): void;
  /** Changes after a version, or undefined when the log does not go back so far. */
  since(version: number): readonly StoreEvent[] | undefined;
  /** Forgets the log, so that every older version is gone. */
  compact(): void;
  /** Calls back on each change until the returned function is called. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
}

export function createObjectStore(logSize = 10_000): ObjectStore {
  const objects = new Map<string, KubernetesObject>();
  const listeners = new Set<(event: StoreEvent) => void>();
  const undelivered: StoreEvent[] = [];
  let isDelivering = false;
  let log: StoreEvent[] = [];
  // A cluster that is started again begins above all versions that were seen before, as a restored one would.
  let version = Date.now();
  let compactedAt = version;

  function emit(type: StoreEvent["type"], object: KubernetesObject): void {
    const event = { type, version, object };
    log.push(event);
    if (log.length > logSize) {
      const dropped = log.splice(0, Math.ceil(logSize / 2));
      compactedAt = dropped.at(-1)?.version ?? compactedAt;
    }
    undelivered.push(event);
    if (!isDelivering) deliver();
  }

  /** A listener that changes something must not make the others hear of the later change first. */
  function deliver(): void {
    isDelivering = true;
    for (let next = undelivered.shift(); next !== undefined; next = undelivered.shift()) {
      for (const listener of listeners) listener(next);
    }
    isDelivering = false;
  }

  return {
    version: () => version,
    get: (ref) => objects.get(objectKey(ref)),
    list: (group, kind) =>
      [...objects.values()].filter((object) => {
        const ref = refOf(object);
        return ref.group === group && ref.kind === kind;
      }),
    all: () => [...objects.values()],
    put(object) {
      const key = objectKey(refOf(object));
      const before = objects.get(key);
      if (before !== undefined && sameButVersion(before, object)) return before;
      version += 1;
      const stored = stamp(object, before, version);
      objects.set(key, stored);
      emit(before === undefined ? "ADDED" : "MODIFIED", stored);
      return stored;
    },
    remove(ref) {
      const before = objects.get(objectKey(ref));
      if (before === undefined) return;
      version += 1;
      objects.delete(objectKey(ref));
      const metadata = { ...before.metadata, resourceVersion: String(version) };
      emit("DELETED", { ...before, metadata });
    },
    since: (from) => (from < compactedAt ? undefined : log.filter((event) => event.version > from)),
    compact() {
      log = [];
      version += 1;
      compactedAt = version;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function stamp(
  object: KubernetesObject,
  before: KubernetesObject | undefined,
  version: number,
): KubernetesObject {
  const generation = before?.metadata.generation ?? 0;
  const isChanged = before === undefined || !isDeepStrictEqual(before["spec"], object["spec"]);
  const metadata = {
    ...object.metadata,
    uid: before?.metadata.uid ?? randomUUID(),
    creationTimestamp: before?.metadata["creationTimestamp"] ?? now(),
    generation: isChanged ? generation + 1 : generation,
    resourceVersion: String(version),
  };
  return { ...object, metadata };
}

function sameButVersion(before: KubernetesObject, object: KubernetesObject): boolean {
  const { uid, generation, resourceVersion, creationTimestamp } = before.metadata;
  const kept = { uid, generation, resourceVersion, creationTimestamp };
  return isDeepStrictEqual(before, { ...object, metadata: { ...object.metadata, ...kept } });
}

/** Now, as Kubernetes writes times: whole seconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d{3}Z$/, "Z");
}
