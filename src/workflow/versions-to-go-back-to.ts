import { runningVersion } from "../delivery/running-version.ts";
import { stringAt, valueAt } from "../domain/json.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { HealthyVersion } from "../domain/ports/service-versions.ts";
import type { ServiceInstance } from "../domain/service.ts";
import type { Ports } from "./ports.ts";

/** So many are offered; a person who needs an older one names its commit. */
const mostVersions = 10;

/**
 * The versions of a service that were healthy in an environment, newest first, without the one that runs now. What was
 * seen healthy comes first; before anything was seen, the deployer's own history of syncs stands in for it.
 */
export async function versionsToGoBackTo(
  ports: Pick<Ports, "store">,
  view: ClusterView,
  instance: ServiceInstance,
): Promise<readonly HealthyVersion[]> {
  const { service, environment, deployer } = instance;
  const now = runningVersion(deployer, view)?.revision;
  const seen = await ports.store.versions.list(service, environment, mostVersions + 1);
  const known = new Set(seen.map(({ revision }) => revision));
  const synced = syncHistory(view, instance).filter(({ revision }) => !known.has(revision));
  return [...seen, ...synced]
    .filter(({ revision }) => revision !== now)
    .toSorted((a, b) => Date.parse(b.healthyAt) - Date.parse(a.healthyAt))
    .slice(0, mostVersions);
}

/** `status.history` of an Application: its last syncs, oldest first (argo-cd types.go RevisionHistory). */
function syncHistory(
  view: ClusterView,
  { service, environment, deployer }: ServiceInstance,
): readonly HealthyVersion[] {
  const history = valueAt(view.find(deployer), ["status", "history"]);
  if (!Array.isArray(history)) return [];
  return history.toReversed().flatMap((entry) => {
    const revision = stringAt(entry, ["revision"]) ?? stringAt(entry, ["revisions", 0]);
    const healthyAt = stringAt(entry, ["deployedAt"]);
    if (revision === undefined || healthyAt === undefined) return [];
    return [{ service, environment, revision, images: [], healthyAt }];
  });
}
