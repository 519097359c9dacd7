import type { Delivery } from "../domain/delivery.ts";
import type { KubernetesObject } from "../domain/kubernetes.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";

/** Until when what a view holds is known to be so. */
export interface KnownTime {
  /** The time to assess by: now, or when a silent cluster was last heard. */
  readonly now: Date;
  /** Set while a cluster that matters is silent. ISO 8601. */
  readonly notReadSince?: string;
}

/**
 * The time by which objects can be assessed. While their cluster does not answer, its clock stands still here: no
 * deadline passes and nothing settles on the word of a view that is old. `objects` gives those that the verdict is about;
 * one that was not found may be in any of the clusters.
 */
export function knownTime(
  view: ClusterView,
  objects: () => readonly (KubernetesObject | undefined)[],
  now: Date,
): KnownTime {
  const clusters = view.clusters ?? [];
  if (clusters.every(({ notReadSince }) => notReadSince === undefined)) return { now };
  const found = objects();
  const mayBeAnywhere = clusters.length === 1 || found.includes(undefined);
  const names = new Set(found.map((object) => object?.fromCluster));
  const times = clusters.flatMap(({ name, notReadSince }) =>
    notReadSince !== undefined && (mayBeAnywhere || names.has(name)) ? [notReadSince] : [],
  );
  const [since] = times.toSorted();
  if (since === undefined || Date.parse(since) >= now.getTime()) return { now };
  return { now: new Date(since), notReadSince: since };
}

/** A delivery with the word since when it is not known any more; no time is named at which it would be looked at again. */
export function asKnown(delivery: Delivery, { notReadSince }: KnownTime): Delivery {
  if (notReadSince === undefined) return delivery;
  const steps = delivery.steps.map(({ source, assessment }) => {
    const { recheckAt: _recheckAt, ...rest } = assessment;
    return { source, assessment: rest };
  });
  return { ...delivery, steps, notReadSince };
}
