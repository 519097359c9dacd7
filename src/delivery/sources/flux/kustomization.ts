import { stringAt, valueAt, type Json } from "../../../domain/json.ts";
import type { Cause } from "../../../domain/delivery.ts";
import {
  clusterOf,
  conditionsOf,
  type Condition,
  type KubernetesObject,
} from "../../../domain/kubernetes.ts";
import type { ClusterView } from "../../../domain/ports/cluster.ts";
import { normaliseRepositoryUrl } from "../../repository-url.ts";
import { containsCommit, type Question, type Verdict } from "../../status-source.ts";
import { orLate, shortRevision } from "../deployer.ts";
import { blockerOf, isWaitingForOthers } from "./blocked.ts";
import { appliedCommit, attemptedCommit } from "./revision.ts";

const sourceGroup = "source.toolkit.fluxcd.io";

/** The GitRepository or OCIRepository of a Kustomization, where it is in the view. */
export function sourceObjectOf(
  kustomization: KubernetesObject,
  view: ClusterView,
): KubernetesObject | undefined {
  const kind = stringAt(kustomization, ["spec", "sourceRef", "kind"]);
  const name = stringAt(kustomization, ["spec", "sourceRef", "name"]);
  const namespace =
    stringAt(kustomization, ["spec", "sourceRef", "namespace"]) ?? kustomization.metadata.namespace;
  if (kind === undefined || name === undefined || namespace === undefined) return undefined;
  return view.find({ group: sourceGroup, kind, namespace, name, ...clusterOf(kustomization) });
}

/**
 * Whether a Kustomization's files come from a repository: its GitRepository has that address, or its OCI artifact says
 * that it was made from there (`org.opencontainers.image.source`).
 */
export function isFromRepository(
  source: KubernetesObject | undefined,
  repositoryUrl: string,
): boolean {
  const urls = [
    stringAt(source, ["spec", "url"]),
    stringAt(source, ["status", "artifact", "metadata", "org.opencontainers.image.source"]),
  ];
  const wanted = normaliseRepositoryUrl(repositoryUrl);
  return urls.some((url) => url !== undefined && normaliseRepositoryUrl(url) === wanted);
}

/** Whether a file is below a Kustomization's path. Bases outside of that path can't be seen from the cluster. */
export function coversFile(kustomization: KubernetesObject, file: string): boolean {
  const path = stringAt(kustomization, ["spec", "path"]) ?? "";
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || file.startsWith(`${parts.join("/")}/`);
}

/** What a Kustomization says about the commit (kustomize-controller internal/controller/kustomization_controller.go). */
export function kustomizationVerdict(
  kustomization: KubernetesObject,
  question: Question,
  view: ClusterView,
): Verdict {
  const title = `Kustomization ${kustomization.metadata.name}`;
  const ready = conditionsOf(kustomization).find(({ type }) => type === "Ready");
  return (
    stopped(kustomization, title) ??
    failed({ kustomization, ready, title }, question, view) ??
    underWay({ kustomization, ready, title }) ??
    applied(kustomization, title, { question, view })
  );
}

interface Subject {
  readonly kustomization: KubernetesObject;
  readonly ready: Condition | undefined;
  readonly title: string;
}

/** Deleted or suspended: the same for every kind of Flux. */
export function stopped(object: KubernetesObject, title: string): Verdict | undefined {
  if (object.metadata.deletionTimestamp !== undefined) {
    return {
      state: "gone",
      final: true,
      reasonCode: "GONE",
      message: `${title} is being deleted.`,
    };
  }
  if (valueAt(object, ["spec", "suspend"]) !== true) return undefined;
  return {
    state: "paused",
    final: false,
    reasonCode: "SUSPENDED",
    message: `${title} is suspended: it goes on when someone resumes it.`,
  };
}

/**
 * Flux tries again for ever, so a failure is final only where Flux says that it has stalled. It keeps `Reconciling` while it does and leaves the observed
 * generation behind, so a failure is looked for before either. A health check that was given up because a newer revision
 * came is none.
 */
function failed(
  { kustomization, ready, title }: Subject,
  question: Question,
  view: ClusterView,
): Verdict | undefined {
  if (ready?.status !== "False" || ready.reason === "HealthCheckCanceled") return undefined;
  if (isWaitingForOthers(ready)) return undefined;
  if (isStale(kustomization, ready)) return undefined;
  const attempted = attemptedCommit(kustomization, sourceObjectOf(kustomization, view));
  if (!containsCommit(question, attempted)) return undefined;
  const reasonCode = ready.reason ?? "Failed";
  const isStalled = conditionsOf(kustomization).some(
    ({ type, status }) => type === "Stalled" && status === "True",
  );
  return {
    state: "failed",
    final: isStalled,
    reasonCode,
    message: `${title} could not bring this commit to the cluster${isStalled ? ", and Flux does not try again by itself" : "; Flux tries again"}.`,
    cause: ownCause(kustomization, ready.message ?? reasonCode),
  };
}

/** Whether a condition was set for an earlier spec. */
function isStale(object: KubernetesObject, { observedGeneration }: Condition): boolean {
  const { generation } = object.metadata;
  return (
    observedGeneration !== undefined && generation !== undefined && observedGeneration < generation
  );
}

function underWay({ kustomization, ready, title }: Subject): Verdict | undefined {
  const isReconciling = conditionsOf(kustomization).some(
    ({ type, status }) => type === "Reconciling" && status === "True",
  );
  const isOld = lagsBehind(kustomization);
  if (ready !== undefined && ready.status !== "Unknown" && !isReconciling && !isOld)
    return undefined;
  if (isOld && !isReconciling && ready?.status !== "Unknown") {
    return {
      state: "waiting",
      final: false,
      reasonCode: "WAIT_REFRESH",
      message: `Flux has not looked at the present spec of ${title} yet.`,
    };
  }
  return {
    state: "progressing",
    final: false,
    reasonCode: "PROGRESSING",
    message: `Flux is working on ${title}.`,
  };
}

/** Whether the controller has not finished with the object's present spec. */
export function lagsBehind(object: KubernetesObject): boolean {
  const observed: Json | undefined = valueAt(object, ["status", "observedGeneration"]);
  return observed !== object.metadata.generation;
}

function applied(
  kustomization: KubernetesObject,
  title: string,
  { question, view }: { readonly question: Question; readonly view: ClusterView },
): Verdict {
  const commit = appliedCommit(kustomization);
  if (commit === undefined || !containsCommit(question, commit)) {
    const blocked = blockedVerdict(kustomization, title, view);
    if (blocked !== undefined) return orLate(question, blocked);
    const at = commit === undefined ? "" : `; it is at ${shortRevision(commit)}`;
    return orLate(question, {
      state: "waiting",
      final: false,
      reasonCode: "WAIT_COMMIT",
      message: `${title} has not applied this commit yet${at}.`,
    });
  }
  const isWatched = watchesHealth(kustomization);
  const health = isWatched ? "is healthy" : "was not asked to wait for health";
  if (commit !== question.commitSha) {
    return {
      state: "superseded",
      final: true,
      reasonCode: "SUPERSEDED",
      message: `${title} applied ${shortRevision(commit)}, a later commit that contains this one, and ${health}.`,
    };
  }
  return {
    state: "deployed",
    final: true,
    reasonCode: isWatched ? "HEALTHY" : "APPLIED",
    message: `${title} applied this commit and ${health}.`,
  };
}

/** What keeps a Kustomization or HelmRelease from getting on, where that is another object. */
export function blockedVerdict(
  object: KubernetesObject,
  title: string,
  view: ClusterView,
): Verdict | undefined {
  const cause = blockerOf(object, view);
  const ready = conditionsOf(object).find(({ type }) => type === "Ready");
  if (cause === undefined && !isWaitingForOthers(ready)) return undefined;
  const other = cause === undefined ? "another object" : `${cause.kind} ${cause.name}`;
  return {
    state: "waiting",
    final: false,
    reasonCode: ready?.reason === "DependencyNotReady" ? "WAIT_DEPENDENCY" : "WAIT_SOURCE",
    message: `${title} waits for ${other}, which is not ready.`,
    cause: cause ?? ownCause(object, ready?.message ?? ""),
  };
}

/** `lastAppliedRevision` moves after the health checks where there are any. */
export function watchesHealth(kustomization: KubernetesObject): boolean {
  const checks = valueAt(kustomization, ["spec", "healthChecks"]);
  const hasChecks = Array.isArray(checks) && checks.length > 0;
  return valueAt(kustomization, ["spec", "wait"]) === true || hasChecks;
}

/** A Flux object names itself as the cause; its message names the object below. */
export function ownCause({ apiVersion, kind, metadata }: KubernetesObject, message: string): Cause {
  const { name, namespace } = metadata;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name, message };
}
