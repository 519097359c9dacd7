import type { ObjectRef } from "./kubernetes.ts";

/**
 * What one object in the cluster says about one commit. The words are those of `causeway assess`.
 * `final` in an Assessment says whether the state is an end for this commit.
 */
export const deliveryStates = [
  "waiting",
  "syncing",
  "progressing",
  "paused",
  "deployed",
  "superseded",
  "failed",
  "unhealthy",
  "drifted",
  "needsManualSync",
  "irrelevant",
  "gone",
  "unknown",
] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/** The object where a failure started, with what it says itself. */
export interface Cause {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly message: string;
}

/** The verdict of a status source on one object. */
export interface Assessment {
  readonly resource: ObjectRef;
  readonly state: DeliveryState;
  /** Whether nothing more is expected for this commit. */
  readonly final: boolean;
  /** Finer than the state, closed within a source: `WAIT_COMMIT`, `ReconcileError`… */
  readonly reasonCode: string;
  /** For people: one sentence. */
  readonly message: string;
  readonly cause?: Cause;
  /** When time alone can change the verdict: look again then. ISO 8601. */
  readonly recheckAt?: string;
}

/** One step of a delivery as a thread shows it: Argo CD, then Crossplane. */
export interface DeliveryStep {
  /** The status source's name for people: `Argo CD`, `Crossplane`. */
  readonly source: string;
  readonly assessment: Assessment;
}

/** One change followed on its way into the cluster. */
export interface Delivery {
  readonly steps: readonly DeliveryStep[];
  /** `deployed` when each step is; `failed` when one has failed; else the first step that is not there yet. */
  readonly state: DeliveryState;
  readonly cause?: Cause;
  /** Set while the cluster does not answer: all is as it was then. ISO 8601. */
  readonly notReadSince?: string;
}

/** What is followed: a commit of the configuration repository and the object that it brought. */
export interface DeliveryTarget {
  /** The merge commit on the default branch. */
  readonly commitSha: string;
  /** Commits known to contain `commitSha`: itself and descendants. */
  readonly descendants: ReadonlySet<string>;
  /** `https://github.com/owner/name`: compared with the Applications' repoURL after normalising both. */
  readonly repositoryUrl: string;
  readonly manifestPath: string;
  readonly object: ObjectRef;
  /** When it was merged, ISO 8601. */
  readonly mergedAt: string;
}

/** One version of a service on its way into one environment, followed by the object that deploys it. */
export interface ServiceTarget {
  /** The Application, Kustomization or HelmRelease of the service there. */
  readonly deployer: ObjectRef;
  /** The commit that brought the version. */
  readonly commitSha: string;
  /** Commits known to contain `commitSha`: itself and descendants. */
  readonly descendants: ReadonlySet<string>;
  readonly repositoryUrl: string;
  /** The file that was changed: of several sources in the repository it says which one counts. */
  readonly manifestPath?: string;
  /** When it was merged, ISO 8601. */
  readonly mergedAt: string;
}

/** What a deployer says of the live state against Git. */
export type SyncStatus = "synced" | "outOfSync" | "syncing" | "unknown";

/** How what runs is doing. */
export type HealthStatus =
  | "healthy"
  | "progressing"
  | "paused"
  | "degraded"
  | "missing"
  | "unknown";

/** What runs of a service in one environment now, for tables and before a promotion. */
export interface RunningVersion {
  /** The commit, or the version of a chart; absent where nothing was applied yet. */
  readonly revision?: string;
  /** Container images, sorted, as far as the cluster names them. */
  readonly images: readonly string[];
  readonly health: HealthStatus;
  readonly sync: SyncStatus;
  /** When this revision was applied, ISO 8601. */
  readonly since?: string;
  /** For people: one sentence. */
  readonly message: string;
}
