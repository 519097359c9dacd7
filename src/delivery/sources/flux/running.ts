import type { HealthStatus, RunningVersion, SyncStatus } from "../../../domain/delivery.ts";
import { stringAt, valueAt } from "../../../domain/json.ts";
import { conditionsOf, type Condition, type KubernetesObject } from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { shortRevision } from "../deployer.ts";
import { workloadsBelow } from "../workloads/below.ts";
import { imagesOfWorkloads } from "../workloads/images.ts";
import { watchesHealth } from "./kustomization.ts";
import { appliedCommit } from "./revision.ts";

/**
 * What a Kustomization runs: the commit that it applied last, with the images of its workloads where those are in the
 * view. Its health is known only where it waits for health; a failed check is `degraded`.
 */
export function runningKustomization(
  kustomization: KubernetesObject,
  view: ClusterView,
): RunningVersion {
  const title = `Kustomization ${kustomization.metadata.name}`;
  const ready = conditionsOf(kustomization).find(({ type }) => type === "Ready");
  const revision =
    appliedCommit(kustomization) ?? stringAt(kustomization, ["status", "lastAppliedRevision"]);
  const since =
    stringAt(kustomization, ["status", "history", 0, "firstReconciled"]) ?? sinceReady(ready);
  const health = healthOf(ready, watchesHealth(kustomization));
  const facts = { health, sync: syncOf(kustomization, ready), since };
  return describe({ object: kustomization, title, revision }, view, facts);
}

/** What a HelmRelease runs: the version of its chart in the newest entry of its history. */
export function runningHelmRelease(release: KubernetesObject, view: ClusterView): RunningVersion {
  const title = `HelmRelease ${release.metadata.name}`;
  const ready = conditionsOf(release).find(({ type }) => type === "Ready");
  const latest = valueAt(release, ["status", "history", 0]);
  const revision = stringAt(latest, ["chartVersion"]);
  const facts = {
    health: healthOf(ready, true),
    sync: syncOf(release, ready),
    since: stringAt(latest, ["lastDeployed"]),
  };
  return describe({ object: release, title, revision }, view, facts);
}

function describe(
  {
    object,
    title,
    revision,
  }: {
    readonly object: KubernetesObject;
    readonly title: string;
    readonly revision: string | undefined;
  },
  view: ClusterView,
  {
    health,
    sync,
    since,
  }: {
    readonly health: HealthStatus;
    readonly sync: SyncStatus;
    readonly since: string | undefined;
  },
): RunningVersion {
  const suspended = valueAt(object, ["spec", "suspend"]) === true ? "; it is suspended" : "";
  return {
    ...(revision === undefined ? {} : { revision }),
    images: imagesOfWorkloads(workloadsBelow(object, view)),
    health: revision === undefined ? "missing" : health,
    sync,
    ...(since === undefined || revision === undefined ? {} : { since }),
    message:
      revision === undefined
        ? `${title} has applied nothing yet${suspended}.`
        : `${title} runs ${shortRevision(revision)} and is ${healthWords[health]}${suspended}.`,
  };
}

const healthWords: Readonly<Record<HealthStatus, string>> = {
  healthy: "healthy",
  progressing: "starting",
  paused: "paused",
  degraded: "not healthy",
  missing: "not there",
  unknown: "not asked to wait for health",
};

/** Reasons of a Kustomization that says nothing of what runs: its next version could not be made. */
const notAboutHealth: ReadonlySet<string> = new Set([
  "ArtifactFailed",
  "BuildFailed",
  "DependencyNotReady",
  "HealthCheckCanceled",
]);

function healthOf(ready: Condition | undefined, isWatched: boolean): HealthStatus {
  if (ready?.status === "True") return isWatched ? "healthy" : "unknown";
  if (ready?.status === "False")
    return notAboutHealth.has(ready.reason ?? "") ? "unknown" : "degraded";
  return "progressing";
}

function syncOf(object: KubernetesObject, ready: Condition | undefined): SyncStatus {
  const isReconciling = conditionsOf(object).some(
    ({ type, status }) => type === "Reconciling" && status === "True",
  );
  if (ready?.status === "False") return "outOfSync";
  if (isReconciling || ready?.status === "Unknown") return "syncing";
  return ready?.status === "True" ? "synced" : "unknown";
}

/** Flux writes the applied revision into the message, so the condition is as old as the revision. */
function sinceReady(ready: Condition | undefined): string | undefined {
  return ready?.status === "True" ? ready.lastTransitionTime : undefined;
}
