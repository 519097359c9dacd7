import { isJsonObject, stringAt, valueAt } from "../../../domain/json.ts";
import type { KubernetesObject } from "../../../domain/kubernetes.ts";

/**
 * The commit in a Flux revision: `main@sha1:8f1c…`, `sha1:8f1c…`, and `main/8f1c…` as before Flux 2.0. Undefined for the
 * digest of an OCI artifact, which is no commit (fluxcd/pkg git/commit.go, sourceignore RFC-0005).
 */
export function commitOf(revision: string | undefined): string | undefined {
  return /(?:^|@)sha1:([0-9a-f]{40})$|(?:^|\/)([0-9a-f]{40})$/
    .exec(revision ?? "")
    ?.slice(1)
    .find((part) => part !== undefined);
}

/**
 * The commit that a Kustomization applied last. From an OCI artifact, the commit that the artifact was made from, where
 * whoever pushed it said so (`lastAppliedOriginRevision`).
 */
export function appliedCommit(kustomization: KubernetesObject): string | undefined {
  const status = valueAt(kustomization, ["status"]);
  return (
    commitOf(stringAt(status, ["lastAppliedRevision"])) ??
    commitOf(stringAt(status, ["lastAppliedOriginRevision"]))
  );
}

/** The commit that a Kustomization tried last; of an OCI artifact only while its source still has that artifact. */
export function attemptedCommit(
  kustomization: KubernetesObject,
  source: KubernetesObject | undefined,
): string | undefined {
  const attempted = stringAt(kustomization, ["status", "lastAttemptedRevision"]);
  const artifact = valueAt(source, ["status", "artifact"]);
  const isCurrent = attempted !== undefined && stringAt(artifact, ["revision"]) === attempted;
  const metadata = valueAt(artifact, ["metadata"]);
  const origin =
    isCurrent && isJsonObject(metadata)
      ? stringAt(metadata, ["org.opencontainers.image.revision"])
      : undefined;
  return commitOf(attempted) ?? commitOf(origin);
}
