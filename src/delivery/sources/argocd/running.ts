import type { HealthStatus, RunningVersion, SyncStatus } from "../../../domain/delivery.ts";
import { stringAt, valueAt, type Json } from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";
import { entriesAt } from "../../entries-at.ts";
import type { GitPlace } from "../../status-source.ts";
import { shortRevision } from "../deployer.ts";
import { revisionIn, sourcesOf, type ApplicationSource } from "./application.ts";
import { sourceAt } from "./covers.ts";
import { hydrationOf } from "./facts.ts";

const healths: ReadonlyMap<string, HealthStatus> = new Map([
  ["Healthy", "healthy"],
  ["Progressing", "progressing"],
  ["Suspended", "paused"],
  ["Degraded", "degraded"],
  ["Missing", "missing"],
]);

const healthWords: Readonly<Record<HealthStatus, string>> = {
  healthy: "healthy",
  progressing: "starting",
  paused: "paused",
  degraded: "degraded",
  missing: "not there",
  unknown: "of unknown health",
};

/**
 * What an Application runs. A synced one runs what it was compared with; otherwise the last sync that succeeded says
 * (`status.history`, which Argo CD writes after a success only). Of a hydrated Application, the dry commit.
 */
export function runningApplication(application: KubernetesObject, place: GitPlace): RunningVersion {
  const source = sourceAt(application, place) ?? sourcesOf(application)[0];
  const sync = syncOf(application);
  const last = entriesAt(application, ["status", "history"]).at(-1);
  const compared = revisionOf(application, valueAt(application, ["status", "sync"]), source);
  const applied = revisionOf(application, last, source);
  const revision = sync === "synced" ? (compared ?? applied) : applied;
  const since = stringAt(last, ["deployedAt"]);
  const health = healths.get(stringAt(application, ["status", "health", "status"]) ?? "");
  return {
    ...(revision === undefined ? {} : { revision }),
    images: imagesOf(application),
    health: health ?? "unknown",
    sync,
    ...(since === undefined ? {} : { since }),
    message: messageOf(application, revision, { health: health ?? "unknown", sync }),
  };
}

function revisionOf(
  application: KubernetesObject,
  holder: Json | undefined,
  source: ApplicationSource | undefined,
): string | undefined {
  if (source === undefined) return undefined;
  const revision = revisionIn(holder, source);
  if (!source.hydrated) return revision;
  const { drySha, hydratedSha } = hydrationOf(application);
  return revision === hydratedSha ? drySha : undefined;
}

function syncOf(application: KubernetesObject): SyncStatus {
  const operation = application["operation"];
  const phase = stringAt(application, ["status", "operationState", "phase"]);
  const isAsked = operation !== undefined && operation !== null;
  if (isAsked || phase === "Running" || phase === "Terminating") return "syncing";
  const status = stringAt(application, ["status", "sync", "status"]);
  if (status === "Synced") return "synced";
  return status === "OutOfSync" ? "outOfSync" : "unknown";
}

function imagesOf(application: KubernetesObject): readonly string[] {
  const images = valueAt(application, ["status", "summary", "images"]);
  if (!Array.isArray(images)) return [];
  return (images as readonly Json[]).filter((image) => typeof image === "string").toSorted();
}

function messageOf(
  { metadata }: KubernetesObject,
  revision: string | undefined,
  { health, sync }: { readonly health: HealthStatus; readonly sync: SyncStatus },
): string {
  const title = `Application ${metadata.name}`;
  if (revision === undefined) return `${title} has applied nothing yet.`;
  const aside = {
    synced: "",
    outOfSync: "; the cluster differs from Git",
    syncing: "; a sync is under way",
    unknown: "; Argo CD does not know whether it is in sync",
  }[sync];
  return `${title} runs ${shortRevision(revision)} and is ${healthWords[health]}${aside}.`;
}
