import { isJsonObject, stringAt, valueAt, type Json, type JsonObject } from "../domain/json.ts";
import type { KubernetesObject } from "../domain/kubernetes.ts";
import { trimWorkload } from "./trim-workload.ts";

const historyEntries = 10;

const workloads: ReadonlySet<string> = new Set([
  "Deployment.apps",
  "StatefulSet.apps",
  "DaemonSet.apps",
  "Job.batch",
  "Pod.",
  "Rollout.argoproj.io",
]);

/** Annotations that hold a whole copy of an object. */
const copies: ReadonlySet<string> = new Set(["kubectl.kubernetes.io/last-applied-configuration"]);

/**
 * An object without what nobody here reads, so that ten thousand of them fit in memory: managed fields, copies of the
 * object in annotations, and of an Argo CD Application the resources that are as they should be. Of an Application that
 * is not well, what runs containers is kept: the names lead to the pods that say why something does not start.
 */
export function trimObject(object: KubernetesObject): KubernetesObject {
  const { managedFields: _managedFields, annotations, ...rest } = object.metadata;
  const metadata =
    annotations === undefined ? rest : { ...rest, annotations: trimmed(annotations) };
  const status = object["status"];
  const workload = trimWorkload({ ...object, metadata });
  if (workload !== undefined) return workload;
  if (object.kind !== "Application" || !isJsonObject(status)) return { ...object, metadata };
  return { ...object, metadata, status: trimApplicationStatus(status) };
}

function trimmed(annotations: { readonly [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !copies.has(key)));
}

function trimApplicationStatus(status: JsonObject): JsonObject {
  const { summary, resources, history, operationState, ...rest } = status;
  const images = valueAt(summary, ["images"]);
  const well =
    valueAt(status, ["health", "status"]) === "Healthy" &&
    (valueAt(operationState, ["phase"]) ?? "Succeeded") === "Succeeded";
  return {
    ...rest,
    ...(images === undefined ? {} : { summary: { images } }),
    ...listOf(
      "resources",
      resources,
      (entry) => isTelling(entry) || (!well && runsContainers(entry)),
    ),
    ...trimHistory(history),
    ...(isJsonObject(operationState) ? { operationState: trimOperation(operationState) } : {}),
  };
}

/** The last syncs, without the copy of the source that each holds. */
function trimHistory(history: Json | undefined): JsonObject {
  if (!Array.isArray(history)) return {};
  const last = (history as readonly Json[]).slice(-historyEntries).map((entry) => {
    if (!isJsonObject(entry)) return entry;
    const { source: _source, sources: _sources, ...rest } = entry;
    return rest;
  });
  return { history: last };
}

function trimOperation(operationState: JsonObject): JsonObject {
  const { syncResult, ...rest } = operationState;
  if (!isJsonObject(syncResult)) return operationState;
  const { resources, source: _source, sources: _sources, ...result } = syncResult;
  return { ...rest, syncResult: { ...result, ...listOf("resources", resources, isTellingResult) } };
}

function listOf(key: string, list: Json | undefined, keep: (entry: Json) => boolean): JsonObject {
  return Array.isArray(list)
    ? { [key]: (list as readonly Json[]).filter((entry) => keep(entry)) }
    : {};
}

function isTelling(entry: Json): boolean {
  const health = valueAt(entry, ["health", "status"]);
  const isHealthy = health === undefined || health === "Healthy";
  return !isHealthy || valueAt(entry, ["status"]) !== "Synced";
}

/** Of built-in groups and Argo's own: `Job` of another group is something else. */
function runsContainers(entry: Json): boolean {
  return workloads.has(`${stringAt(entry, ["kind"]) ?? ""}.${stringAt(entry, ["group"]) ?? ""}`);
}

/** What failed, and the hooks that a sync waits for. */
function isTellingResult(entry: Json): boolean {
  const hookPhase = valueAt(entry, ["hookPhase"]);
  const isHook = valueAt(entry, ["hookType"]) !== undefined;
  const isFailed = hookPhase === "Failed" || hookPhase === "Error";
  return (
    valueAt(entry, ["status"]) === "SyncFailed" || isFailed || (isHook && hookPhase === "Running")
  );
}
