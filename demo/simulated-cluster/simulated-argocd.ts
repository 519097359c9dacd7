import { isJsonObject, stringAt, valueAt, type JsonObject } from "../../src/domain/json.ts";
import { groupOf, objectKey, refOf, type KubernetesObject } from "../../src/domain/kubernetes.ts";
import { normaliseRepositoryUrl } from "../../src/delivery/repository-url.ts";
import { now, type ObjectStore } from "./object-store.ts";
import { imagesOf, manifestsIn } from "./kustomize.ts";
import type { RepositorySnapshot } from "./repository-objects.ts";
import type { ServedKinds } from "./served-kinds.ts";
import { runDeployment, type WorkloadHealth } from "./simulated-workloads.ts";

const trackingId = "argocd.argoproj.io/tracking-id";

export interface SimulatedArgoCdOptions {
  readonly store: ObjectStore;
  readonly kinds: ServedKinds;
  readonly repositoryUrl: string;
  /** Images that the registry does not have. */
  readonly missingImages: ReadonlySet<string>;
  /** Waits one step; false when the cluster stops. */
  readonly step: () => Promise<boolean>;
}

/**
 * Brings every Application to the repository's head, one after the other, and again as long as new Applications come
 * (app of apps). Writes what Argo CD writes: the comparison, the operation, its result, the history, the health.
 */
export async function reconcileApplications(
  options: SimulatedArgoCdOptions,
  repository: RepositorySnapshot,
): Promise<void> {
  const done = new Set<string>();
  for (;;) {
    const next = options.store
      .list("argoproj.io", "Application")
      .find((application) => !done.has(objectKey(refOf(application))));
    if (next === undefined) return;
    done.add(objectKey(refOf(next)));
    await reconcileApplication(options, next, repository);
  }
}

async function reconcileApplication(
  options: SimulatedArgoCdOptions,
  application: KubernetesObject,
  repository: RepositorySnapshot,
): Promise<void> {
  const url = stringAt(application, ["spec", "source", "repoURL"]) ?? "";
  if (normaliseRepositoryUrl(url) !== normaliseRepositoryUrl(options.repositoryUrl)) {
    compareElsewhere(options, application);
    return;
  }
  const path = stringAt(application, ["spec", "source", "path"]) ?? "";
  const recurse = valueAt(application, ["spec", "source", "directory", "recurse"]) === true;
  const found = manifestsIn(repository, path, recurse);
  if (!found.ok) {
    const condition = {
      type: "ComparisonError",
      message: found.message,
      lastTransitionTime: now(),
    };
    writeStatus(options, application, {
      conditions: [condition],
      reconciledAt: now(),
      sync: { ...comparison(application), status: "Unknown", revision: repository.headSha },
    });
    return;
  }
  const desired = found.objects.map((object) => placed(object, application));
  const revision = repository.headSha;
  const isSynced = !differs(options.store, application, desired);
  const sync = { ...comparison(application), status: isSynced ? "Synced" : "OutOfSync", revision };
  writeStatus(options, application, {
    conditions: [],
    reconciledAt: now(),
    sourceType: "Directory",
    sync,
    summary: { images: imagesOf(desired) },
    resources: desired.map((object) => resourceOf(object, isSynced ? "Synced" : "OutOfSync")),
  });
  const isAutomated = valueAt(application, ["spec", "syncPolicy", "automated"]) !== undefined;
  if (isSynced && valueAt(application, ["status", "health"]) === undefined) {
    writeStatus(options, application, { health: healthOf(application, { status: "Healthy" }) });
  }
  if (!isSynced && isAutomated) await synchronise(options, application, { desired, revision });
}

async function synchronise(
  options: SimulatedArgoCdOptions,
  application: KubernetesObject,
  {
    desired,
    revision,
  }: { readonly desired: readonly KubernetesObject[]; readonly revision: string },
): Promise<void> {
  if (!(await options.step())) return;
  const source = valueAt(application, ["spec", "source"]) ?? null;
  const operation = {
    initiatedBy: { automated: true },
    retry: { limit: 5 },
    sync: { prune: true, revision },
  };
  const startedAt = now();
  const running = {
    operation,
    phase: "Running",
    startedAt,
    message: "",
    syncResult: { revision, source },
  };
  writeStatus(options, application, { operationState: running });
  if (!(await options.step())) return;
  const results = desired.map((object) => applyObject(options, object));
  const isFailed = results.some((result) => result["status"] === "SyncFailed");
  if (!isFailed) prune(options, application, desired);
  const finishedAt = now();
  const operationState = {
    ...running,
    phase: isFailed ? "Failed" : "Succeeded",
    message: isFailed
      ? "one or more objects failed to apply, reason: see the resources of the sync result"
      : "successfully synced (all tasks run)",
    finishedAt,
    syncResult: { revision, source, resources: results },
  };
  writeStatus(options, application, { operationState });
  if (!(await options.step())) return;
  const health = isFailed ? ({ status: "Missing" } as const) : runWorkloads(options, desired);
  const after = isFailed ? "OutOfSync" : "Synced";
  const entry = { deployedAt: finishedAt, deployStartedAt: startedAt, revision, source };
  writeStatus(options, application, {
    ...(isFailed ? {} : { history: historyWith(options, application, entry) }),
    health: healthOf(application, health),
    reconciledAt: now(),
    resources: desired.map((object) => resourceOf(object, after)),
    sync: { ...comparison(application), status: after, revision },
  });
}

/** Another repository, which the simulation does not have: as it would stand, synced some time ago. */
function compareElsewhere(options: SimulatedArgoCdOptions, application: KubernetesObject): void {
  if (application["status"] !== undefined) return;
  writeStatus(options, application, {
    health: { status: "Healthy", lastTransitionTime: now() },
    reconciledAt: now(),
    sync: { ...comparison(application), status: "Synced", revision: "5f1d".padEnd(40, "0") },
  });
}

function comparison(application: KubernetesObject): JsonObject {
  const { spec } = application;
  const destination = valueAt(spec, ["destination"]) ?? null;
  return { comparedTo: { destination, source: valueAt(spec, ["source"]) ?? null } };
}

/** The worst of what runs, as Argo CD gathers it. */
function runWorkloads(
  { store, missingImages }: SimulatedArgoCdOptions,
  desired: readonly KubernetesObject[],
): WorkloadHealth {
  const healths = desired.flatMap((object) => {
    const live = object.kind === "Deployment" ? store.get(refOf(object)) : undefined;
    return live === undefined ? [] : [runDeployment(store, live, missingImages)];
  });
  return healths.find(({ status }) => status === "Degraded") ?? { status: "Healthy" };
}

function healthOf(
  application: KubernetesObject,
  { status, message }: { readonly status: string; readonly message?: string },
): JsonObject {
  const before = valueAt(application, ["status", "health"]);
  if (isJsonObject(before) && before["status"] === status) return before;
  return { status, lastTransitionTime: now(), ...(message === undefined ? {} : { message }) };
}

function historyWith(
  { store }: SimulatedArgoCdOptions,
  application: KubernetesObject,
  entry: JsonObject,
): readonly JsonObject[] {
  const history = valueAt(store.get(refOf(application)), ["status", "history"]);
  const before = Array.isArray(history) ? (history as readonly JsonObject[]) : [];
  return [...before, { id: before.length, ...entry }].slice(-10);
}

function writeStatus(
  { store }: SimulatedArgoCdOptions,
  application: KubernetesObject,
  change: JsonObject,
): void {
  const current = store.get(refOf(application));
  if (current === undefined) return;
  const status = current["status"];
  store.put({ ...current, status: { ...(isJsonObject(status) ? status : {}), ...change } });
}

/** An object as Argo CD applies it: in the Application's namespace where it names none, with its tracking id. */
function placed(object: KubernetesObject, application: KubernetesObject): KubernetesObject {
  const namespace =
    object.metadata.namespace ??
    stringAt(application, ["spec", "destination", "namespace"]) ??
    "default";
  const { name } = object.metadata;
  const id = `${application.metadata.name}:${groupOf(object.apiVersion)}/${object.kind}:${namespace}/${name}`;
  const annotations = { ...object.metadata.annotations, [trackingId]: id };
  return { ...object, metadata: { ...object.metadata, namespace, annotations } };
}

function differs(
  store: ObjectStore,
  application: KubernetesObject,
  desired: readonly KubernetesObject[],
): boolean {
  const isMissing = desired.some((object) => {
    const live = store.get(refOf(object));
    return (
      live === undefined ||
      !contains(live["spec"], object["spec"]) ||
      !isTrackedBy(live, application)
    );
  });
  return isMissing || leftovers(store, application, desired).length > 0;
}

/** Whether everything that is wanted is so; controllers add fields of their own. */
function contains(live: unknown, wanted: unknown): boolean {
  if (!isJsonObject(wanted) || !isJsonObject(live))
    return JSON.stringify(live) === JSON.stringify(wanted);
  return Object.entries(wanted).every(([key, value]) => contains(live[key], value));
}

function isTrackedBy(object: KubernetesObject, application: KubernetesObject): boolean {
  const id = object.metadata.annotations?.[trackingId] ?? "";
  return id.startsWith(`${application.metadata.name}:`);
}

function leftovers(
  store: ObjectStore,
  application: KubernetesObject,
  desired: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  const wanted = new Set(desired.map((object) => objectKey(refOf(object))));
  return store
    .all()
    .filter((object) => isTrackedBy(object, application) && !wanted.has(objectKey(refOf(object))));
}

function applyObject(options: SimulatedArgoCdOptions, object: KubernetesObject): JsonObject {
  const { store, kinds } = options;
  const { namespace, name } = object.metadata;
  const group = groupOf(object.apiVersion);
  const version = object.apiVersion.slice(object.apiVersion.indexOf("/") + 1);
  const result = { group, version, kind: object.kind, namespace, name, syncPhase: "Sync" };
  if (kinds.find(object.apiVersion, object.kind) === undefined) {
    const message = `The Kubernetes API could not find ${group}/${object.kind} for requested resource ${namespace ?? ""}/${name}. Make sure the "${object.kind}" CRD is installed on the destination cluster.`;
    return { ...result, status: "SyncFailed", message };
  }
  const live = store.get(refOf(object));
  const spec = live === undefined ? object["spec"] : merged(live["spec"], object["spec"]);
  store.put({ ...live, ...object, ...(spec === undefined ? {} : { spec }) });
  const message = `${object.kind.toLowerCase()}.${group}/${name} ${live === undefined ? "created" : "configured"}`;
  return { ...result, status: "Synced", hookPhase: "Running", message };
}

/** A controller's own fields stay, as with kubectl apply. */
function merged(live: JsonObject[string], wanted: JsonObject[string]): JsonObject[string] {
  if (!isJsonObject(live) || !isJsonObject(wanted)) return wanted;
  const keys = new Set([...Object.keys(live), ...Object.keys(wanted)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in wanted ? merged(live[key], wanted[key]) : live[key]]),
  );
}

function prune(
  { store }: SimulatedArgoCdOptions,
  application: KubernetesObject,
  desired: readonly KubernetesObject[],
): void {
  if (valueAt(application, ["spec", "syncPolicy", "automated", "prune"]) !== true) return;
  for (const object of leftovers(store, application, desired)) store.remove(refOf(object));
}

function resourceOf(object: KubernetesObject, status: string): JsonObject {
  const { namespace, name } = object.metadata;
  const group = groupOf(object.apiVersion);
  const version = object.apiVersion.slice(object.apiVersion.indexOf("/") + 1);
  return {
    group,
    version,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    status,
  };
}
