import type { Cluster } from "../../src/domain/ports/cluster.ts";

/** Resolves as soon as something is true; looks now and after each change that the cluster tells of. */
export function waitUntil(cluster: Cluster, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isTrue()) resolve();
    };
    cluster.onChange(look);
    look();
  });
}
