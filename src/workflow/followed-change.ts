import { assessDelivery, kindsToFollow, revisionsToResolve } from "../delivery/assess-delivery.ts";
import {
  assessService,
  serviceKindsToFollow,
  serviceRelatesTo,
  serviceRevisionsToResolve,
} from "../delivery/assess-service.ts";
import type { NamedKind } from "../delivery/named-kind.ts";
import type { AssessSettings } from "../delivery/status-source.ts";
import { statusSources } from "../delivery/status-sources.ts";
import type { Delivery, DeliveryTarget, ServiceTarget } from "../domain/delivery.ts";
import type { ObjectRef } from "../domain/kubernetes.ts";
import type { ClusterView } from "../domain/ports/cluster.ts";
import type { RepositoryRef } from "../domain/repository.ts";
import type { RequestRecord } from "../domain/request.ts";
import type { Ancestry } from "./ancestry.ts";
import type { Ports } from "./ports.ts";
import { repositoryAddress, repositoryOf } from "./pull-request-of.ts";

/** A merged request on its way: an object that a commit brought, or a version of a service. */
export type FollowedChange =
  | {
      readonly kind: "object";
      readonly repository: RepositoryRef;
      readonly target: DeliveryTarget;
    }
  | {
      readonly kind: "service";
      readonly repository: RepositoryRef;
      readonly target: ServiceTarget;
    };

/** What a merged request is followed by; undefined for one that is not merged. */
export function followedChange(
  ports: Pick<Ports, "settings">,
  record: RequestRecord,
  ancestry: Ancestry,
): FollowedChange | undefined {
  const { mergeCommitSha, mergedAt, manifestPath, object, move } = record;
  if (mergeCommitSha === undefined || mergedAt === undefined) return undefined;
  const repository = repositoryOf(ports, record);
  const common = {
    commitSha: mergeCommitSha,
    descendants: ancestry.known(repository, mergeCommitSha),
    repositoryUrl: repositoryAddress(ports, repository),
    mergedAt,
  };
  if (move !== undefined) {
    const where = manifestPath === undefined ? {} : { manifestPath };
    const target = { ...common, ...where, deployer: move.deployer };
    return { kind: "service", repository, target };
  }
  if (manifestPath === undefined || object === undefined) return undefined;
  return { kind: "object", repository, target: { ...common, manifestPath, object } };
}

/** Commits that must be compared with the change's own before it can be assessed. */
export function unresolvedRevisions(change: FollowedChange, view: ClusterView): readonly string[] {
  return change.kind === "object"
    ? revisionsToResolve(change.target, view)
    : serviceRevisionsToResolve(change.target, view);
}

/** Kinds to follow so that the change can be assessed, beyond those that are always followed. */
export function kindsToFollowFor(change: FollowedChange, view: ClusterView): readonly NamedKind[] {
  return change.kind === "object"
    ? kindsToFollow(change.target, view)
    : serviceKindsToFollow(change.target, view);
}

/** Where the change stands, by the cluster's own objects. */
export function assessChange(
  change: FollowedChange,
  descendants: ReadonlySet<string>,
  view: ClusterView,
  options: { readonly now: Date; readonly settings: AssessSettings },
): Delivery {
  return change.kind === "object"
    ? assessDelivery(statusSources, { ...change.target, descendants }, view, options)
    : assessService({ ...change.target, descendants }, view, options);
}

/** Whether a change of an object in the cluster can say something new of the followed change. */
export function relatesTo(change: FollowedChange, ref: ObjectRef, view: ClusterView): boolean {
  if (change.kind === "service") return serviceRelatesTo(change.target, ref, view);
  return statusSources.some((source) => source.relatesTo(change.target, ref, view));
}
