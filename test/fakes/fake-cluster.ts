import {
  objectKey,
  refOf,
  type KubernetesObject,
  type ObjectRef,
  type ResourceKind,
} from "../../src/domain/kubernetes.ts";
import type { Cluster } from "../../src/domain/ports/cluster.ts";

/** A cluster in memory: objects are put into it, and listeners hear of it. */
export class FakeCluster implements Cluster {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #listeners: ((ref: ObjectRef) => void)[] = [];
  readonly followed: ResourceKind[] = [];

  readonly view: Cluster["view"] = {
    synced: true,
    find: (ref) => this.#objects.get(objectKey(ref)),
    list: (group, kind) =>
      [...this.#objects.values()].filter((object) => {
        const ref = refOf(object);
        return ref.group === group && ref.kind === kind;
      }),
    isForbidden: () => false,
  };

  put(...objects: readonly KubernetesObject[]): void {
    for (const object of objects) {
      const ref = refOf(object);
      this.#objects.set(objectKey(ref), object);
      for (const listener of this.#listeners) listener(ref);
    }
  }

  follow(kinds: readonly ResourceKind[]): Promise<void> {
    this.followed.push(...kinds);
    return Promise.resolve();
  }

  discover(): Promise<ResourceKind | undefined> {
    return Promise.resolve(undefined);
  }

  onChange(listener: (ref: ObjectRef) => void): void {
    this.#listeners.push(listener);
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
