import { isJsonObject } from "../domain/json.ts";
import { errorMessage } from "../domain/errors.ts";
import {
  refOf,
  type KubernetesObject,
  type ObjectRef,
  type ResourceKind,
} from "../domain/kubernetes.ts";
import type { Logger } from "../domain/ports/logger.ts";
import { ApiError, type ApiClient } from "./api-client.ts";
import { resourceName } from "./api-path.ts";
import { Backoff, pause } from "./backoff.ts";
import type { Outage } from "./outage.ts";
import { listObjects } from "./list-objects.ts";
import { watchObjects } from "./watch-objects.ts";

/** How long an informer waits, in milliseconds. */
export interface InformerTimings {
  /** After a failure, doubling from the first to the second. */
  readonly retryMs: readonly [number, number];
  /** Before it asks again for a kind that is missing or forbidden. */
  readonly refusedMs: number;
  /** A watch on which nothing comes for so long, not even a bookmark, is opened anew. */
  readonly silenceMs: number;
  /** How long one watch lasts at most. */
  readonly watchMs: number;
  /** How long a cluster may be silent before it counts as not read. */
  readonly graceMs: number;
}

export const defaultTimings: InformerTimings = {
  retryMs: [500, 30_000],
  refusedMs: 30_000,
  // The API server sends a bookmark a minute.
  silenceMs: 150_000,
  watchMs: 300_000,
  graceMs: 60_000,
};

/** A kept list of all objects of one kind. */
export interface Informer {
  readonly kind: ResourceKind;
  /** By `namespace/name`. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  /** Whether the cluster has answered once: with a list, or that the kind is missing or forbidden. */
  isAnswered(): boolean;
  /** Whether the cluster forbids reading the kind, as far as its last answer goes. */
  isForbidden(): boolean;
  /** Whether the cluster answers for the kind. Missing and forbidden are refusals: they say nothing of the others. */
  answer(): "read" | "refused" | "silent";
  /** When the cluster last said something about the kind, in milliseconds since 1970; undefined: never. */
  heardAt(): number | undefined;
  /** Settles when the first try is over, whatever came of it. */
  readonly tried: Promise<void>;
  /** Settles when nothing more is under way. */
  stop(): Promise<void>;
}

export interface InformerOptions {
  readonly client: ApiClient;
  readonly kind: ResourceKind;
  readonly log: Logger;
  readonly timings: InformerTimings;
  /** The cluster's name, where several are read: each object is marked with it. */
  readonly cluster?: string | undefined;
  /** Shared by the informers of one cluster. */
  readonly outage: Outage;
  readonly onChange: (ref: ObjectRef) => void;
}

/**
 * Starts to keep all objects of a kind: one list, then a watch from where the list ended, for as long as the watch can be
 * taken up where it broke off; a new list when it can't (410 Gone). Never gives up: an outage is told once, and its end.
 */
export function startInformer(options: InformerOptions): Informer {
  const stopping = new AbortController();
  const objects = new Map<string, KubernetesObject>();
  const state: State = {
    version: undefined,
    answered: false,
    trouble: undefined,
    heardAt: undefined,
  };
  const { promise: tried, resolve: endTry } = Promise.withResolvers<void>();
  const running = run({ ...options, objects, state, signal: stopping.signal, endTry });
  return {
    kind: options.kind,
    objects,
    isAnswered: () => state.answered,
    isForbidden: () => state.trouble === "403",
    answer: () => {
      if (state.trouble === undefined) return "read";
      return isSilence(state.trouble) ? "silent" : "refused";
    },
    heardAt: () => state.heardAt,
    tried,
    stop: async () => {
      stopping.abort();
      await running;
      endTry();
    },
  };
}

interface State {
  /** Where the next watch begins; undefined when everything must be listed. */
  version: string | undefined;
  answered: boolean;
  /** What was told last and has not ended. */
  trouble: string | undefined;
  /** When the cluster last said something about the kind. */
  heardAt: number | undefined;
}

/** Missing and forbidden are answers; whatever else keeps a kind from being read is not. */
function isSilence(trouble: string | undefined): boolean {
  return trouble !== undefined && trouble !== "404" && trouble !== "403";
}

interface Task extends InformerOptions {
  readonly objects: Map<string, KubernetesObject>;
  readonly state: State;
  readonly signal: AbortSignal;
  readonly endTry: () => void;
}

async function run(task: Task): Promise<void> {
  const backoff = new Backoff(...task.timings.retryMs);
  while (!task.signal.aborted) {
    try {
      if (task.state.version === undefined) await relist(task);
      task.endTry();
      await follow(task, backoff);
    } catch (error) {
      if (task.signal.aborted) return;
      await afterFailure(task, error, backoff);
    }
  }
}

async function relist(task: Task): Promise<void> {
  const { client, kind, objects, state, signal, onChange } = task;
  const listed = await listObjects(client, kind, signal);
  const before = new Map(objects);
  objects.clear();
  for (const object of listed.objects) objects.set(keyOf(object), marked(task, object));
  state.version = listed.version;
  state.answered = true;
  recovered(task);
  for (const [key, object] of objects) {
    if (!isSame(before.get(key), object)) onChange(refOf(object));
  }
  for (const [key, object] of before) if (!objects.has(key)) onChange(refOf(object));
}

async function follow(task: Task, backoff: Backoff): Promise<void> {
  const { client, kind, objects, state, signal, timings, onChange } = task;
  const startedAt = performance.now();
  await watchObjects(client, kind, {
    version: state.version ?? "",
    signal,
    silenceMs: timings.silenceMs,
    watchMs: timings.watchMs,
    onEvent: (event) => {
      backoff.reset();
      recovered(task);
      if (event.kind !== "bookmark") {
        const object = marked(task, event.object);
        const key = keyOf(object);
        const before = objects.get(key);
        if (event.kind === "deleted") objects.delete(key);
        else objects.set(key, object);
        if (event.kind === "deleted" || !isSame(before, object)) onChange(refOf(object));
      }
      state.version = event.version;
    },
  });
  recovered(task);
  // A server that ends each watch at once must not be asked without pause.
  if (performance.now() - startedAt < 1_000) await backoff.wait(signal);
}

async function afterFailure(task: Task, error: unknown, backoff: Backoff): Promise<void> {
  const { state, signal, timings } = task;
  if (error instanceof ApiError && !isBusy(error)) state.version = undefined;
  if (error instanceof ApiError && error.statusCode === 410) {
    await backoff.wait(signal);
    return;
  }
  const isRefused =
    error instanceof ApiError && (error.statusCode === 404 || error.statusCode === 403);
  if (isRefused) {
    state.answered = true;
    forget(task);
  }
  tell(task, error);
  task.endTry();
  await (isRefused ? pause(timings.refusedMs, signal) : backoff.wait(signal));
}

/** A server that is short of breath knows the version still; every other refusal may be about the version itself. */
function isBusy({ statusCode }: ApiError): boolean {
  return statusCode === 429 || statusCode === 503;
}

/** What can't be read any more is not known any more. */
function forget({ objects, onChange }: Task): void {
  const known = [...objects.values()];
  objects.clear();
  for (const object of known) onChange(refOf(object));
}

/** Tells each trouble once, with what would mend it; that a whole cluster is silent, once for all its kinds. */
function tell({ kind, log, state, outage }: Task, error: unknown): void {
  const code = error instanceof ApiError ? error.statusCode : undefined;
  const trouble = code === undefined ? "unreachable" : String(code);
  if (!isSilence(trouble)) outage.end(resourceName(kind));
  const fields = { kind: resourceName(kind), error: errorMessage(error) };
  if (state.trouble === trouble) {
    log.debug(fields, "the cluster still does not answer for this kind");
    return;
  }
  state.trouble = trouble;
  if (isSilence(trouble) && !outage.begin(resourceName(kind))) {
    log.debug(fields, "the cluster does not answer for this kind either");
    return;
  }
  if (code === 404) {
    log.info(fields, "the cluster has no such kind; it is left out until it is installed");
  } else if (code === 403) {
    const rule = {
      apiGroups: [kind.group],
      resources: [kind.plural],
      verbs: ["get", "list", "watch"],
    };
    log.warn(
      { ...fields, rule },
      "reading this kind is forbidden; it is left out until a ClusterRole of Causeway's service account has this rule",
    );
  } else if (code === 401) {
    log.warn(
      fields,
      "the cluster refused the credentials; mend the kubeconfig or the service account",
    );
  } else {
    log.warn(fields, "the cluster does not answer for this kind; trying again");
  }
}

function marked({ cluster }: Task, object: KubernetesObject): KubernetesObject {
  return cluster === undefined ? object : { ...object, fromCluster: cluster };
}

function recovered({ kind, log, state, outage }: Task): void {
  state.heardAt = Date.now();
  if (state.trouble === undefined) return;
  const wasSilent = isSilence(state.trouble);
  state.trouble = undefined;
  if (!wasSilent) log.info({ kind: resourceName(kind) }, "the cluster lets this kind be read now");
  else if (outage.end(resourceName(kind))) log.info({}, "the cluster answers again");
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function isSame(a: KubernetesObject | undefined, b: KubernetesObject): boolean {
  const version = b.metadata.resourceVersion;
  return version !== undefined && a?.metadata.resourceVersion === version && isJsonObject(a);
}
